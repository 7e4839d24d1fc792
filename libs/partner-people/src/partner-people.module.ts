import { Global, Module } from '@nestjs/common';
import { Invitations } from './invitations.service.js';
import { PartnerPeople } from './partner-people.service.js';
import { PasskeyCeremonies } from './passkey-ceremonies.js';
import { PasskeySignIn } from './passkey-sign-in.service.js';
import { Passkeys } from './passkeys.service.js';
import { PersonSessions } from './person-sessions.service.js';

const services = [Invitations, PartnerPeople, PasskeySignIn, Passkeys, PersonSessions];

@Global()
@Module({ providers: [PasskeyCeremonies, ...services], exports: services })
export class PartnerPeopleModule {}
