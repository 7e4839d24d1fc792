import { Injectable } from '@nestjs/common';
import { queryRows, tokenHash, type Transaction } from '@sluis/persistence';
import { ConsentAccounts } from './consent-accounts.js';
import type { ConsentAccount } from './consent.entity.js';

/** An account whose holder gave this partner a consent to initiate payments, in the browser that asks. */
export interface KnownPayer {
  consentId: string;
  account: ConsentAccount & { iban: string };
}

/**
 * Who a browser is known to be: whoever proved at the bank, in this very browser, that the account is theirs. An IBAN
 * that somebody typed proves nothing, and must never have a notification sent to its owner.
 */
@Injectable()
export class KnownPayers {
  constructor(private readonly accounts: ConsentAccounts) {}

  /** @param iban the account that is wanted; without it the only account of the newest consent, if it has one alone */
  async find(
    tx: Transaction,
    partnerId: string,
    browserToken: string,
    iban: string | null,
  ): Promise<KnownPayer | undefined> {
    const consents = await queryRows<{ id: string }>(
      tx,
      `SELECT DISTINCT consent.id FROM authorisations visit
       JOIN consents consent ON consent.partner_id = visit.partner_id AND consent.id = visit.subject_id
       WHERE visit.partner_id = $1 AND visit.browser_hash = $2 AND visit.status = 'exchanged'
         AND visit.subject_type = 'consent' AND consent.status = 'authorised' AND consent.valid_until > now()
         AND consent.type = 'payment_initiation' AND 'initiate_payments' = ANY(consent.permissions)
       ORDER BY consent.id DESC LIMIT 10`,
      [partnerId, tokenHash(browserToken)],
    );
    for (const { id: consentId } of consents) {
      const accounts = (await this.accounts.of(tx, { partnerId, id: consentId })).filter(isNamed);
      const fitting = iban === null ? accounts : accounts.filter((account) => account.iban === iban);
      const [account] = fitting;
      if (account && fitting.length === 1) return { consentId, account };
    }
    return undefined;
  }
}

/** Every account of a living consent to initiate payments is. */
function isNamed(account: ConsentAccount): account is KnownPayer['account'] {
  return account.iban !== null;
}
