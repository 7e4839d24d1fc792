export { Invitations, type Invitation } from './invitations.service.js';
export { PartnerPeople, type PartnerPerson } from './partner-people.service.js';
export { PartnerPeopleModule } from './partner-people.module.js';
export { partnerRoles, type PartnerRole } from './partner-role.js';
export { signInAnswerSchema, newPasskeyAnswerSchema } from './passkey-answers.js';
export { PasskeySignIn } from './passkey-sign-in.service.js';
export { Passkeys, type Passkey } from './passkeys.service.js';
export { personActor, PersonSessions, type PersonIdentity } from './person-sessions.service.js';
