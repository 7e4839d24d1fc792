export { AuditModule } from './audit.module.js';
export { AuditTrail, type AuditActor, type AuditEntry } from './audit-trail.js';
