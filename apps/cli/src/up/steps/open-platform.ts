import { type INestApplicationContext, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditModule } from '@sluis/audit';
import { ConfigModule, loadConfig, type Config } from '@sluis/config';
import { OperatorsModule } from '@sluis/operators';
import { Doorbell, Outbox } from '@sluis/outbox';
import { PartnerPeopleModule } from '@sluis/partner-people';
import { PartnersModule } from '@sluis/partners';
import { PayeesModule } from '@sluis/payees';
import { PersistenceModule } from '@sluis/persistence';
import { BooksDesks, Gaps, LostOrders, Recoveries, Reports, Reviews } from '@sluis/reconciliation';
import { SpendingRulesModule } from '@sluis/spending-rules';
import { TppIdentityModule } from '@sluis/tpp-identity';

/** The platform's services without a door: what an operator does by hand, the steps do through these. */
@Module({})
export class OperatorModule {
  static of(config: Config): DynamicModule {
    return {
      module: OperatorModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-cli', 'platform'),
        AuditModule,
        OperatorsModule,
        PartnersModule,
        PartnerPeopleModule,
        SpendingRulesModule,
        PayeesModule,
        TppIdentityModule,
      ],
      providers: [
        Outbox,
        BooksDesks,
        Gaps,
        LostOrders,
        Recoveries,
        Reports,
        Reviews,
        // A command needs no queue: the sweep finds what it made due within seconds.
        { provide: Doorbell, useValue: { ring: () => undefined } },
      ],
    };
  }
}

export function openPlatform(environment: NodeJS.ProcessEnv): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(OperatorModule.of(loadConfig(environment)), {
    logger: false,
    abortOnError: false,
  });
}
