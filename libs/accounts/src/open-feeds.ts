import { Injectable, Logger } from '@nestjs/common';
import { notificationFilterUrl } from '@sluis/bunq-client';
import { Consents } from '@sluis/consents';
import { Transactions } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { ninetyDaysAgo } from './account-reads.service.js';
import { AccountFeeds } from './account-feed.js';

/** Begins to read accounts when their payer has allowed it, so that partners hear of transactions without asking first. */
@Injectable()
export class OpenFeeds {
  private readonly logger = new Logger(OpenFeeds.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly feeds: AccountFeeds,
    private readonly tppIdentity: TppIdentity,
  ) {}

  /** Safe to repeat. The payer has just authorised, so this first reading is one in the payer's presence. */
  async afterAuthorisation(partnerId: string, consentId: string): Promise<void> {
    const opened = await this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.consents.find(tx, partnerId, consentId);
      if (consent?.type !== 'account_information' || !consent.isUsable(new Date())) return undefined;
      const accounts = await this.consents.accountsOf(tx, consent);
      for (const account of accounts) {
        const { feed, isNew } = await this.feeds.open(tx, { partnerId, consentId }, account, ninetyDaysAgo());
        if (isNew) await this.feeds.request(tx, feed, 'payer');
      }
      return { accounts, access: await this.consents.bankAccess(tx, partnerId, consentId) };
    });
    if (!opened?.access) return;
    await this.askForCallbacks(consentId, opened.access.accessToken, opened.accounts);
  }

  /** Callbacks only make us look sooner; without them the periodic reading finds the same. So a refusal stops nothing. */
  private async askForCallbacks(
    consentId: string,
    accessToken: string,
    accounts: { bunqMonetaryAccountId: number }[],
  ): Promise<void> {
    const target = this.tppIdentity.callbackUrl;
    if (target === undefined) return;
    const caller = this.tppIdentity.consent(consentId, accessToken);
    try {
      for (const { bunqMonetaryAccountId: monetaryAccountId } of accounts) {
        await notificationFilterUrl.replace(caller, {
          monetaryAccountId,
          filters: [{ category: 'MUTATION', notificationTarget: target }],
        });
      }
    } catch (error) {
      this.logger.warn({
        msg: 'the bank takes no callback address for transactions',
        consent_id: consentId,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }
}
