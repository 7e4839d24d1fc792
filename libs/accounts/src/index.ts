export { type AccessRecord, type Reader } from './access-audit.js';
export { AccountNews } from './account-news.js';
export {
  AccountReads,
  ConsentUnknownError,
  type AccountData,
  type AccountReadRequest,
  type SyncStatus,
} from './account-reads.service.js';
export {
  accountResourceSchema,
  balanceResourceSchema,
  transactionResourceSchema,
  type AccountResource,
  type BalanceResource,
  type TransactionResource,
} from './account-resource.js';
export { AccountsModule } from './accounts.module.js';
export { clustersOf, type FieldClusters } from './field-clusters.js';
export {
  listTransactions,
  type CounterpartyFilter,
  type TransactionFilter,
  type TransactionPlace,
} from './list-transactions.js';
export { OpenFeeds } from './open-feeds.js';
export { type PsuPresence } from './psu-presence.js';
export { SyncAccount } from './sync-account.js';
export { mostUnattendedReads, UnattendedReads, type UnattendedBudget } from './unattended-reads.js';
