export { bankIdColumn, bigintColumn } from './column-transformers.js';
export { dataSourceOptions, migrate, migrationNames, withReach } from './data-source.js';
export { DerivedTokens, hashesEqual, randomToken, tokenHash } from './derived-tokens.js';
export { EntityRows } from './entity-rows.js';
export {
  firstIdAt,
  fromPublicId,
  idPrefixes,
  newId,
  newIdFrom,
  isSameOrTwin,
  ownPartOf,
  publicIdSchema,
  timeOfId,
  toPublicId,
  type IdKind,
} from './ids.js';
export { PersistenceModule } from './persistence.module.js';
export { applicationRole, platformSession, type Reach } from './reach.js';
export { SecretBox, SecretUnreadableError, type SecretLocation } from './secret-box.js';
export { ownsText } from './service-login.js';
export {
  acrossPartners,
  afterCommit,
  queryRows,
  Transactions,
  type Statement,
  type Transaction,
} from './transactions.js';
