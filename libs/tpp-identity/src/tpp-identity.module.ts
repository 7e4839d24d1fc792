import { Global, Module } from '@nestjs/common';
import { TppIdentity } from './tpp-identity.service.js';

@Global()
@Module({ providers: [TppIdentity], exports: [TppIdentity] })
export class TppIdentityModule {}
