import { Injectable } from '@nestjs/common';
import type { MonetaryAccount } from '@sluis/bunq-client';
import { newId, queryRows, type Transaction } from '@sluis/persistence';
import { AccountKeys } from './account-keys.js';
import { keepsIban, showsAccounts } from './consent-permissions.js';

/** What of an account may be stored beside the hash that it is known again by. */
export interface KeptFields {
  iban: boolean;
  /** Holder and description. */
  details: boolean;
  /** Reached by a bank connection: the partner's own account, which no payer's consent has a say in. */
  isPartnersOwn?: boolean;
}

/**
 * Every account a partner ever met, under one id for good. What an account is, its IBAN says; but that is stored only
 * while a consent covers it or the account is the partner's own. A hash under our key recognises it.
 */
@Injectable()
export class KnownAccounts {
  constructor(private readonly keys: AccountKeys) {}

  /** @returns the account's id; undefined for one without an IBAN */
  async remember(
    tx: Transaction,
    partnerId: string,
    account: MonetaryAccount,
    { iban: keepsIban, details, isPartnersOwn = false }: KeptFields,
  ): Promise<string | undefined> {
    const iban = ibanOf(account);
    if (!iban) return undefined;
    const key = this.keys.of(partnerId, iban.value);
    // One from before there were keys, which no worker has come to yet.
    await tx.query(
      `UPDATE accounts SET iban_key = $3 WHERE partner_id = $1 AND iban = $2 AND iban_key IS NULL
         AND NOT EXISTS (SELECT FROM accounts WHERE partner_id = $1 AND iban_key = $3)`,
      [partnerId, iban.value, key],
    );
    const [row] = await queryRows<{ id: string }>(
      tx,
      `INSERT INTO accounts (partner_id, id, iban_key, iban, holder_name, description, currency, is_partners_own)
       VALUES ($1, $2, $3, CASE WHEN $8 THEN $4 END, $5, $6, $7, $10)
       ON CONFLICT (partner_id, iban_key) DO UPDATE SET
         iban = CASE WHEN $8 THEN excluded.iban ELSE accounts.iban END,
         holder_name = CASE WHEN $9 THEN excluded.holder_name ELSE accounts.holder_name END,
         description = CASE WHEN $9 THEN excluded.description ELSE accounts.description END,
         is_partners_own = accounts.is_partners_own OR excluded.is_partners_own
       RETURNING id`,
      [
        partnerId,
        newId(),
        key,
        iban.value,
        details ? (iban.name ?? account.display_name ?? '') : '',
        details ? (account.description ?? null) : null,
        account.currency ?? 'EUR',
        keepsIban,
        details,
        isPartnersOwn,
      ],
    );
    return row?.id;
  }

  /** Blanks what no living consent covers any more, nor one on legal hold. The ids stay, and the hashes that lead to them. */
  async forgetUncovered(tx: Transaction, partnerId: string, accountIds: readonly string[]): Promise<void> {
    if (accountIds.length === 0) return;
    // Held before it is looked at who covers them: a consent that is being given for one of them is seen, or waits. In
    // the order in which accounts are remembered, so that nobody waits in a circle.
    await tx.query(
      `SELECT FROM accounts WHERE partner_id = $1 AND id = ANY($2::uuid[]) ORDER BY iban_key FOR NO KEY UPDATE`,
      [partnerId, accountIds],
    );
    await tx.query(
      `WITH cover AS (
         SELECT given.account_id, bool_or(consent.permissions && $3) AS iban, bool_or(consent.permissions && $4) AS details
         FROM consent_accounts given
         JOIN consents consent ON consent.partner_id = given.partner_id AND consent.id = given.consent_id
         WHERE given.partner_id = $1 AND given.account_id = ANY($2::uuid[])
           AND (consent.status = 'authorised' OR is_held(consent.partner_id, 'consent', consent.id))
         GROUP BY given.account_id
       )
       UPDATE accounts known SET
         iban = CASE WHEN cover.iban THEN known.iban END,
         holder_name = CASE WHEN cover.details THEN known.holder_name ELSE '' END,
         description = CASE WHEN cover.details THEN known.description END
       FROM accounts named LEFT JOIN cover ON cover.account_id = named.id
       WHERE named.partner_id = $1 AND named.id = ANY($2::uuid[])
         AND known.partner_id = named.partner_id AND known.id = named.id
         AND known.iban_key IS NOT NULL AND NOT known.is_partners_own`,
      [partnerId, accountIds, keepsIban, showsAccounts],
    );
  }
}

export function ibanOf(account: MonetaryAccount): { value: string; name?: string | null } | undefined {
  return account.alias?.find(({ type }) => type === 'IBAN');
}
