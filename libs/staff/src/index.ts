export { IdentityProvider } from './identity-provider.js';
export { SignInRefusedError, type RefusalReason } from './sign-in-refused.error.js';
export { staffRoles, type StaffRole } from './staff-role.js';
export { staffActor, StaffSessions, type StaffIdentity } from './staff-sessions.service.js';
export { StaffSignIn } from './staff-sign-in.service.js';
export { StaffModule } from './staff.module.js';
