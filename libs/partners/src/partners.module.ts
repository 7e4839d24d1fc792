import { Global, Module } from '@nestjs/common';
import { ApiKeys } from './api-keys.service.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { IdempotentWaits } from './idempotent-waits.js';
import { Partners } from './partners.service.js';
import { RedirectUriProposals } from './redirect-uri-proposals.service.js';

@Global()
@Module({
  providers: [ApiKeys, IdempotentRequests, IdempotentWaits, Partners, RedirectUriProposals],
  exports: [ApiKeys, IdempotentRequests, IdempotentWaits, Partners, RedirectUriProposals],
})
export class PartnersModule {}
