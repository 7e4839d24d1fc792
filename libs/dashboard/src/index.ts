export { DashboardModule } from './dashboard.module.js';
export { PartnerConsents } from './partner-consents.service.js';
export { PartnerFigures } from './partner-figures.service.js';
export { PartnerPayments } from './partner-payments.service.js';
export { PartnerRequests } from './partner-requests.service.js';
export { PartnerSearch } from './partner-search.service.js';
export { PersonLookUps } from './person-look-ups.js';
