import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BankConnection } from './bank-connection.entity.js';
import { BankConnections } from './bank-connections.service.js';
import { CloseConnection } from './close-connection.js';
import { CompleteConnection } from './complete-connection.js';
import { ConnectionAccounts } from './connection-accounts.js';
import { ConnectionDecisions } from './connection-decisions.js';
import { ConnectionDependants } from './connection-dependants.js';
import { ConnectionEndings } from './connection-endings.js';
import { ConnectionResources } from './connection-resource.js';
import { ConnectionSecrets } from './connection-secrets.js';
import { ConnectionTransitions } from './connection-transitions.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([BankConnection])],
  providers: [
    BankConnections,
    CloseConnection,
    CompleteConnection,
    ConnectionAccounts,
    ConnectionDecisions,
    ConnectionDependants,
    ConnectionEndings,
    ConnectionResources,
    ConnectionSecrets,
    ConnectionTransitions,
  ],
  exports: [
    BankConnections,
    CloseConnection,
    CompleteConnection,
    ConnectionDecisions,
    ConnectionDependants,
    ConnectionEndings,
    ConnectionResources,
  ],
})
export class BankConnectionsModule {}
