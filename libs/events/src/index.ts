export {
  EventLog,
  type EventPage,
  type EventRows,
  type EventSample,
  type NewEvent,
  type PartnerEvent,
} from './event-log.service.js';
export { EventsModule } from './events.module.js';
