export { AccountKeys } from './account-keys.js';
export {
  Authorisations,
  type AuthorisationSubject,
  type CallbackRefusal,
  type ReturnedVisit,
} from './authorisations.service.js';
export { isAccessLost, mayBeAccessLost, readGrant, type BankGrant } from './bank-grant.js';
export { CloseAccess } from './close-access.js';
export { CodeExchange } from './code-exchange.js';
export { CompleteAuthorisation } from './complete-authorisation.js';
export { ConsentDecisions, type AskedConsent, type DecidingBrowser } from './consent-decisions.js';
export { ConsentDependants, type ConsentDependant, type ConsentKey } from './consent-dependants.js';
export { ConsentEndings, expiryNoticeDays } from './consent-endings.js';
export {
  defaultPermissions,
  permissionsComplaint,
  permissionsOfType,
  type ConsentPermission,
} from './consent-permissions.js';
export { ConsentPresentations, type Presentation, type ShownPage, type Viewer } from './consent-presentations.js';
export { ConsentRenewal } from './consent-renewal.entity.js';
export { ConsentResources, consentResourceSchema, type ConsentResource } from './consent-resource.js';
export {
  answerableUntil,
  consentMayBecome,
  nextConsentStatuses,
  type ConsentStatus,
  type RevokedBy,
} from './consent-status.js';
export { ConsentTidying, tidyingTasks, type TidyingTask } from './consent-tidying.js';
export type { BankAccess } from './consent-tokens.js';
export { contentOfConsent } from './sealed-consent.js';
export { Consent, consentTypes, type ConsentAccount, type ConsentType } from './consent.entity.js';
export { Consents, longestValidityDays, type CreateConsentInput } from './consents.service.js';
export { ConsentsModule } from './consents.module.js';
export { ibanOf, KnownAccounts } from './known-accounts.js';
export { KnownPayers, type KnownPayer } from './known-payers.js';
export { PermissionSessions, permissionSessionMinutes, type PermissionSession } from './permission-sessions.js';
export { PsuKeyHashes } from './psu-keys.js';
export { PsuConsents, type PsuConsent } from './psu-consents.js';
export { purposeIn, type ShownPurpose } from './purpose.js';
export type { RenewConsentInput } from './renewals.service.js';
