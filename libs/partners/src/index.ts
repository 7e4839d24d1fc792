export { parseApiKey } from './api-key.js';
export { ApiKeys, type ApiKeyFacts } from './api-keys.service.js';
export { IdempotentRequests, keyInUse, type IdempotentAnswer, type IdempotentRequest } from './idempotent-requests.js';
export { IdempotentWaits } from './idempotent-waits.js';
export { apiScopes, hasScope, type ApiScope, type PartnerIdentity } from './partner-identity.js';
export { PartnersModule } from './partners.module.js';
export { Partners, type Partner, type PartnerFacts, type PartnerStatus } from './partners.service.js';
export { RedirectUriProposals, type RedirectUriProposal } from './redirect-uri-proposals.service.js';
export { movedTables, TestClock } from './test-clock.js';
