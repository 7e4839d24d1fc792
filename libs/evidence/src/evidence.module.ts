import { Module } from '@nestjs/common';
import { ConsentDossiers } from './consent-dossier.js';
import { EvidencePacks } from './evidence-packs.js';
import { PaymentDossiers } from './payment-dossier.js';

/** What an auditor is given. Needs the modules of payments, consents and the audit trail beside it. */
@Module({ providers: [ConsentDossiers, EvidencePacks, PaymentDossiers], exports: [EvidencePacks] })
export class EvidenceModule {}
