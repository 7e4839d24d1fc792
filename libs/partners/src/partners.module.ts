import { Global, Module } from '@nestjs/common';
import { ApiKeys } from './api-keys.service.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { IdempotentWaits } from './idempotent-waits.js';
import { Partners } from './partners.service.js';

@Global()
@Module({
  providers: [ApiKeys, IdempotentRequests, IdempotentWaits, Partners],
  exports: [ApiKeys, IdempotentRequests, IdempotentWaits, Partners],
})
export class PartnersModule {}
