import { Injectable } from '@nestjs/common';
import { BunqSessionBusyError, type BunqCaller } from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import { Consents, type Consent } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import type { WorkResult } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { TppIdentity } from '@sluis/tpp-identity';
import { AccessAudit } from './access-audit.js';
import { AccountFeeds, type AccountFeed } from './account-feed.js';
import { BankReadFailure, whatTheBankMeans } from './bank-read-failure.js';
import { BunqAccountGateway } from './bunq-account-gateway.js';
import { CloseFeed } from './close-feed.js';
import { clustersOf, withinConsent, type FieldClusters } from './field-clusters.js';
import { advance, nextStep, type ScanStep } from './scan.js';
import { StoreTransactions } from './store-transactions.js';
import { UnattendedReads } from './unattended-reads.js';

/** One turn of a long walk; the next turn goes on where it ended, and other accounts come in between. */
const turnMs = 20_000;
/** Without any sign from the bank or a partner, an account is looked at this often: the net below the callbacks. */
const periodicMs = 8 * 3_600_000;
/** Callbacks of a busy account share the few reads that the law leaves; each is worth more when it brings more. */
const betweenHintsMs = 3_600_000;
/** Transactions read again below the newest one. */
const overlap = 20;

interface Turn {
  feed: AccountFeed;
  consent: Consent;
  clusters: FieldClusters;
  accessToken: string;
  caller: BunqCaller;
  floor: number;
}

/** Reads one account at the bank: the only place that does. */
@Injectable()
export class SyncAccount {
  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly feeds: AccountFeeds,
    private readonly unattendedReads: UnattendedReads,
    private readonly gateway: BunqAccountGateway,
    private readonly storeTransactions: StoreTransactions,
    private readonly closeFeed: CloseFeed,
    private readonly tppIdentity: TppIdentity,
    private readonly audit: AccessAudit,
  ) {}

  async run(partnerId: string, feedId: string): Promise<WorkResult> {
    const turn = await this.begin(partnerId, feedId);
    if (turn === 'ended') return this.closeFeed.run(partnerId, feedId);
    if (turn === 'done' || !('feed' in turn)) return turn;
    try {
      await this.readBalance(turn);
      const { isFinished, rows } = await this.readTransactions(turn);
      if (!isFinished) return { againInMs: 1 };
      await this.finish(turn, rows);
      return { againInMs: periodicMs };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'consent_not_usable')
        return this.closeFeed.run(partnerId, feedId);
      return this.fail(turn, error);
    }
  }

  /** Finds out whether the bank may be read now; when only a place in the budget would allow it, takes one. */
  private begin(partnerId: string, feedId: string): Promise<Turn | 'ended' | WorkResult> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const found = await this.feeds.find(tx, partnerId, feedId);
      if (!found || found.status === 'closed') return 'done';
      const consent = await this.consents.find(tx, partnerId, found.consentId);
      const access = await this.consents.bankAccess(tx, partnerId, found.consentId);
      const accounts = consent ? await this.consents.accountsOf(tx, consent) : [];
      // At a renewal the payer may have left this account out.
      const account = accounts.find(({ id }) => id === found.accountId);
      if (!consent || !access || !account) return 'ended';
      let feed = await this.feeds.find(tx, partnerId, feedId, { lock: true });
      if (!feed) return 'done';
      if (!feed.readAllowedUntil || feed.readAllowedUntil <= new Date()) {
        const trigger = feed.hintedAt ? 'bank_callback' : 'periodic';
        const restMs = await this.restMsOf(tx, feed, trigger);
        if (restMs > 0) return { againInMs: restMs };
        const taken = await this.unattendedReads.take(tx, { partnerId, feedId }, trigger);
        if (!taken.granted) return { againInMs: Math.max(1_000, taken.nextAt.getTime() - Date.now()) };
        await this.feeds.allow(tx, feed, trigger);
        feed = { ...feed, trigger };
      }
      const floor = await this.floorOf(tx, feed);
      const { sessionOwner, accessToken } = access;
      const caller = this.tppIdentity.consent(sessionOwner, accessToken);
      return { feed, consent, clusters: clustersOf(consent.permissions), accessToken, caller, floor };
    });
  }

  /** How long an account is left alone before the platform itself looks: since any read, or since a callback led to one. */
  private async restMsOf(tx: Transaction, feed: AccountFeed, trigger: 'bank_callback' | 'periodic'): Promise<number> {
    if (trigger === 'bank_callback') {
      const last = await this.unattendedReads.lastOf(tx, { partnerId: feed.partnerId, feedId: feed.id }, trigger);
      return (last?.getTime() ?? 0) + betweenHintsMs - Date.now();
    }
    const lastReadAt = Math.max(feed.transactionsReadAt?.getTime() ?? 0, feed.balanceReadAt?.getTime() ?? 0);
    return lastReadAt + periodicMs - Date.now();
  }

  private async floorOf(tx: Transaction, { partnerId, id }: AccountFeed): Promise<number> {
    const [row] = await queryRows<{ floor: string | null }>(
      tx,
      `SELECT min(bunq_payment_id) AS floor FROM (SELECT bunq_payment_id FROM account_transactions
         WHERE partner_id = $1 AND feed_id = $2 ORDER BY booked_at DESC, bunq_payment_id DESC LIMIT $3) AS newest`,
      [partnerId, id, overlap],
    );
    return Number(row?.floor ?? 0);
  }

  private async readBalance({ feed, clusters, caller }: Turn): Promise<void> {
    const goesOnWithAWalk = feed.scanKind !== null && feed.balanceReadAt !== null;
    if (!clusters.balances || goesOnWithAWalk) return;
    const { partnerId, id, consentId } = feed;
    const balance = await this.gateway.readBalance(caller, feed.bunqMonetaryAccountId);
    await this.transactions.forPartner(partnerId, async (tx) => {
      await this.consents.requireUsable(tx, partnerId, consentId, 'read_balances');
      await tx.query(
        `UPDATE account_feeds SET balance_minor = $3, balance_currency = $4, balance_read_at = now()
         WHERE partner_id = $1 AND id = $2`,
        [partnerId, id, balance?.minorUnits.toString() ?? null, balance?.currency ?? null],
      );
    });
  }

  private async readTransactions(turn: Turn): Promise<{ isFinished: boolean; rows: number }> {
    let rows = 0;
    if (turn.clusters.transactions === 'none') return { isFinished: true, rows };
    const endsAt = performance.now() + turnMs;
    let { feed } = turn;
    let isProbed = false;
    while (performance.now() < endsAt) {
      const step = nextStep(feed, turn.floor, isProbed);
      if (!step) return { isFinished: true, rows };
      isProbed ||= step.where.olderId === undefined;
      const stored = await this.readPage({ ...turn, feed }, step);
      // Somebody else moved the walk on: they finish it.
      if (!stored) return { isFinished: false, rows };
      feed = stored.feed;
      rows += stored.rows;
    }
    return { isFinished: false, rows };
  }

  private async readPage(turn: Turn, step: ScanStep): Promise<{ feed: AccountFeed; rows: number } | undefined> {
    const { partnerId, id, consentId, bunqMonetaryAccountId, pagesStored } = turn.feed;
    const page = await this.gateway.readPage(turn.caller, bunqMonetaryAccountId, step.where);
    failpoint('accounts.page_read');
    const stored = await this.transactions.forPartner(partnerId, async (tx) => {
      const permission = turn.clusters.transactions === 'all' ? 'read_transactions' : 'read_card_transactions';
      await this.consents.requireUsable(tx, partnerId, consentId, permission);
      const feed = await this.feeds.find(tx, partnerId, id, { lock: true });
      if (feed?.status !== 'open' || feed.pagesStored !== pagesStored) return undefined;
      const { keep, areNews, changes } = advance(feed, step, page, turn.floor);
      const consented = keep.flatMap((transaction) => withinConsent(transaction, turn.clusters) ?? []);
      const rows = await this.storeTransactions.store(tx, feed, consented, { areNews });
      const moved = { ...feed, ...changes, pagesStored: feed.pagesStored + 1 };
      await this.feeds.saveScan(tx, moved);
      return { feed: moved, rows };
    });
    failpoint('accounts.page_stored');
    return stored;
  }

  private async finish({ feed, consent, clusters }: Turn, rows: number): Promise<void> {
    await this.transactions.forPartner(feed.partnerId, async (tx) => {
      if (clusters.transactions !== 'none') await this.feeds.noteTransactionsRead(tx, feed);
      await this.feeds.answer(tx, feed, 'read');
      await this.audit.bankRead(tx, { feed, consent, outcome: 'done', rows });
    });
  }

  private async fail({ feed, consent, accessToken }: Turn, error: unknown): Promise<WorkResult> {
    const { partnerId, consentId } = feed;
    if (error instanceof BunqSessionBusyError)
      return { againInMs: Math.max(1_000, error.retryAt.getTime() - Date.now()) };
    const failure = whatTheBankMeans(error);
    const isOver = await this.consents.recordBankLoss(partnerId, consentId, error, accessToken);
    await this.transactions.forPartner(partnerId, async (tx) => {
      await this.feeds.answer(tx, feed, failure.outcome, { keepsRight: failure.mayComeBack });
      await this.audit.bankRead(tx, { feed, consent, outcome: 'failed', rows: 0, cause: failure.cause });
    });
    if (isOver) return this.closeFeed.run(partnerId, feed.id);
    if (failure.isUnknown) throw new BankReadFailure({ cause: error });
    return { againInMs: failure.mayComeBack ? failure.againInMs : periodicMs };
  }
}
