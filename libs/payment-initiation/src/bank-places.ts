import { Injectable } from '@nestjs/common';
import { Consents, type BankAccess } from '@sluis/consents';
import { Transactions, type Transaction } from '@sluis/persistence';
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
  ofPayment(payment: Payment): Promise<BankPlace | undefined> {
    const list = listOf(payment);
    return list ? this.ofList(list) : Promise.resolve(undefined);
  }

  /** @returns undefined when the consent behind it can no longer be used */
  ofList(list: FollowedList): Promise<BankPlace | undefined> {
    return this.find(list, (tx, { partnerId, consentId }) => this.consents.bankAccess(tx, partnerId, consentId));
  }

  /**
   * As `ofList`, and for a minute after the consent ended also then: to read how its orders ended and to withdraw them.
   * Nothing may be sent there.
   */
  async toFollow(list: FollowedList): Promise<BankPlace | undefined> {
    return (
      (await this.ofList(list)) ??
      this.find(list, (tx, { partnerId, consentId }) => this.consents.withdrawalAccess(tx, partnerId, consentId))
    );
  }

  /** As `toFollow`, for the list of one payment. */
  toFollowPayment(payment: Payment): Promise<BankPlace | undefined> {
    const list = listOf(payment);
    return list ? this.toFollow(list) : Promise.resolve(undefined);
  }

  private async find(
    list: FollowedList,
    accessOf: (tx: Transaction, list: FollowedList & { rail: 'draft' }) => Promise<BankAccess | undefined>,
  ): Promise<BankPlace | undefined> {
    if (list.rail !== 'draft')
      return { rail: list.rail, caller: this.tppIdentity.psp(), bunqMonetaryAccountId: undefined };
    const { partnerId, consentId, accountId } = list;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const access = await accessOf(tx, list);
      const accounts = await this.consents.accountsOf(tx, { partnerId, id: consentId });
      const account = accounts.find(({ id }) => id === accountId);
      if (!access || !account) return undefined;
      const caller = this.tppIdentity.consent(consentId, access.accessToken);
      return { rail: 'draft', caller, bunqMonetaryAccountId: account.bunqMonetaryAccountId };
    });
  }
}

function listOf({ rail, partnerId, consentId, accountId }: Payment): FollowedList | undefined {
  if (rail !== 'draft') return { rail };
  return consentId === null || accountId === null ? undefined : { rail, partnerId, consentId, accountId };
}
