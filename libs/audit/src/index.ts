export { AuditModule } from './audit.module.js';
export { AuditTrail, type AuditActor, type AuditEntry, type AuditRow } from './audit-trail.js';
