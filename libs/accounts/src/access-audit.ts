import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import type { Consent } from '@sluis/consents';
import { toPublicId, type Transaction } from '@sluis/persistence';
import type { AccountFeed } from './account-feed.js';
import { PsuEvidence, type PsuPresence } from './psu-presence.js';

/** Who reads, as the door knows it. */
export interface Reader {
  partnerId: string;
  apiKeyId: string;
  requestId: string;
  /** Method and route template. */
  operation: string;
  /** Present while the payer uses the partner's application. */
  psu: PsuPresence | null;
}

export interface AccessRecord {
  /** As the partner named it; it need not exist. */
  consentId: string | null;
  accountId: string | null;
  consent: Pick<Consent, 'purpose' | 'permissions'> | null;
  outcome: 'done' | 'refused' | 'failed';
  cause?: string;
  rows: number;
  source: 'bank' | 'store' | 'none';
}

/** One record of every access to a payer's data, granted or refused, by partners and by the platform itself. */
@Injectable()
export class AccessAudit {
  constructor(
    private readonly audit: AuditTrail,
    private readonly evidence: PsuEvidence,
  ) {}

  partnerRead(tx: Transaction, reader: Reader, access: AccessRecord): Promise<void> {
    const { psu } = reader;
    return this.audit.record(tx, {
      partnerId: reader.partnerId,
      actor: { type: 'partner', id: reader.apiKeyId },
      action: 'account_information.read',
      subject:
        access.accountId === null
          ? { type: 'consent', id: access.consentId ? toPublicId('consent', access.consentId) : 'unknown' }
          : { type: 'account', id: toPublicId('account', access.accountId) },
      outcome: access.outcome,
      cause: access.cause,
      details: {
        operation: reader.operation,
        request_id: reader.requestId,
        consent: access.consentId && toPublicId('consent', access.consentId),
        purpose: access.consent?.purpose ?? null,
        psu_present: psu !== null,
        ...(psu ? this.evidence.hash(psu) : {}),
        rows: access.rows,
        source: access.source,
      },
    });
  }

  bankRead(
    tx: Transaction,
    {
      feed,
      consent,
      outcome,
      rows,
      cause,
    }: {
      feed: AccountFeed;
      consent: Consent;
      outcome: 'done' | 'refused' | 'failed';
      rows: number;
      cause?: string;
    },
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId: feed.partnerId,
      actor: { type: 'platform' },
      action: 'account_information.read_at_bank',
      subject: { type: 'account', id: toPublicId('account', feed.accountId) },
      outcome,
      cause,
      details: {
        consent: toPublicId('consent', feed.consentId),
        purpose: consent.purpose,
        trigger: feed.trigger,
        psu_present: feed.trigger === 'payer',
        rows,
      },
    });
  }
}
