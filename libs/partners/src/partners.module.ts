import { Global, Module } from '@nestjs/common';
import { ChangesModule } from '@sluis/changes';
import { ApiKeys } from './api-keys.service.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { IdempotentWaits } from './idempotent-waits.js';
import { PartnerChanges } from './partner-changes.js';
import { Partners } from './partners.service.js';
import { RedirectUriProposals } from './redirect-uri-proposals.service.js';
import { TestClock } from './test-clock.js';

@Global()
@Module({
  imports: [ChangesModule],
  providers: [ApiKeys, IdempotentRequests, IdempotentWaits, PartnerChanges, Partners, RedirectUriProposals, TestClock],
  exports: [ApiKeys, IdempotentRequests, IdempotentWaits, Partners, RedirectUriProposals, TestClock],
})
export class PartnersModule {}
