import { Module } from '@nestjs/common';
import { AskedPacks } from './asked-packs.js';
import { ConsentDossiers } from './consent-dossier.js';
import { EvidencePacks } from './evidence-packs.js';
import { MakeAskedPack } from './make-asked-pack.js';
import { PaymentDossiers } from './payment-dossier.js';

/** What an auditor is given. Needs the modules of payments, consents and the audit trail beside it. */
@Module({
  providers: [AskedPacks, ConsentDossiers, EvidencePacks, MakeAskedPack, PaymentDossiers],
  exports: [EvidencePacks, MakeAskedPack],
})
export class EvidenceModule {}
