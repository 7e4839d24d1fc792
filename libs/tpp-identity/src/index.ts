export { BusinessIdentity } from './business-identity.js';
export { TppIdentityModule } from './tpp-identity.module.js';
export { TppIdentity } from './tpp-identity.service.js';
