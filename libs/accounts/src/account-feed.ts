import { Injectable } from '@nestjs/common';
import { recordCallback } from '@sluis/bank-orders';
import { Outbox } from '@sluis/outbox';
import { newId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { ReadTrigger } from './unattended-reads.js';

export type FeedOutcome = 'read' | 'bank_unavailable' | 'bank_refused';
export type ScanKind = 'first' | 'forward' | 'back';

/** What was read of one account under one consent, and how far. */
export interface AccountFeed {
  partnerId: string;
  id: string;
  consentId: string;
  accountId: string;
  bunqMonetaryAccountId: number;
  status: 'open' | 'closed';
  requested: number;
  answered: number;
  outcome: FeedOutcome | null;
  readAllowedUntil: Date | null;
  trigger: ReadTrigger | null;
  hintedAt: Date | null;
  balanceMinor: bigint | null;
  balanceCurrency: string | null;
  balanceReadAt: Date | null;
  transactionsReadAt: Date | null;
  newestBunqPaymentId: number | null;
  oldestBunqPaymentId: number | null;
  historyFrom: Date | null;
  historyWantedFrom: Date;
  historyIsComplete: boolean;
  scanKind: ScanKind | null;
  scanTop: number | null;
  scanAt: number | null;
  scanFloor: number | null;
  pagesStored: number;
}

type FeedRow = {
  [Key in keyof AccountFeed]: number extends AccountFeed[Key]
    ? string | Extract<AccountFeed[Key], null>
    : bigint extends AccountFeed[Key]
      ? string | Extract<AccountFeed[Key], null>
      : AccountFeed[Key];
};

const columns = `partner_id AS "partnerId", id, consent_id AS "consentId", account_id AS "accountId",
  bunq_monetary_account_id AS "bunqMonetaryAccountId", status, requested, answered, outcome,
  read_allowed_until AS "readAllowedUntil", trigger, hinted_at AS "hintedAt", balance_minor AS "balanceMinor",
  balance_currency AS "balanceCurrency", balance_read_at AS "balanceReadAt",
  transactions_read_at AS "transactionsReadAt", newest_bunq_payment_id AS "newestBunqPaymentId",
  oldest_bunq_payment_id AS "oldestBunqPaymentId", history_from AS "historyFrom",
  history_wanted_from AS "historyWantedFrom", history_is_complete AS "historyIsComplete", scan_kind AS "scanKind",
  scan_top AS "scanTop", scan_at AS "scanAt", scan_floor AS "scanFloor", pages_stored AS "pagesStored"`;

/** How long a granted read may take to begin, or to go on after a crash, before it needs a grant again. */
const readAllowedForMinutes = 10;

/** Rows of `account_feeds`. */
@Injectable()
export class AccountFeeds {
  constructor(private readonly outbox: Outbox) {}

  /** The feed of this account under this consent; made when it is not there yet, together with its first reading. */
  async open(
    tx: Transaction,
    consent: { partnerId: string; consentId: string },
    account: { id: string; bunqMonetaryAccountId: number },
    historyWantedFrom: Date,
  ): Promise<{ feed: AccountFeed; isNew: boolean }> {
    const { partnerId, consentId } = consent;
    const inserted = await queryRows(
      tx,
      `INSERT INTO account_feeds (partner_id, id, consent_id, account_id, bunq_monetary_account_id, history_wanted_from)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (partner_id, consent_id, account_id) DO UPDATE
         SET status = 'open', history_wanted_from = excluded.history_wanted_from WHERE account_feeds.status = 'closed'
       RETURNING 1`,
      [partnerId, newId(), consentId, account.id, account.bunqMonetaryAccountId, historyWantedFrom],
    );
    const [row] = await queryRows<FeedRow>(
      tx,
      `SELECT ${columns} FROM account_feeds WHERE partner_id = $1 AND consent_id = $2 AND account_id = $3`,
      [partnerId, consentId, account.id],
    );
    if (!row) throw new Error('a feed that was just opened is not there');
    return { feed: toFeed(row), isNew: inserted.length > 0 };
  }

  async find(tx: Transaction, partnerId: string, id: string, { lock = false } = {}): Promise<AccountFeed | undefined> {
    const [row] = await queryRows<FeedRow>(
      tx,
      `SELECT ${columns} FROM account_feeds WHERE partner_id = $1 AND id = $2 ${lock ? 'FOR UPDATE' : ''}`,
      [partnerId, id],
    );
    return row && toFeed(row);
  }

  /**
   * Asks the worker to read the bank; the caller has the right to it in hand.
   *
   * @returns the number to wait for: it is served once `answered` has reached it
   */
  async request(tx: Transaction, feed: AccountFeed, trigger: ReadTrigger, historyFrom?: Date): Promise<number> {
    const [row] = await queryRows<{ requested: string }>(
      tx,
      `UPDATE account_feeds SET requested = requested + 1, trigger = $3,
              read_allowed_until = now() + $4 * interval '1 minute',
              history_wanted_from = least(history_wanted_from, coalesce($5, history_wanted_from))
       WHERE partner_id = $1 AND id = $2 RETURNING requested`,
      [feed.partnerId, feed.id, trigger, readAllowedForMinutes, historyFrom ?? null],
    );
    await this.schedule(tx, feed);
    return Number(row?.requested ?? 0);
  }

  /** The worker itself was granted a read. */
  async allow(tx: Transaction, { partnerId, id }: AccountFeed, trigger: ReadTrigger): Promise<void> {
    await tx.query(
      `UPDATE account_feeds SET trigger = $3, read_allowed_until = now() + $4 * interval '1 minute'
       WHERE partner_id = $1 AND id = $2`,
      [partnerId, id, trigger, readAllowedForMinutes],
    );
  }

  /** Everybody who waited up to `requested` is served, and the right to read is used up unless somebody asked since. */
  async answer(
    tx: Transaction,
    { partnerId, id, requested, hintedAt }: AccountFeed,
    outcome: FeedOutcome,
    { keepsRight = false } = {},
  ): Promise<void> {
    await tx.query(
      `UPDATE account_feeds SET answered = greatest(answered, $3), outcome = $4,
              read_allowed_until = CASE WHEN $6 OR requested > $3 THEN read_allowed_until END,
              hinted_at = CASE WHEN $4 = 'read' AND hinted_at = $5 THEN NULL ELSE hinted_at END
       WHERE partner_id = $1 AND id = $2`,
      [partnerId, id, requested, outcome, hintedAt, keepsRight],
    );
  }

  /** Where the walk stands after a page, in the transaction that stores it. While pages come, the read goes on. */
  async saveScan(tx: Transaction, feed: AccountFeed): Promise<void> {
    await tx.query(
      `UPDATE account_feeds SET newest_bunq_payment_id = $3, oldest_bunq_payment_id = $4, history_from = $5,
              history_is_complete = $6, scan_kind = $7, scan_top = $8, scan_at = $9, scan_floor = $10, pages_stored = $11,
              read_allowed_until = greatest(read_allowed_until, now() + $12 * interval '1 minute')
       WHERE partner_id = $1 AND id = $2`,
      [
        feed.partnerId,
        feed.id,
        feed.newestBunqPaymentId,
        feed.oldestBunqPaymentId,
        feed.historyFrom,
        feed.historyIsComplete,
        feed.scanKind,
        feed.scanTop,
        feed.scanAt,
        feed.scanFloor,
        feed.pagesStored,
        readAllowedForMinutes,
      ],
    );
  }

  async noteTransactionsRead(tx: Transaction, { partnerId, id }: AccountFeed): Promise<void> {
    await tx.query(`UPDATE account_feeds SET transactions_read_at = now() WHERE partner_id = $1 AND id = $2`, [
      partnerId,
      id,
    ]);
  }

  /** The bank says that something happened on its account. Whose it is, is for us to know. */
  async noteNews(tx: Transaction, bunqMonetaryAccountId: number): Promise<void> {
    const feeds = await queryRows<{ partnerId: string; id: string; consentId: string }>(
      tx,
      `UPDATE account_feeds SET hinted_at = date_trunc('milliseconds', clock_timestamp()) WHERE bunq_monetary_account_id = $1 AND status = 'open'
       RETURNING partner_id AS "partnerId", id, consent_id AS "consentId"`,
      [bunqMonetaryAccountId],
    );
    for (const { partnerId, id, consentId } of feeds) {
      await this.schedule(tx, { partnerId, id });
      const subject = toPublicId('consent', consentId);
      await recordCallback(tx, { partnerId, subject, kind: 'account_movement', effect: 'read_is_due' });
    }
  }

  /** Has every open feed of a consent look how it stands. Nothing is read at the bank for it. */
  async wake(tx: Transaction, { partnerId, consentId }: { partnerId: string; consentId: string }): Promise<void> {
    const feeds = await queryRows<{ id: string }>(
      tx,
      `SELECT id FROM account_feeds WHERE partner_id = $1 AND consent_id = $2 AND status = 'open' ORDER BY id`,
      [partnerId, consentId],
    );
    for (const { id } of feeds) await this.schedule(tx, { partnerId, id });
  }

  schedule(tx: Transaction, { partnerId, id }: { partnerId: string; id: string }, inMs = 0): Promise<void> {
    return this.outbox.schedule(tx, { kind: 'accounts.sync', subject: `${partnerId}/${id}`, partnerId, inMs });
  }
}

function toFeed(row: FeedRow): AccountFeed {
  const number = (text: string | null) => (text === null ? null : Number(text));
  return {
    ...row,
    bunqMonetaryAccountId: Number(row.bunqMonetaryAccountId),
    requested: Number(row.requested),
    answered: Number(row.answered),
    balanceMinor: row.balanceMinor === null ? null : BigInt(row.balanceMinor),
    newestBunqPaymentId: number(row.newestBunqPaymentId),
    oldestBunqPaymentId: number(row.oldestBunqPaymentId),
    scanTop: number(row.scanTop),
    scanAt: number(row.scanAt),
    scanFloor: number(row.scanFloor),
    pagesStored: Number(row.pagesStored),
  };
}
