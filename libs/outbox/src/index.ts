export { Doorbell } from './doorbell.js';
export { OutboxModule } from './outbox.module.js';
export { OutboxRunner, type WorkResult } from './outbox-runner.js';
export { endText, endValues, Outbox, scheduleUnrung, type Claim, type DueWork } from './outbox.js';
export { workKinds, type WorkKind } from './work-kind.js';
