import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '@sluis/audit';
import { ConfigModule, type Config } from '@sluis/config';
import { DashboardModule } from '@sluis/dashboard';
import { EventsModule } from '@sluis/events';
import { OutboxModule } from '@sluis/outbox';
import { PartnerPeopleModule } from '@sluis/partner-people';
import { PartnersModule } from '@sluis/partners';
import { PersistenceModule } from '@sluis/persistence';
import { SpendingRulesModule } from '@sluis/spending-rules';
import { PartnerRateLimit } from '../http/partner-rate-limit.js';
import { DashboardDeskController } from './desk.controller.js';
import { DashboardKeysController } from './keys.controller.js';
import { DashboardListsController } from './lists.controller.js';
import { DashboardPageController } from './page.controller.js';
import { DashboardPeopleController } from './people.controller.js';
import { PersonCookies } from './person-cookies.js';
import { PersonGuard } from './person-guard.js';
import { DashboardRedirectUrisController } from './redirect-uris.controller.js';
import { DashboardSignInController } from './sign-in.controller.js';
import { DashboardWebhooksController } from './webhooks.controller.js';

/** What partners' people see: an application of its own, on an origin of its own. */
@Module({})
export class DashboardApiModule {
  static of(config: Config): DynamicModule {
    return {
      module: DashboardApiModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-dashboard', 'none'),
        OutboxModule,
        AuditModule,
        EventsModule,
        PartnersModule,
        SpendingRulesModule,
        PartnerPeopleModule,
        DashboardModule,
      ],
      controllers: [
        DashboardSignInController,
        DashboardDeskController,
        DashboardListsController,
        DashboardKeysController,
        DashboardRedirectUrisController,
        DashboardWebhooksController,
        DashboardPeopleController,
        DashboardPageController,
      ],
      providers: [PersonCookies, PartnerRateLimit, { provide: APP_GUARD, useClass: PersonGuard }],
    };
  }
}
