import { Global, Module } from '@nestjs/common';
import { WebhooksModule } from '@sluis/webhooks';
import { EventLog } from './event-log.service.js';

@Global()
@Module({ imports: [WebhooksModule], providers: [EventLog], exports: [EventLog] })
export class EventsModule {}
