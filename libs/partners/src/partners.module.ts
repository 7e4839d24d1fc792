import { Global, Module } from '@nestjs/common';
import { ApiKeys } from './api-keys.service.js';
import { IdempotentRequests } from './idempotent-requests.js';
import { Partners } from './partners.service.js';

@Global()
@Module({ providers: [ApiKeys, IdempotentRequests, Partners], exports: [ApiKeys, IdempotentRequests, Partners] })
export class PartnersModule {}
