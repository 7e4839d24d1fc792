import { Module } from '@nestjs/common';
import { BankAnswers } from '@sluis/bank-orders';
import { ChangesModule } from '@sluis/changes';
import { ConsentPresentations } from '@sluis/consents';
import { Operators } from '@sluis/operators';
import { PartnersModule } from '@sluis/partners';
import { PaymentPages } from '@sluis/payment-initiation';
import { Reviews } from '@sluis/reconciliation';
import { SpendingRulesModule } from '@sluis/spending-rules';
import { AskedPacks } from '@sluis/evidence';
import { BulkReveals } from './bulk-reveals.service.js';
import { Certificates } from './certificates/certificates.service.js';
import { ConfiguredCertificates } from './certificates/configured-certificates.js';
import { ChangesForStaff } from './changes-for-staff.service.js';
import { Complaints } from './complaints/complaints.service.js';
import { ConsentAccesses } from './consent-accesses.service.js';
import { ConsentDossiers } from './consent-dossiers.service.js';
import { DeskAlarms } from './desk-alarms.js';
import { EvidenceDesk } from './evidence-desk.js';
import { Exports } from './exports/exports.service.js';
import { ListExports } from './exports/list-exports.service.js';
import { FraudMarks } from './fraud/fraud-marks.service.js';
import { FraudReports } from './fraud/fraud-reports.service.js';
import { Incidents } from './incidents/incidents.service.js';
import { LookUps } from './look-ups.js';
import { OverviewFigures } from './overview.service.js';
import { PartnerFiles } from './partner-files.service.js';
import { PartnersForStaff } from './partners-for-staff.service.js';
import { PaymentDossiers } from './payment-dossiers.service.js';
import { ReviewsForStaff } from './reviews-for-staff.service.js';
import { SavedFilters } from './saved-filters.service.js';
import { StaffSearch } from './search.service.js';
import { Trends } from './trends.service.js';

const services = [
  BulkReveals,
  Certificates,
  ChangesForStaff,
  Complaints,
  ConfiguredCertificates,
  ConsentAccesses,
  ConsentDossiers,
  DeskAlarms,
  EvidenceDesk,
  Exports,
  FraudMarks,
  FraudReports,
  Incidents,
  ListExports,
  LookUps,
  OverviewFigures,
  PartnerFiles,
  PartnersForStaff,
  PaymentDossiers,
  ReviewsForStaff,
  SavedFilters,
  StaffSearch,
  Trends,
];

/** Over all partners: look-ups, what two people decide, and registers of its own; it needs nothing but what is stored. */
@Module({
  imports: [ChangesModule, PartnersModule, SpendingRulesModule],
  providers: [...services, AskedPacks, BankAnswers, ConsentPresentations, PaymentPages, Operators, Reviews],
  exports: services,
})
export class ComplianceModule {}
