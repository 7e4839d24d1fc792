import { Injectable } from '@nestjs/common';
import { ConsentRenewal, Consents } from '@sluis/consents';
import { Transactions } from '@sluis/persistence';
import { AccountFeeds } from './account-feed.js';
import { ninetyDaysAgo } from './account-reads.service.js';

/** Begins to read accounts when their payer has allowed it, so that partners hear of transactions without asking first. */
@Injectable()
export class OpenFeeds {
  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly feeds: AccountFeeds,
  ) {}

  /** Safe to repeat. The payer has just authorised, so this first reading is one in the payer's presence. */
  async afterAuthorisation(partnerId: string, consentId: string): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.consents.find(tx, partnerId, consentId);
      if (consent?.type !== 'account_information' || !consent.isUsable(new Date())) return;
      for (const account of await this.consents.accountsOf(tx, consent)) {
        const { feed, isNew } = await this.feeds.open(tx, { partnerId, consentId }, account, ninetyDaysAgo());
        if (isNew) await this.feeds.request(tx, feed, 'payer');
      }
      // An account that the payer left out at a renewal finds so at its next turn, and what was read of it is deleted.
      await this.feeds.wake(tx, { partnerId, consentId });
    });
  }

  /** As `afterAuthorisation`, for the consent that was renewed. */
  async afterRenewal(partnerId: string, renewalId: string): Promise<void> {
    const renewal = await this.transactions.forPartner(partnerId, (tx) =>
      tx.findOneBy(ConsentRenewal, { partnerId, id: renewalId }),
    );
    if (renewal?.status === 'authorised') await this.afterAuthorisation(partnerId, renewal.consentId);
  }
}
