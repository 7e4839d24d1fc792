import { Injectable } from '@nestjs/common';
import type { MonetaryAccount } from '@sluis/bunq-client';
import { queryRows, type Transaction } from '@sluis/persistence';
import { ConsentRenewal } from './consent-renewal.entity.js';
import type { Consent, ConsentAccount } from './consent.entity.js';
import { ibanOf, KnownAccounts } from './known-accounts.js';

type ConsentRow = Pick<Consent, 'partnerId' | 'id'>;

/** The accounts a payer chose at the bank for a consent: what was granted, not what was asked. */
@Injectable()
export class ConsentAccounts {
  constructor(private readonly knownAccounts: KnownAccounts) {}

  async of(tx: Transaction, { partnerId, id }: ConsentRow): Promise<ConsentAccount[]> {
    const rows = await queryRows<ConsentAccount & { bunqMonetaryAccountId: string }>(
      tx,
      `SELECT a.id, a.iban, a.holder_name AS "holderName", a.description, a.currency,
              c.bunq_monetary_account_id AS "bunqMonetaryAccountId"
       FROM consent_accounts c JOIN accounts a ON a.partner_id = c.partner_id AND a.id = c.account_id
       WHERE c.partner_id = $1 AND c.consent_id = $2 ORDER BY a.id`,
      [partnerId, id],
    );
    return rows.map((row) => ({ ...row, bunqMonetaryAccountId: Number(row.bunqMonetaryAccountId) }));
  }

  async latestRenewal(tx: Transaction, { partnerId, id }: ConsentRow): Promise<ConsentRenewal | undefined> {
    return (
      (await tx.findOne(ConsentRenewal, { where: { partnerId, consentId: id }, order: { id: 'DESC' } })) ?? undefined
    );
  }

  /**
   * Freezes the accounts of a grant: exactly these from now on, each under the id it always had for this partner.
   *
   * @returns the ids; empty when the payer chose no account with an IBAN, or not the one that was asked for
   */
  async replace(
    tx: Transaction,
    consent: ConsentRow & Pick<Consent, 'permissions' | 'askedIban'>,
    granted: MonetaryAccount[],
  ): Promise<string[]> {
    const { partnerId, id, permissions, askedIban } = consent;
    // The IBAN is what an account is; everything else about it is stored only where the payer was asked for it.
    const mayDescribe = permissions.includes('read_account_list');
    const chosen = granted.flatMap((account) => {
      const iban = ibanOf(account);
      const isAsked = askedIban === null || askedIban === iban?.value;
      return iban && isAsked && account.status !== 'CANCELLED' ? [{ account, iban }] : [];
    });
    if (chosen.length === 0) return [];
    await tx.query(`DELETE FROM consent_accounts WHERE partner_id = $1 AND consent_id = $2`, [partnerId, id]);
    const ids: string[] = [];
    // In one order everywhere, so that two consents of one payer never wait for each other's rows in a circle.
    for (const { account } of chosen.sort((left, right) => left.iban.value.localeCompare(right.iban.value))) {
      const accountId = await this.knownAccounts.remember(tx, partnerId, account, { mayDescribe });
      if (accountId === undefined) continue;
      await tx.query(
        `INSERT INTO consent_accounts (partner_id, consent_id, account_id, bunq_monetary_account_id)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [partnerId, id, accountId, account.id],
      );
      ids.push(accountId);
    }
    return ids;
  }
}
