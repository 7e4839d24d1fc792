import { Injectable } from '@nestjs/common';
import type { MonetaryAccount } from '@sluis/bunq-client';
import { newId, queryRows, type Transaction } from '@sluis/persistence';

/** Every account a partner ever met, under one id for good: the IBAN is what an account is. */
@Injectable()
export class KnownAccounts {
  /**
   * @param mayDescribe whether holder and description may be stored too
   * @returns the account's id; undefined for one without an IBAN
   */
  async remember(
    tx: Transaction,
    partnerId: string,
    account: MonetaryAccount,
    { mayDescribe }: { mayDescribe: boolean },
  ): Promise<string | undefined> {
    const iban = ibanOf(account);
    if (!iban) return undefined;
    const [row] = await queryRows<{ id: string }>(
      tx,
      `INSERT INTO accounts (partner_id, id, iban, holder_name, description, currency) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (partner_id, iban) DO UPDATE SET
         holder_name = CASE WHEN $7 THEN excluded.holder_name ELSE accounts.holder_name END,
         description = CASE WHEN $7 THEN excluded.description ELSE accounts.description END
       RETURNING id`,
      [
        partnerId,
        newId(),
        iban.value,
        mayDescribe ? (iban.name ?? account.display_name ?? '') : '',
        mayDescribe ? (account.description ?? null) : null,
        account.currency ?? 'EUR',
        mayDescribe,
      ],
    );
    return row?.id;
  }
}

export function ibanOf(account: MonetaryAccount): { value: string; name?: string | null } | undefined {
  return account.alias?.find(({ type }) => type === 'IBAN');
}
