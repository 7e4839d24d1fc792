import { Global, Module } from '@nestjs/common';
import { BankClients } from './bank-clients.js';
import { BusinessIdentity } from './business-identity.js';
import { TppIdentity } from './tpp-identity.service.js';

@Global()
@Module({ providers: [BankClients, BusinessIdentity, TppIdentity], exports: [BusinessIdentity, TppIdentity] })
export class TppIdentityModule {}
