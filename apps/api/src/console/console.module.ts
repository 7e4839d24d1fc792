import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '@sluis/audit';
import { ComplianceModule } from '@sluis/compliance';
import { ConfigModule, type Config } from '@sluis/config';
import { PersistenceModule } from '@sluis/persistence';
import { StaffModule } from '@sluis/staff';
import { ConsoleCertificatesController } from './certificates.controller.js';
import { ConsoleChangesController } from './changes.controller.js';
import { ConsoleComplaintsController } from './complaints.controller.js';
import { ConsoleConsentsController } from './consents.controller.js';
import { ConsoleDeskController } from './desk.controller.js';
import { ConsoleEvidenceController } from './evidence.controller.js';
import { ConsoleExportsController } from './exports.controller.js';
import { ConsoleFraudReportsController } from './fraud-reports.controller.js';
import { ConsoleIncidentsController } from './incidents.controller.js';
import { ConsolePageController } from './page.controller.js';
import { ConsolePartnerFilesController } from './partner-files.controller.js';
import { ConsolePartnersController } from './partners.controller.js';
import { ConsolePaymentsController } from './payments.controller.js';
import { ConsoleReviewsController } from './reviews.controller.js';
import { SignInController } from './sign-in.controller.js';
import { StaffCookies } from './staff-cookies.js';
import { StaffGuard } from './staff-guard.js';

/** What staff see: an application of its own, on a port of its own. */
@Module({})
export class ConsoleModule {
  static of(config: Config): DynamicModule {
    return {
      module: ConsoleModule,
      imports: [
        ConfigModule.of(config),
        PersistenceModule.forRoot('sluis-console', 'none'),
        AuditModule,
        StaffModule,
        ComplianceModule,
      ],
      controllers: [
        SignInController,
        ConsoleDeskController,
        ConsolePaymentsController,
        ConsoleCertificatesController,
        ConsoleChangesController,
        ConsoleComplaintsController,
        ConsoleConsentsController,
        ConsoleEvidenceController,
        ConsoleExportsController,
        ConsoleFraudReportsController,
        ConsoleIncidentsController,
        ConsolePartnerFilesController,
        ConsolePartnersController,
        ConsoleReviewsController,
        ConsolePageController,
      ],
      providers: [StaffCookies, { provide: APP_GUARD, useClass: StaffGuard }],
    };
  }
}
