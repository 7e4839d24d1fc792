import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { ConsentAccounts } from './consent-accounts.js';
import { ConsentEndings } from './consent-endings.js';
import { Consent, type ConsentAccount } from './consent.entity.js';
import type { PermissionSession } from './permission-sessions.js';
import type { PsuKeys } from './psu-keys.js';

/** The law asks that payers can see what they allowed and what became of it; we show this much of the past. */
const historyYears = 2;
const mostShown = 200;

export interface PsuConsent {
  consent: Consent;
  partnerName: string;
  accounts: ConsentAccount[];
  lastUsedAt: Date | null;
}

/**
 * A payer's own consents, over all partners.
 *
 * Whose a consent is, the bank's id of the granting person or company decides. Where the bank named none, all accounts
 * of the consent must be among those the payer just showed to be theirs: sharing one account is not being the same
 * person, and must not show what somebody else allowed for theirs.
 */
@Injectable()
export class PsuConsents {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: ConsentAccounts,
    private readonly endings: ConsentEndings,
    private readonly audit: AuditTrail,
  ) {}

  /** Living ones first, then newest first. */
  list(session: PermissionSession): Promise<PsuConsent[]> {
    return this.transactions.run(async (tx) => {
      const keys = await this.ownKeys(tx, session.keys);
      const consents: PsuConsent[] = [];
      for (const key of keys) {
        const found = await this.read(tx, key);
        if (found) consents.push(found);
      }
      await this.audit.record(tx, {
        partnerId: null,
        actor: { type: 'psu', id: session.id },
        action: 'permissions.viewed',
        subject: { type: 'permissions', id: session.id },
        outcome: 'done',
        details: { consents: consents.length },
      });
      return consents;
    });
  }

  /** @returns undefined for a consent that is not this payer's, or not there */
  find(session: PermissionSession, consentId: string): Promise<PsuConsent | undefined> {
    return this.transactions.run(async (tx) => {
      const [key] = await this.ownKeys(tx, session.keys, consentId);
      return key && this.read(tx, key);
    });
  }

  /** The payer stops one of their consents. Stopping what has ended already changes nothing. */
  async stop(session: PermissionSession, { consent: { partnerId, id } }: PsuConsent): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const [key] = await this.ownKeys(tx, session.keys, id);
      const current = key && (await tx.findOne(Consent, { where: key, lock: { mode: 'pessimistic_write' } }));
      if (current?.status !== 'authorised') return;
      await this.endings.revoke(tx, partnerId, id, {
        revokedBy: 'psu',
        actor: { type: 'psu', id: session.id },
        reason: 'stopped_on_permissions_page',
      });
    });
  }

  private async read(tx: Transaction, key: { partnerId: string; id: string }): Promise<PsuConsent | undefined> {
    const consent = await tx.findOneBy(Consent, key);
    if (!consent) return undefined;
    const [about] = await queryRows<{ name: string; last_used_at: Date | null }>(
      tx,
      `SELECT p.name, u.last_used_at FROM partners p
       LEFT JOIN consent_uses u ON u.partner_id = p.id AND u.consent_id = $2 WHERE p.id = $1`,
      [key.partnerId, key.id],
    );
    return {
      consent,
      partnerName: about?.name ?? '',
      accounts: await this.accounts.of(tx, consent),
      lastUsedAt: about?.last_used_at ?? null,
    };
  }

  private ownKeys(
    tx: Transaction,
    { bankUser, ibans }: PsuKeys,
    consentId?: string,
  ): Promise<{ partnerId: string; id: string }[]> {
    return queryRows(
      tx,
      `WITH candidates AS (
         SELECT DISTINCT partner_id, consent_id FROM consent_psu_keys
         WHERE key_hash = $1 OR key_hash = ANY($2::bytea[])
       )
       SELECT c.partner_id AS "partnerId", c.id
       FROM candidates m JOIN consents c ON c.partner_id = m.partner_id AND c.id = m.consent_id
       WHERE ($3::uuid IS NULL OR c.id = $3)
         AND (c.ended_at IS NULL OR c.ended_at > now() - $4 * interval '1 year')
         AND CASE
           WHEN $1::bytea IS NOT NULL AND EXISTS (
             SELECT 1 FROM consent_psu_keys k
             WHERE k.partner_id = c.partner_id AND k.consent_id = c.id AND k.kind = 'bank_user')
           THEN EXISTS (
             SELECT 1 FROM consent_psu_keys k
             WHERE k.partner_id = c.partner_id AND k.consent_id = c.id AND k.kind = 'bank_user' AND k.key_hash = $1)
           ELSE NOT EXISTS (
             SELECT 1 FROM consent_psu_keys k
             WHERE k.partner_id = c.partner_id AND k.consent_id = c.id AND k.kind = 'iban'
               AND NOT (k.key_hash = ANY($2::bytea[])))
         END
       ORDER BY c.status = 'authorised' DESC, c.id DESC LIMIT ${mostShown}`,
      [bankUser ?? null, ibans, consentId ?? null, historyYears],
    );
  }
}
