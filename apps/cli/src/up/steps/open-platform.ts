import { type INestApplicationContext, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditModule } from '@sluis/audit';
import { ConfigModule, loadConfig, type Config } from '@sluis/config';
import { PartnersModule } from '@sluis/partners';
import { PayeesModule } from '@sluis/payees';
import { PersistenceModule } from '@sluis/persistence';
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
        PersistenceModule.forRoot('sluis-cli'),
        AuditModule,
        PartnersModule,
        SpendingRulesModule,
        PayeesModule,
        TppIdentityModule,
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
