import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountKeys } from './account-keys.js';
import { Authorisations } from './authorisations.service.js';
import { CloseAccess } from './close-access.js';
import { CodeExchange } from './code-exchange.js';
import { CompleteAuthorisation } from './complete-authorisation.js';
import { ConsentAccounts } from './consent-accounts.js';
import { ConsentDecisions } from './consent-decisions.js';
import { ConsentDependants } from './consent-dependants.js';
import { ConsentEndings } from './consent-endings.js';
import { ConsentPresentations } from './consent-presentations.js';
import { ConsentRenewal } from './consent-renewal.entity.js';
import { ConsentResources } from './consent-resource.js';
import { ConsentTidying } from './consent-tidying.js';
import { ConsentTokens } from './consent-tokens.js';
import { ConsentTransitions } from './consent-transitions.js';
import { Consent } from './consent.entity.js';
import { Consents } from './consents.service.js';
import { KnownAccounts } from './known-accounts.js';
import { OauthClients } from './oauth-clients.js';
import { KnownPayers } from './known-payers.js';
import { PermissionSessions } from './permission-sessions.js';
import { PsuConsents } from './psu-consents.js';
import { PsuKeyHashes } from './psu-keys.js';
import { Renewals } from './renewals.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Consent, ConsentRenewal])],
  providers: [
    AccountKeys,
    Authorisations,
    CloseAccess,
    CodeExchange,
    CompleteAuthorisation,
    ConsentAccounts,
    ConsentDecisions,
    ConsentDependants,
    ConsentEndings,
    ConsentPresentations,
    ConsentResources,
    Consents,
    ConsentTidying,
    ConsentTokens,
    ConsentTransitions,
    KnownAccounts,
    OauthClients,
    KnownPayers,
    PermissionSessions,
    PsuConsents,
    PsuKeyHashes,
    Renewals,
  ],
  exports: [
    Authorisations,
    CloseAccess,
    CodeExchange,
    CompleteAuthorisation,
    ConsentDecisions,
    ConsentDependants,
    ConsentEndings,
    ConsentPresentations,
    ConsentResources,
    Consents,
    ConsentTidying,
    KnownAccounts,
    KnownPayers,
    PermissionSessions,
    PsuConsents,
  ],
})
export class ConsentsModule {}
