import { Injectable } from '@nestjs/common';
import type { MonetaryAccount } from '@sluis/bunq-client';
import { ibanOf, KnownAccounts } from '@sluis/consents';
import { Payees } from '@sluis/payees';
import { queryRows, type Transaction } from '@sluis/persistence';
import type { BankConnection, ConnectionAccount } from './bank-connection.entity.js';

type ConnectionRow = Pick<BankConnection, 'partnerId' | 'id'>;

/** The accounts that a connection reaches, as they were when it was made. */
@Injectable()
export class ConnectionAccounts {
  constructor(
    private readonly knownAccounts: KnownAccounts,
    private readonly payees: Payees,
  ) {}

  /** The default account first. */
  async of(tx: Transaction, { partnerId, id }: ConnectionRow): Promise<ConnectionAccount[]> {
    const rows = await queryRows<ConnectionAccount & { bunqMonetaryAccountId: string }>(
      tx,
      `SELECT a.id, a.iban, a.holder_name AS "holderName", a.description, a.currency, c.is_default AS "isDefault",
              c.bunq_monetary_account_id AS "bunqMonetaryAccountId"
       FROM bank_connection_accounts c JOIN accounts a ON a.partner_id = c.partner_id AND a.id = c.account_id
       WHERE c.partner_id = $1 AND c.connection_id = $2 ORDER BY c.is_default DESC, a.id`,
      [partnerId, id],
    );
    return rows.map((row) => ({ ...row, bunqMonetaryAccountId: Number(row.bunqMonetaryAccountId) }));
  }

  /**
   * Stores the accounts that can be used: open ones with an IBAN. The oldest is the default.
   *
   * @returns how many there are
   */
  async store(tx: Transaction, { partnerId, id }: ConnectionRow, found: readonly MonetaryAccount[]): Promise<number> {
    const usable = found.filter(({ status }) => status === 'ACTIVE').toSorted((left, right) => left.id - right.id);
    let stored = 0;
    for (const account of usable) {
      const accountId = await this.knownAccounts.remember(tx, partnerId, account, {
        iban: true,
        details: true,
        isPartnersOwn: true,
      });
      if (accountId === undefined) continue;
      await tx.query(
        `INSERT INTO bank_connection_accounts (partner_id, connection_id, account_id, bunq_monetary_account_id, is_default)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
        [partnerId, id, accountId, account.id, stored === 0],
      );
      const iban = ibanOf(account);
      const holder = iban?.name ?? account.display_name;
      if (iban && holder) await this.payees.learnFromBank(tx, partnerId, iban.value, holder);
      stored += 1;
    }
    return stored;
  }
}
