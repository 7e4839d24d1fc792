import { Global, Module } from '@nestjs/common';
import { ApiKeys } from './api-keys.service.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { IdempotentWaits } from './idempotent-waits.js';
import { Partners } from './partners.service.js';
import { TestClock } from './test-clock.js';

@Global()
@Module({
  providers: [ApiKeys, IdempotentRequests, IdempotentWaits, Partners, TestClock],
  exports: [ApiKeys, IdempotentRequests, IdempotentWaits, Partners, TestClock],
})
export class PartnersModule {}
