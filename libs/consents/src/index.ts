export {
  Authorisations,
  type AuthorisationSubject,
  type CallbackRefusal,
  type ReturnedVisit,
} from './authorisations.service.js';
export { CompleteAuthorisation } from './complete-authorisation.js';
export {
  defaultPermissions,
  permissionsComplaint,
  permissionsOfType,
  type ConsentPermission,
} from './consent-permissions.js';
export { ConsentResources, type ConsentResource } from './consent-resource.js';
export { consentMayBecome, nextConsentStatuses, type ConsentStatus } from './consent-status.js';
export { Consent, consentTypes, type ConsentAccount, type ConsentType } from './consent.entity.js';
export { Consents, longestValidityDays, type BankAccess, type CreateConsentInput } from './consents.service.js';
export { ConsentsModule } from './consents.module.js';
