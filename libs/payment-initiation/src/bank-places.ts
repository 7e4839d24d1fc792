import { Injectable } from '@nestjs/common';
import { Consents, type BankAccess, type ConsentKey } from '@sluis/consents';
import { Transactions, type Transaction } from '@sluis/persistence';
import type { ComparedList } from '@sluis/reconciliation';
import { TppIdentity } from '@sluis/tpp-identity';
import type { BankPlace } from './bunq-payment-gateway.js';
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
    return this.find(payment, (tx, { partnerId, consentId }) =>
      this.consents.bankAccess(tx, partnerId, consentId, payment.createdAt),
    );
  }

  /** Where a whole list stands, with the access of today. @returns undefined when it can no longer be read */
  ofList(list: { rail: BankPlace['rail'] } & Pick<ComparedList, 'partnerId' | 'consentId' | 'accountId'>) {
    const { rail, partnerId, consentId, accountId } = list;
    return this.find({ rail, partnerId: partnerId ?? '', consentId, accountId }, (tx, key) =>
      this.consents.bankAccess(tx, key.partnerId, key.consentId),
    );
  }

  /**
   * As `ofPayment`, and for a minute after the consent ended also then: to read how the order ended and to withdraw it.
   * Nothing may be sent there.
   */
  async toFollow(payment: Payment): Promise<BankPlace | undefined> {
    return (
      (await this.ofPayment(payment)) ??
      this.find(payment, (tx, { partnerId, consentId }) =>
        this.consents.withdrawalAccess(tx, partnerId, consentId, payment.createdAt),
      )
    );
  }

  /**
   * Payments of one list, by the place where each can be followed: those begun before a renewal of the consent are shown
   * by the bank to the access of that time only.
   */
  async groupToFollow(payments: Payment[]): Promise<{ place: BankPlace | undefined; payments: Payment[] }[]> {
    const groups = new Map<string, { place: BankPlace | undefined; payments: Payment[] }>();
    const [newest] = payments.toSorted((left, right) => right.createdAt.getTime() - left.createdAt.getTime());
    const renewedAt = newest && (await this.renewedAt(newest));
    for (const payment of payments) {
      const key = String(renewedAt !== undefined && payment.createdAt < renewedAt);
      const group = groups.get(key) ?? { place: await this.toFollow(payment), payments: [] };
      group.payments.push(payment);
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  private renewedAt({ partnerId, consentId }: Payment): Promise<Date | undefined> {
    if (consentId === null) return Promise.resolve(undefined);
    return this.transactions.forPartner(
      partnerId,
      async (tx) => (await this.consents.find(tx, partnerId, consentId))?.authorisedAt ?? undefined,
    );
  }

  private async find(
    { rail, partnerId, consentId, accountId }: Pick<Payment, 'rail' | 'partnerId' | 'consentId' | 'accountId'>,
    accessOf: (tx: Transaction, key: ConsentKey) => Promise<BankAccess | undefined>,
  ): Promise<BankPlace | undefined> {
    if (rail !== 'draft') return { rail, caller: this.tppIdentity.psp(), bunqMonetaryAccountId: undefined };
    if (consentId === null || accountId === null) return undefined;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const access = await accessOf(tx, { partnerId, consentId });
      const accounts = await this.consents.accountsOf(tx, { partnerId, id: consentId });
      const account = accounts.find(({ id }) => id === accountId);
      if (!access || !account) return undefined;
      const caller = this.tppIdentity.consent(access.sessionOwner, access.accessToken);
      return { rail: 'draft', caller, bunqMonetaryAccountId: account.bunqMonetaryAccountId };
    });
  }
}
