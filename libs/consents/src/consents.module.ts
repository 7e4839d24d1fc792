import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Authorisations } from './authorisations.service.js';
import { CompleteAuthorisation } from './complete-authorisation.js';
import { ConsentResources } from './consent-resource.js';
import { Consent } from './consent.entity.js';
import { Consents } from './consents.service.js';

const providers = [Authorisations, CompleteAuthorisation, ConsentResources, Consents];

@Global()
@Module({ imports: [TypeOrmModule.forFeature([Consent])], providers, exports: providers })
export class ConsentsModule {}
