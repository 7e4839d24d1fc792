import { Module } from '@nestjs/common';
import { ConsentPresentations } from '@sluis/consents';
import { AskedPacks } from '@sluis/evidence';
import { ConsentAccesses } from './consent-accesses.service.js';
import { ConsentDossiers } from './consent-dossiers.service.js';
import { EvidenceDesk } from './evidence-desk.js';
import { FraudMarks } from './fraud/fraud-marks.service.js';
import { FraudReports } from './fraud/fraud-reports.service.js';
import { LookUps } from './look-ups.js';
import { OverviewFigures } from './overview.service.js';
import { PaymentDossiers } from './payment-dossiers.service.js';
import { SavedFilters } from './saved-filters.service.js';
import { StaffSearch } from './search.service.js';

const services = [
  ConsentAccesses,
  ConsentDossiers,
  EvidenceDesk,
  FraudMarks,
  FraudReports,
  LookUps,
  OverviewFigures,
  PaymentDossiers,
  SavedFilters,
  StaffSearch,
];

/** Over all partners; changes nothing of theirs, keeps registers of its own, and needs nothing but what is stored. */
@Module({ providers: [...services, AskedPacks, ConsentPresentations], exports: services })
export class ComplianceModule {}
