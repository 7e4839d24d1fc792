import { Module, type DynamicModule } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { AuditModule } from '@sluis/audit';
import { ConfigModule, type Config } from '@sluis/config';
import { OutboxModule } from '@sluis/outbox';
import { PartnersModule } from '@sluis/partners';
import { PersistenceModule } from '@sluis/persistence';
import { HealthController } from './health/health.controller.js';
import { PartnerApiKeyStrategy } from './http/partner-auth.js';

/** Every door into the platform over HTTP. */
@Module({})
export class ApiModule {
  static of(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-api'),
        OutboxModule,
        AuditModule,
        PartnersModule,
        PassportModule,
      ],
      controllers: [HealthController],
      providers: [PartnerApiKeyStrategy],
    };
  }
}
