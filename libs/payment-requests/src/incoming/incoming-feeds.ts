import { Injectable } from '@nestjs/common';
import { Outbox } from '@sluis/outbox';
import { queryRows, type Transaction } from '@sluis/persistence';
import { requestListSubject, type FollowedList } from '../followed-list.js';

/** A list of requests to a connected account, and how far it was read. */
export interface IncomingFeed extends FollowedList {
  bunqMonetaryAccountId: number;
  /** The greatest id of the bank that was seen; null before the first reading. */
  highWaterMark: number | null;
}

/** Rows of `incoming_request_feeds`: one per connected account. */
@Injectable()
export class IncomingFeeds {
  constructor(private readonly outbox: Outbox) {}

  /** Begins to read the requests to an account. Safe to repeat. */
  async open(tx: Transaction, feed: Omit<IncomingFeed, 'highWaterMark'>): Promise<void> {
    const { partnerId, connectionId, accountId, bunqMonetaryAccountId } = feed;
    await tx.query(
      `INSERT INTO incoming_request_feeds (partner_id, connection_id, account_id, bunq_monetary_account_id)
       VALUES ($1, $2, $3, $4) ON CONFLICT (partner_id, connection_id, account_id) DO NOTHING`,
      [partnerId, connectionId, accountId, bunqMonetaryAccountId],
    );
    await this.schedule(tx, feed);
  }

  async find(tx: Transaction, list: FollowedList): Promise<IncomingFeed | undefined> {
    const [row] = await queryRows<{ account: string; mark: string | null }>(
      tx,
      `SELECT bunq_monetary_account_id AS account, high_water_mark AS mark FROM incoming_request_feeds
       WHERE partner_id = $1 AND connection_id = $2 AND account_id = $3`,
      [list.partnerId, list.connectionId, list.accountId],
    );
    return (
      row && {
        ...list,
        bunqMonetaryAccountId: Number(row.account),
        highWaterMark: row.mark === null ? null : Number(row.mark),
      }
    );
  }

  /** In the transaction that stores what was read. */
  async raiseMark(tx: Transaction, list: FollowedList, highWaterMark: number): Promise<void> {
    await tx.query(
      `UPDATE incoming_request_feeds SET high_water_mark = greatest(high_water_mark, $4)
       WHERE partner_id = $1 AND connection_id = $2 AND account_id = $3`,
      [list.partnerId, list.connectionId, list.accountId, highWaterMark],
    );
  }

  /** Over all partners: the callback names the bank's account, and each feed of it reads with its own access. */
  async lookNow(tx: Transaction, bunqMonetaryAccountId: number): Promise<void> {
    const feeds = await queryRows<FollowedList>(
      tx,
      `SELECT partner_id AS "partnerId", connection_id AS "connectionId", account_id AS "accountId"
       FROM incoming_request_feeds WHERE bunq_monetary_account_id = $1`,
      [bunqMonetaryAccountId],
    );
    for (const feed of feeds) await this.schedule(tx, feed);
  }

  private schedule(tx: Transaction, list: FollowedList): Promise<void> {
    const { partnerId } = list;
    return this.outbox.schedule(tx, { kind: 'incoming_requests.sync', subject: requestListSubject(list), partnerId });
  }
}
