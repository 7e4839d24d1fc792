import { Global, Module } from '@nestjs/common';
import { IdentityProvider } from './identity-provider.js';
import { StaffSessions } from './staff-sessions.service.js';
import { StaffSignIn } from './staff-sign-in.service.js';

@Global()
@Module({
  providers: [IdentityProvider, StaffSessions, StaffSignIn],
  exports: [IdentityProvider, StaffSessions, StaffSignIn],
})
export class StaffModule {}
