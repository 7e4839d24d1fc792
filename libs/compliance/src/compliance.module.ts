import { Module } from '@nestjs/common';
import { ConsentPresentations } from '@sluis/consents';
import { ConsentAccesses } from './consent-accesses.service.js';
import { ConsentDossiers } from './consent-dossiers.service.js';
import { LookUps } from './look-ups.js';
import { OverviewFigures } from './overview.service.js';
import { PaymentDossiers } from './payment-dossiers.service.js';
import { SavedFilters } from './saved-filters.service.js';
import { StaffSearch } from './search.service.js';

const services = [
  ConsentAccesses,
  ConsentDossiers,
  LookUps,
  OverviewFigures,
  PaymentDossiers,
  SavedFilters,
  StaffSearch,
];

/** Reads only, over all partners; of the capabilities it needs nothing but what is stored. */
@Module({ providers: [...services, ConsentPresentations], exports: services })
export class ComplianceModule {}
