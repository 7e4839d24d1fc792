import { Injectable } from '@nestjs/common';
import type { MonetaryAccount } from '@sluis/bunq-client';
import { queryRows, SecretBox, type Transaction } from '@sluis/persistence';
import { AccountKeys } from './account-keys.js';
import { keepsIban, showsAccounts } from './consent-permissions.js';
import { ConsentRenewal } from './consent-renewal.entity.js';
import type { Consent, ConsentAccount } from './consent.entity.js';
import { ibanOf, KnownAccounts } from './known-accounts.js';

type ConsentRow = Pick<Consent, 'partnerId' | 'id'>;

/** The accounts a payer chose at the bank for a consent: what was granted, not what was asked. */
@Injectable()
export class ConsentAccounts {
  constructor(
    private readonly knownAccounts: KnownAccounts,
    private readonly keys: AccountKeys,
    private readonly secrets: SecretBox,
  ) {}

  async of(tx: Transaction, consent: ConsentRow): Promise<ConsentAccount[]> {
    const rows = await queryRows<ConsentAccount & { bunqMonetaryAccountId: string; ibanSealed: Buffer | null }>(
      tx,
      `SELECT a.id, a.iban, a.holder_name AS "holderName", a.description, a.currency,
              c.bunq_monetary_account_id AS "bunqMonetaryAccountId", c.iban_sealed AS "ibanSealed"
       FROM consent_accounts c JOIN accounts a ON a.partner_id = c.partner_id AND a.id = c.account_id
       WHERE c.partner_id = $1 AND c.consent_id = $2 ORDER BY a.id`,
      [consent.partnerId, consent.id],
    );
    return rows.map(({ ibanSealed, ...row }) => ({
      ...row,
      iban: row.iban ?? (ibanSealed && this.secrets.open(ibanSealed, sealLocation(consent, row.id))),
      bunqMonetaryAccountId: Number(row.bunqMonetaryAccountId),
    }));
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
    const keeps = { iban: includesAny(permissions, keepsIban), details: includesAny(permissions, showsAccounts) };
    // The bank is asked about funds by IBAN; a consent that keeps none in clear keeps its own, sealed.
    const sealsIban = !keeps.iban && permissions.includes('confirm_funds');
    const chosen = granted.flatMap((account) => {
      const iban = ibanOf(account)?.value;
      const isAsked = askedIban === null || askedIban === iban;
      return iban !== undefined && isAsked && account.status !== 'CANCELLED'
        ? [{ account, iban, key: this.keys.of(partnerId, iban) }]
        : [];
    });
    if (chosen.length === 0) return [];
    const before = await this.idsOf(tx, consent);
    await tx.query(`DELETE FROM consent_accounts WHERE partner_id = $1 AND consent_id = $2`, [partnerId, id]);
    const ids: string[] = [];
    // In one order everywhere, so that two consents of one payer never wait for each other's rows in a circle.
    for (const { account, iban } of chosen.sort((left, right) => left.key.compare(right.key))) {
      const accountId = await this.knownAccounts.remember(tx, partnerId, account, keeps);
      if (accountId === undefined) continue;
      await tx.query(
        `INSERT INTO consent_accounts (partner_id, consent_id, account_id, bunq_monetary_account_id, iban_sealed)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [partnerId, id, accountId, account.id, sealsIban ? this.seal(consent, accountId, iban) : null],
      );
      ids.push(accountId);
    }
    const leftOut = before.filter((accountId) => !ids.includes(accountId));
    await this.knownAccounts.forgetUncovered(tx, partnerId, leftOut);
    return ids;
  }

  /** The consent is over: which accounts it was about stays on record, what they are does not. */
  async forget(tx: Transaction, consent: ConsentRow): Promise<void> {
    await tx.query(
      `UPDATE consent_accounts SET iban_sealed = NULL
       WHERE partner_id = $1 AND consent_id = $2 AND iban_sealed IS NOT NULL`,
      [consent.partnerId, consent.id],
    );
    await this.knownAccounts.forgetUncovered(tx, consent.partnerId, await this.idsOf(tx, consent));
  }

  seal(consent: ConsentRow, accountId: string, iban: string): Buffer {
    return this.secrets.seal(iban, sealLocation(consent, accountId));
  }

  private async idsOf(tx: Transaction, { partnerId, id }: ConsentRow): Promise<string[]> {
    const rows = await queryRows<{ accountId: string }>(
      tx,
      `SELECT account_id AS "accountId" FROM consent_accounts WHERE partner_id = $1 AND consent_id = $2`,
      [partnerId, id],
    );
    return rows.map(({ accountId }) => accountId);
  }
}

function includesAny(permissions: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((permission) => permissions.includes(permission));
}

function sealLocation({ partnerId, id }: ConsentRow, accountId: string) {
  return { table: 'consent_accounts', column: 'iban_sealed', rowId: `${id}/${accountId}`, partnerId };
}
