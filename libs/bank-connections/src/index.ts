export { connectionMayBecome, nextConnectionStatuses, type ConnectionStatus } from './bank-connection-status.js';
export { BankConnection, type ConnectionAccount } from './bank-connection.entity.js';
export { BankConnectionsModule } from './bank-connections.module.js';
export {
  BankConnections,
  type ConnectionAccess,
  type CreateConnectionInput,
  type UsableConnection,
} from './bank-connections.service.js';
export { CloseConnection } from './close-connection.js';
export { CompleteConnection } from './complete-connection.js';
export {
  capabilitiesOf,
  connectionMethods,
  type ConnectionCapability,
  type ConnectionMethod,
} from './connection-capabilities.js';
export { ConnectionDecisions } from './connection-decisions.js';
export { ConnectionDependants, type ConnectionDependant, type ConnectionKey } from './connection-dependants.js';
export { ConnectionEndings } from './connection-endings.js';
export {
  bankConnectionResourceSchema,
  ConnectionResources,
  type BankConnectionResource,
} from './connection-resource.js';
