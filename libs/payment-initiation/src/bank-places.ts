import { Injectable } from '@nestjs/common';
import { Consents } from '@sluis/consents';
import { Transactions } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import type { BankPlace } from './bunq-payment-gateway.js';
import type { FollowedList } from './follow-subject.js';
import type { Payment } from './payment.entity.js';

/** Finds the place at the bank where a payment's orders live, with the session that may act there. */
@Injectable()
export class BankPlaces {
  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly tppIdentity: TppIdentity,
  ) {}

  /** @returns undefined when the consent behind it can no longer be used */
  ofPayment({ rail, partnerId, consentId, accountId }: Payment): Promise<BankPlace | undefined> {
    if (rail !== 'draft') return this.ofList({ rail });
    if (consentId === null || accountId === null) return Promise.resolve(undefined);
    return this.ofList({ rail, partnerId, consentId, accountId });
  }

  /** @returns undefined when the consent behind it can no longer be used */
  async ofList(list: FollowedList): Promise<BankPlace | undefined> {
    if (list.rail !== 'draft')
      return { rail: list.rail, caller: this.tppIdentity.psp(), bunqMonetaryAccountId: undefined };
    const { partnerId, consentId, accountId } = list;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const access = await this.consents.bankAccess(tx, partnerId, consentId);
      const accounts = await this.consents.accountsOf(tx, { partnerId, id: consentId });
      const account = accounts.find(({ id }) => id === accountId);
      if (!access || !account) return undefined;
      const caller = this.tppIdentity.consent(consentId, access.accessToken);
      return { rail: 'draft', caller, bunqMonetaryAccountId: account.bunqMonetaryAccountId };
    });
  }
}
