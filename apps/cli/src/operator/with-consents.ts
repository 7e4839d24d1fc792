import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccountsModule } from '@sluis/accounts';
import { AuditModule } from '@sluis/audit';
import { BankConnectionsModule } from '@sluis/bank-connections';
import { ConfigModule, loadConfig, type Config } from '@sluis/config';
import { ConsentsModule } from '@sluis/consents';
import { EventsModule } from '@sluis/events';
import { OperatorsModule } from '@sluis/operators';
import { FundsConfirmationModule } from '@sluis/funds-confirmation';
import { OutboxModule } from '@sluis/outbox';
import { PartnersModule } from '@sluis/partners';
import { PaymentsModule } from '@sluis/payment-initiation';
import { PaymentRequestsModule } from '@sluis/payment-requests';
import { PayeesModule } from '@sluis/payees';
import { PersistenceModule } from '@sluis/persistence';
import { SpendingRulesModule } from '@sluis/spending-rules';
import { TppIdentityModule } from '@sluis/tpp-identity';
import { withPlatform } from './with-platform.js';

/**
 * Consents with everything that works under them: who ends a consent must end that work in the same transaction, so each
 * capability that enters itself in `ConsentDependants` has to be here.
 */
@Module({})
export class ConsentOperatorModule {
  static of(config: Config): DynamicModule {
    return {
      module: ConsentOperatorModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-cli', 'platform'),
        OutboxModule,
        AuditModule,
        OperatorsModule,
        EventsModule,
        PartnersModule,
        PayeesModule,
        SpendingRulesModule,
        TppIdentityModule,
        ConsentsModule,
        BankConnectionsModule,
        AccountsModule,
        FundsConfirmationModule,
        PaymentsModule,
        PaymentRequestsModule,
      ],
    };
  }
}

/** As `withPlatform`, with consents and all that depends on them. */
export function withConsents<T>(
  options: { local?: true },
  work: (platform: INestApplicationContext) => Promise<T>,
): Promise<T> {
  return withPlatform(options, work, (environment) =>
    NestFactory.createApplicationContext(ConsentOperatorModule.of(loadConfig(environment)), {
      logger: false,
      abortOnError: false,
    }),
  );
}
