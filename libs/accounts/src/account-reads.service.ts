import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Consents, type Consent, type ConsentAccount, type ConsentPermission } from '@sluis/consents';
import { DomainError } from '@sluis/errors';
import { Money } from '@sluis/money';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { AccessAudit, type AccessRecord, type Reader } from './access-audit.js';
import { AccountFeeds, type AccountFeed } from './account-feed.js';
import {
  toAccountResource,
  toTransactionResource,
  type AccountResource,
  type BalanceResource,
  type TransactionResource,
} from './account-resource.js';
import { listTransactions, type TransactionFilter, type TransactionPlace } from './list-transactions.js';
import { UnattendedReads, UnattendedReadsExhaustedError, type UnattendedBudget } from './unattended-reads.js';

/** RTS on strong authentication, art. 10: older transactions need the payer's fresh authentication. */
export const freelyReadDays = 90;
const historyOpenForMinutes = 60;

/** A partner's request does not wait longer than this for the bank. */
const waitAtMostMs = 4_000;
const lookEveryMs = 75;
const dayMs = 86_400_000;

/**
 * - `fresh`   the bank was read for this answer
 * - `stored`  the caller took what is stored, or goes on with a list
 * - `pending` the bank has not answered yet; what is stored is shown, and a later read shows more
 * - `failed`  the bank could not be read; what is stored is shown
 */
export type SyncStatus = 'fresh' | 'stored' | 'pending' | 'failed';

export interface AccountReadRequest extends Reader {
  accountId: string;
  /** The newest usable consent that covers the account and allows the read, when left out. */
  consentId?: string;
  /** How old stored data may be; Infinity never asks the bank, 0 always does. */
  acceptsAgeMs: number;
  /** Hears of the budget as soon as it is known, also when the read is refused. */
  onBudget: (budget: UnattendedBudget) => void;
}

export interface AccountData<T> {
  data: T;
  asOf: Date | null;
  syncStatus: SyncStatus;
}

interface Granted {
  consent: Consent;
  account: ConsentAccount;
}

interface Ticket extends Granted {
  feed: AccountFeed;
  /** What to wait for; undefined when stored data will do. */
  requested: number | undefined;
}

/** What partners read of payers' accounts: within the consent, within the law's clock, and each access on record. */
@Injectable()
export class AccountReads {
  constructor(
    private readonly transactions: Transactions,
    private readonly consents: Consents,
    private readonly feeds: AccountFeeds,
    private readonly unattendedReads: UnattendedReads,
    private readonly audit: AccessAudit,
  ) {}

  /**
   * The accounts the payer chose, as they were when the payer chose them. Asks nothing of the bank.
   *
   * @throws DomainError resource_not_found | consent_not_usable | permission_not_granted
   */
  listAccounts(reader: Reader, consentId: string): Promise<AccountResource[]> {
    return this.onRecord(reader, { consentId, accountId: null }, async (access) => {
      return this.transactions.forPartner(reader.partnerId, async (tx) => {
        const consent = await this.requireConsent(tx, reader.partnerId, consentId, 'read_account_list', access);
        const accounts = await this.consents.accountsOf(tx, consent);
        Object.assign(access, { rows: accounts.length, source: 'store' });
        await this.audit.partnerRead(tx, reader, access);
        return accounts.map((account) => toAccountResource(consent.id, account, true));
      });
    });
  }

  /** @throws DomainError resource_not_found | consent_not_usable | permission_not_granted */
  getAccount(
    request: Omit<AccountReadRequest, 'acceptsAgeMs'>,
  ): Promise<{ account: AccountResource; permissions: string[] }> {
    return this.onRecord(request, subjectOf(request), async (access) => {
      return this.transactions.forPartner(request.partnerId, async (tx) => {
        const { consent, account } = await this.requireAccount(tx, request, 'read_account_list', access);
        const feed = await this.openFeed(tx, consent, account);
        request.onBudget(await this.unattendedReads.budgetOf(tx, { partnerId: request.partnerId, feedId: feed.id }));
        Object.assign(access, { rows: 1, source: 'store' });
        await this.audit.partnerRead(tx, request, access);
        return { account: toAccountResource(consent.id, account, true), permissions: consent.permissions };
      });
    });
  }

  /**
   * @throws DomainError resource_not_found | consent_not_usable | permission_not_granted | unattended_reads_exhausted
   */
  readBalances(request: AccountReadRequest): Promise<AccountData<BalanceResource[]>> {
    return this.onRecord(request, subjectOf(request), async (access) => {
      const syncStatus = await this.refresh(request, 'read_balances', access, ({ balanceReadAt }) => balanceReadAt);
      return this.answer(request, 'read_balances', access, syncStatus, async (_tx, { feed }) => {
        const { balanceMinor, balanceCurrency, balanceReadAt } = feed;
        if (balanceMinor === null || balanceCurrency === null || balanceReadAt === null)
          return { data: [], rows: 0, asOf: balanceReadAt };
        const amount = Money.ofMinor(balanceMinor, balanceCurrency).toWire();
        return {
          data: [{ type: 'available' as const, amount, as_of: balanceReadAt.toISOString() }],
          rows: 1,
          asOf: balanceReadAt,
        };
      });
    });
  }

  /**
   * Booked transactions, newest first. A page after the first is served from what is stored: it belongs to the read that
   * the first page was.
   *
   * @throws DomainError resource_not_found | consent_not_usable | permission_not_granted | unattended_reads_exhausted
   * @throws DomainError history_not_available older than 90 days, and not stored
   */
  readTransactions(
    request: AccountReadRequest,
    filter: TransactionFilter,
  ): Promise<AccountData<TransactionResource[]> & { next: TransactionPlace | null }> {
    const permission = filter.cardOnly ? 'read_card_transactions' : 'read_transactions';
    const goesOn = filter.after !== undefined || filter.before !== undefined;
    const asked = goesOn ? { ...request, acceptsAgeMs: Number.POSITIVE_INFINITY } : request;
    let next: TransactionPlace | null = null;
    return this.onRecord(request, subjectOf(request), async (access) => {
      const syncStatus = await this.refresh(
        asked,
        permission,
        access,
        ({ transactionsReadAt }) => transactionsReadAt,
        goesOn ? undefined : filter.from,
      );
      const answer = await this.answer(request, permission, access, syncStatus, async (tx, { feed }) => {
        const page = await listTransactions(tx, { partnerId: feed.partnerId, feedId: feed.id }, filter);
        next = page.next;
        return {
          data: page.items.map((row) => toTransactionResource(feed, row)),
          rows: page.items.length,
          asOf: feed.transactionsReadAt,
        };
      });
      return { ...answer, next };
    });
  }

  /** Asks for the bank where need be, and waits for it a little. No transaction is open meanwhile. */
  private async refresh(
    request: AccountReadRequest,
    permission: ConsentPermission,
    access: AccessRecord,
    readAtOf: (feed: AccountFeed) => Date | null,
    historyFrom?: Date,
  ): Promise<SyncStatus> {
    const { partnerId } = request;
    const ticket = await this.transactions.forPartner(partnerId, async (tx): Promise<Ticket> => {
      const granted = await this.requireAccount(tx, request, permission, access);
      const feed = await this.openFeed(tx, granted.consent, granted.account);
      const wantsHistory = requireHistory(granted.consent, feed, historyFrom);
      const readAt = readAtOf(feed);
      const isFreshEnough = readAt !== null && Date.now() - readAt.getTime() <= request.acceptsAgeMs;
      const neverAsks = request.acceptsAgeMs === Number.POSITIVE_INFINITY;
      if ((isFreshEnough || neverAsks) && !wantsHistory) return { ...granted, feed, requested: undefined };
      if (!request.psu) await this.takeUnattendedRead(tx, request, feed);
      const trigger = request.psu ? 'payer' : 'partner';
      const requested = await this.feeds.request(tx, feed, trigger, wantsHistory ? historyFrom : undefined);
      return { ...granted, feed, requested };
    });
    if (ticket.requested === undefined) return 'stored';
    access.source = 'bank';
    const giveUpAt = performance.now() + waitAtMostMs;
    for (;;) {
      const feed = await this.transactions.forPartner(partnerId, (tx) =>
        this.feeds.find(tx, partnerId, ticket.feed.id),
      );
      if (feed && feed.answered >= ticket.requested) return feed.outcome === 'read' ? 'fresh' : 'failed';
      if (performance.now() >= giveUpAt) return 'pending';
      await wait(lookEveryMs);
    }
  }

  private async takeUnattendedRead(tx: Transaction, request: AccountReadRequest, feed: AccountFeed): Promise<void> {
    const key = { partnerId: feed.partnerId, feedId: feed.id };
    const taken = await this.unattendedReads.take(tx, key, 'partner');
    request.onBudget(await this.unattendedReads.budgetOf(tx, key));
    if (!taken.granted) throw new UnattendedReadsExhaustedError(taken.nextAt);
  }

  /** The consent is asked once more: it may have ended while the bank was read, and then nothing is shown. */
  private answer<T>(
    request: AccountReadRequest,
    permission: ConsentPermission,
    access: AccessRecord,
    syncStatus: SyncStatus,
    read: (tx: Transaction, ticket: Omit<Ticket, 'requested'>) => Promise<{ data: T; rows: number; asOf: Date | null }>,
  ): Promise<AccountData<T>> {
    return this.transactions.forPartner(request.partnerId, async (tx) => {
      const granted = await this.requireAccount(tx, request, permission, access);
      const feed = await this.openFeed(tx, granted.consent, granted.account);
      const { data, rows, asOf } = await read(tx, { ...granted, feed });
      if (syncStatus === 'failed' && asOf === null)
        throw new DomainError('aspsp_unavailable', 'The bank could not be read, and nothing is stored yet.');
      request.onBudget(await this.unattendedReads.budgetOf(tx, { partnerId: feed.partnerId, feedId: feed.id }));
      Object.assign(access, { rows, source: syncStatus === 'fresh' ? 'bank' : 'store' });
      await this.audit.partnerRead(tx, request, access);
      return { data, asOf, syncStatus };
    });
  }

  private async openFeed(tx: Transaction, consent: Consent, account: ConsentAccount): Promise<AccountFeed> {
    const key = { partnerId: consent.partnerId, consentId: consent.id };
    return (await this.feeds.open(tx, key, account, ninetyDaysAgo())).feed;
  }

  private async requireAccount(
    tx: Transaction,
    request: Omit<AccountReadRequest, 'acceptsAgeMs'>,
    permission: ConsentPermission,
    access: AccessRecord,
  ): Promise<Granted> {
    const { partnerId, accountId } = request;
    const consentId = request.consentId ?? (await this.newestConsentOf(tx, partnerId, accountId, permission));
    access.consentId = consentId;
    const consent = await this.requireConsent(tx, partnerId, consentId, permission, access);
    const account = (await this.consents.accountsOf(tx, consent)).find(({ id }) => id === accountId);
    if (!account) throw notFound();
    return { consent, account };
  }

  private async requireConsent(
    tx: Transaction,
    partnerId: string,
    consentId: string,
    permission: ConsentPermission,
    access: AccessRecord,
  ): Promise<Consent> {
    const known = await this.consents.find(tx, partnerId, consentId);
    // A consent that is not the partner's answers as one that does not exist.
    if (!known) throw new ConsentUnknownError();
    access.consent = known;
    return this.consents.requireUsable(tx, partnerId, consentId, permission);
  }

  private async newestConsentOf(
    tx: Transaction,
    partnerId: string,
    accountId: string,
    permission: ConsentPermission,
  ): Promise<string> {
    const [row] = await queryRows<{ id: string }>(
      tx,
      `SELECT c.id FROM consents c
       JOIN consent_accounts a ON a.partner_id = c.partner_id AND a.consent_id = c.id AND a.account_id = $2
       WHERE c.partner_id = $1 ORDER BY (c.status = 'authorised' AND c.valid_until > now() AND $3 = ANY (c.permissions)) DESC,
         c.status = 'authorised' DESC, c.id DESC LIMIT 1`,
      [partnerId, accountId, permission],
    );
    if (!row) throw notFound();
    return row.id;
  }

  /** A refusal is an access too: it is recorded in a transaction of its own, because the one that refused is undone. */
  private async onRecord<T>(
    reader: Reader,
    { consentId, accountId }: { consentId: string | null; accountId: string | null },
    work: (access: AccessRecord) => Promise<T>,
  ): Promise<T> {
    const access: AccessRecord = { consentId, accountId, consent: null, outcome: 'done', rows: 0, source: 'none' };
    try {
      return await work(access);
    } catch (error) {
      const isRefusal = error instanceof DomainError && error.code !== 'aspsp_unavailable';
      const cause = error instanceof DomainError ? error.code : 'unexpected';
      await this.transactions.forPartner(reader.partnerId, (tx) =>
        this.audit.partnerRead(tx, reader, {
          ...access,
          outcome: isRefusal ? 'refused' : 'failed',
          cause,
          rows: 0,
          source: 'none',
        }),
      );
      throw error;
    }
  }
}

/**
 * @returns whether the bank must be read for it
 * @throws DomainError history_not_available
 */
function requireHistory(consent: Consent, feed: AccountFeed, from: Date | undefined): boolean {
  if (!from || from >= ninetyDaysAgo()) return false;
  const reachesBack = feed.historyFrom !== null && feed.historyFrom <= from;
  if (reachesBack || feed.historyIsComplete) return false;
  const authorisedAt = consent.authorisedAt?.getTime() ?? 0;
  const isOpen = Date.now() - authorisedAt <= historyOpenForMinutes * 60_000;
  if (isOpen && consent.permissions.includes('read_transactions_history')) return true;
  throw new DomainError(
    'history_not_available',
    `Transactions older than ${freelyReadDays} days are read at the bank within ${historyOpenForMinutes} minutes after the ` +
      'payer authorised, under a consent with read_transactions_history. What was read then stays available.',
    {
      fields: [{ pointer: '/from', code: 'history_not_available', detail: `is more than ${freelyReadDays} days ago` }],
    },
  );
}

export function ninetyDaysAgo(): Date {
  return new Date(Date.now() - freelyReadDays * dayMs);
}

function subjectOf({ consentId, accountId }: { consentId?: string; accountId: string }) {
  return { consentId: consentId ?? null, accountId };
}

/** To most callers nothing but "not found"; the Berlin Group tells an unknown consent from an unknown account. */
export class ConsentUnknownError extends DomainError {
  constructor() {
    super('resource_not_found', 'There is no such resource, or it is not yours.');
  }
}

function notFound(): DomainError {
  return new DomainError('resource_not_found', 'There is no such resource, or it is not yours.');
}
