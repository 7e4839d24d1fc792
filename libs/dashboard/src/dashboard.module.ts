import { Module } from '@nestjs/common';
import { PartnerConsents } from './partner-consents.service.js';
import { PartnerFigures } from './partner-figures.service.js';
import { PartnerPayments } from './partner-payments.service.js';
import { PartnerRequests } from './partner-requests.service.js';
import { PartnerSearch } from './partner-search.service.js';
import { PersonLookUps } from './person-look-ups.js';

const services = [PartnerConsents, PartnerFigures, PartnerPayments, PartnerRequests, PartnerSearch, PersonLookUps];

@Module({ providers: services, exports: services })
export class DashboardModule {}
