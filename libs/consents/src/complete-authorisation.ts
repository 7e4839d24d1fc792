import { Injectable, Logger } from '@nestjs/common';
import {
  BunqApiError,
  BunqConsentLostError,
  BunqNotSentError,
  BunqOauthRefusedError,
  monetaryAccount,
  notificationFilterUrl,
  type BunqCaller,
  type MonetaryAccount,
} from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { newId, queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { Authorisations } from './authorisations.service.js';
import type { Consent } from './consent.entity.js';
import { Consents } from './consents.service.js';

const retryMs = 2_000;

/**
 * Turns a payer's return from the bank into an authorised consent: exchanges the code once, reads back whose token it
 * is and which accounts were chosen, and only then says `authorised`.
 *
 * Each step is safe to repeat but the exchange. A crash right after it loses the token, and the payer is asked again:
 * a code works once, so nothing can be retried.
 */
@Injectable()
export class CompleteAuthorisation {
  private readonly logger = new Logger(CompleteAuthorisation.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly authorisations: Authorisations,
    private readonly tppIdentity: TppIdentity,
  ) {}

  async run(partnerId: string, consentId: string): Promise<WorkResult> {
    const consent = await this.transactions.forPartner(partnerId, (tx) => this.consents.find(tx, partnerId, consentId));
    if (consent?.status !== 'awaiting_authorisation') return 'done';
    const accessToken = this.consents.openAccessToken(consent) ?? (await this.exchange(consent));
    if (accessToken === 'again') return { againInMs: retryMs };
    if (accessToken === undefined) return 'done';
    return this.readBack(consent, accessToken);
  }

  private async exchange(consent: Consent): Promise<string | 'again' | undefined> {
    const { partnerId, id } = consent;
    const taken = await this.transactions.forPartner(partnerId, (tx) =>
      this.authorisations.takeCode(tx, partnerId, id),
    );
    if (taken === undefined) return undefined;
    if (taken === 'spent') {
      await this.startAgain(consent);
      return undefined;
    }
    try {
      const oauth = await this.tppIdentity.oauth();
      // A code from another visit comes back with another state: it was stolen, and its token is dropped.
      const accessToken = await oauth.exchangeCode({
        code: taken.code,
        state: taken.state,
        redirectUri: this.tppIdentity.redirectUri,
      });
      failpoint('consents.exchange.exchanged');
      await this.transactions.forPartner(partnerId, async (tx) => {
        const current = await this.consents.lock(tx, partnerId, id);
        // Revoked or expired meanwhile: the token is dropped here and never stored.
        if (current?.status !== 'awaiting_authorisation') return;
        await tx.query(`UPDATE consents SET access_token_sealed = $3 WHERE partner_id = $1 AND id = $2`, [
          partnerId,
          id,
          this.consents.sealAccessToken(consent, accessToken),
        ]);
        await this.authorisations.finishExchange(tx, partnerId, id, 'exchanged');
      });
      return accessToken;
    } catch (error) {
      if (error instanceof BunqNotSentError) {
        await this.transactions.forPartner(partnerId, (tx) =>
          this.authorisations.returnCode(tx, partnerId, taken.authorisationId, taken),
        );
        return 'again';
      }
      this.logger.warn({
        msg: 'a code could not be exchanged',
        consent_id: id,
        code: error instanceof BunqOauthRefusedError ? error.code : 'unknown',
      });
      await this.startAgain(consent);
      return undefined;
    }
  }

  /** The consent keeps waiting; its page offers the payer to start again. */
  private async startAgain({ partnerId, id }: Consent): Promise<void> {
    await this.transactions.forPartner(partnerId, (tx) =>
      this.authorisations.finishExchange(tx, partnerId, id, 'failed'),
    );
  }

  private async readBack(consent: Consent, accessToken: string): Promise<WorkResult> {
    const caller = this.tppIdentity.consent(consent.id, accessToken);
    let bunqUserId: number;
    let accounts: MonetaryAccount[];
    try {
      ({ bunqUserId } = await caller.session());
      accounts = await listAccounts(caller);
    } catch (error) {
      const isLost =
        error instanceof BunqConsentLostError || (error instanceof BunqApiError && error.isCredentialsRefused);
      if (!isLost) throw error;
      await this.finish(consent, (tx, current) =>
        this.consents.move(tx, current, 'failed', { actor: { type: 'bank' }, reason: 'access_refused_by_bank' }),
      );
      return 'done';
    }
    await this.askForCallbacks(consent, caller);
    await this.finish(consent, async (tx, current) => {
      const stored = await storeAccounts(tx, consent, accounts);
      if (stored === 0) {
        await this.consents.move(tx, current, 'failed', { actor: { type: 'bank' }, reason: 'no_account_chosen' });
        return;
      }
      await this.consents.move(tx, current, 'authorised', {
        actor: { type: 'psu' },
        patch: { bunqUserId, authorisedAt: new Date() },
      });
    });
    return 'done';
  }

  /** Callbacks only make us look sooner; without them the same is found by reading. So a refusal is no reason to stop. */
  private async askForCallbacks({ id }: Consent, caller: BunqCaller): Promise<void> {
    const target = this.tppIdentity.callbackUrl;
    if (target === undefined) return;
    try {
      await notificationFilterUrl.replace(caller, {
        filters: [{ category: 'DRAFT_PAYMENT', notificationTarget: target }],
      });
    } catch (error) {
      this.logger.warn({
        msg: 'the bank takes no callback address',
        consent_id: id,
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }

  private async finish(
    { partnerId, id }: Consent,
    change: (tx: Transaction, current: Consent) => Promise<unknown>,
  ): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const current = await this.consents.lock(tx, partnerId, id);
      if (current?.status === 'awaiting_authorisation') await change(tx, current);
      // Ended while the bank was being read: the session made for that must not outlive the consent.
      else if (current?.status !== 'authorised') await this.tppIdentity.forgetConsentSession(tx, id);
    });
  }
}

/** All pages; a payer with more than a few accounts is rare, and a bank that never ends is cut off. */
async function listAccounts(caller: Parameters<typeof monetaryAccount.list>[0]): Promise<MonetaryAccount[]> {
  const accounts: MonetaryAccount[] = [];
  let olderId: number | undefined;
  for (let page = 0; page < 10; page += 1) {
    const { items, pagination } = await monetaryAccount.list(caller, { count: 200, olderId });
    accounts.push(...items);
    olderId = pagination.olderId;
    if (olderId === undefined) break;
  }
  return accounts;
}

/** @returns how many accounts with an IBAN the payer chose */
async function storeAccounts(
  tx: Transaction,
  { partnerId, id }: Consent,
  accounts: MonetaryAccount[],
): Promise<number> {
  let stored = 0;
  for (const account of accounts) {
    const iban = account.alias?.find(({ type }) => type === 'IBAN');
    if (!iban || account.status === 'CANCELLED') continue;
    const [row] = await queryRows<{ id: string }>(
      tx,
      `INSERT INTO accounts (partner_id, id, iban, holder_name, description, currency) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (partner_id, iban) DO UPDATE SET holder_name = excluded.holder_name, description = excluded.description
       RETURNING id`,
      [
        partnerId,
        newId(),
        iban.value,
        iban.name ?? account.display_name ?? '',
        account.description ?? null,
        account.currency ?? 'EUR',
      ],
    );
    if (!row) continue;
    await tx.query(
      `INSERT INTO consent_accounts (partner_id, consent_id, account_id, bunq_monetary_account_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [partnerId, id, row.id, account.id],
    );
    stored += 1;
  }
  return stored;
}
