import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { queryRows, SecretBox, type Transaction } from '@sluis/persistence';
import type { NamedOrder } from './bank-order.js';
import { OrderAttempt } from './order-attempt.entity.js';
import type { BankRail, OrderDesk, PlaceableOrder } from './order-desk.js';

/** A call can take the client's whole deadline; after this part of it more its process has died. */
const deadlineMargin = 1 / 3;

/** The open attempt of an order, with what only the database's clock may decide. */
export interface OpenAttempt {
  attempt: OrderAttempt;
  msUntilDeadline: number;
  msSinceUnknown: number;
  msSinceLastRead: number;
  msSinceCreated: number;
}

/** The rows that say what was sent to the bank, and what became of it. */
@Injectable()
export class OrderAttempts {
  constructor(
    private readonly config: Config,
    private readonly secrets: SecretBox,
  ) {}

  /**
   * Takes the order's place in the queue of orders that look alike, and writes down what will be sent. Commit before
   * sending.
   *
   * @returns undefined while another attempt that looks like it at the bank is open
   */
  async open<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    order: Order,
  ): Promise<OrderAttempt | undefined> {
    const { partnerId, id: orderId, rail } = order;
    const body = desk.bodyOf(order);
    const [{ next } = { next: 1 }] = await queryRows<{ next: number }>(
      tx,
      `SELECT coalesce(max(number), 0)::int + 1 AS next FROM order_attempts WHERE partner_id = $1 AND order_id = $2`,
      [partnerId, orderId],
    );
    const inserted = await queryRows(
      tx,
      `INSERT INTO order_attempts (partner_id, order_id, number, rail, bank_list, request_id, body_sealed, body_hash,
                                   tuple_hash, high_water_mark, deadline)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
               coalesce((SELECT max(bunq_object_id) FROM order_attempts WHERE bank_list = $5), 0),
               clock_timestamp() + $10 * interval '1 millisecond')
       ON CONFLICT (tuple_hash) WHERE status IN ('sending', 'unsent', 'unknown', 'unsettled') DO NOTHING
       RETURNING number`,
      [
        partnerId,
        orderId,
        next,
        rail,
        desk.listOf(order),
        randomUUID(),
        this.secrets.seal(body, bodyLocation({ partnerId, orderId, number: next })),
        createHash('sha256').update(body).digest(),
        createHash('sha256')
          .update(JSON.stringify([rail, ...desk.likenessOf(order)]))
          .digest(),
        this.sendWindowMs,
      ],
    );
    if (inserted.length === 0) return undefined;
    return tx.findOneByOrFail(OrderAttempt, { partnerId, orderId, number: next });
  }

  /** The newest attempt that is not resolved, locked. */
  async findOpen(tx: Transaction, order: OrderKey): Promise<OpenAttempt | undefined> {
    const { partnerId, id: orderId } = order;
    const [row] = await queryRows<{
      number: number;
      until_deadline: number;
      since_unknown: number;
      since_read: number;
      since_created: number;
    }>(
      tx,
      `SELECT number, ${millisecondsOf('deadline - clock_timestamp()')} AS until_deadline,
              ${millisecondsOf('clock_timestamp() - coalesce(unknown_since, clock_timestamp())')} AS since_unknown,
              ${millisecondsOf("clock_timestamp() - coalesce(last_read_at, 'epoch')")} AS since_read,
              ${millisecondsOf('clock_timestamp() - created_at')} AS since_created
       FROM order_attempts
       WHERE partner_id = $1 AND order_id = $2 AND status IN ('sending', 'unsent', 'unknown')
       ORDER BY number DESC LIMIT 1 FOR UPDATE`,
      [partnerId, orderId],
    );
    if (!row) return undefined;
    const attempt = await tx.findOneByOrFail(OrderAttempt, { partnerId, orderId, number: row.number });
    return {
      attempt,
      msUntilDeadline: row.until_deadline,
      msSinceUnknown: row.since_unknown,
      msSinceLastRead: row.since_read,
      msSinceCreated: row.since_created,
    };
  }

  /** What was sent last for an order, however it ended. */
  async findNewest(tx: Transaction, { partnerId, id: orderId }: OrderKey): Promise<OrderAttempt | undefined> {
    const [newest] = await tx.find(OrderAttempt, { where: { partnerId, orderId }, order: { number: 'DESC' }, take: 1 });
    return newest;
  }

  /** The same bytes under the same request id go out once more. */
  async sendAgain(tx: Transaction, attempt: OrderAttempt): Promise<void> {
    await tx.query(
      `UPDATE order_attempts SET status = 'sending', sends = sends + 1, empty_reads = 0,
              deadline = clock_timestamp() + $4 * interval '1 millisecond'
       WHERE partner_id = $1 AND order_id = $2 AND number = $3`,
      [...keyOf(attempt), this.sendWindowMs],
    );
    attempt.sends += 1;
    attempt.status = 'sending';
  }

  /**
   * The send that was written down never left; the ones before it may have. Its number may be used again: its sender is
   * the one who says so, and one who never says anything keeps its own.
   */
  async takeBackSend(tx: Transaction, attempt: OrderAttempt): Promise<void> {
    await tx.query(
      `UPDATE order_attempts SET sends = sends - 1 WHERE partner_id = $1 AND order_id = $2 AND number = $3 AND sends > 0`,
      keyOf(attempt),
    );
    attempt.sends -= 1;
  }

  async markUnsent(tx: Transaction, attempt: OrderAttempt, outcome: string): Promise<void> {
    await tx.query(
      `UPDATE order_attempts SET status = 'unsent', outcome = $4 WHERE partner_id = $1 AND order_id = $2 AND number = $3`,
      [...keyOf(attempt), outcome],
    );
  }

  /** The clock of an unknown outcome starts with the first doubt and is not set back by a later send. */
  async markUnknown(tx: Transaction, attempt: OrderAttempt, outcome: string): Promise<void> {
    await tx.query(
      `UPDATE order_attempts SET status = 'unknown', outcome = $4, unknown_since = coalesce(unknown_since, clock_timestamp()),
              last_read_at = NULL
       WHERE partner_id = $1 AND order_id = $2 AND number = $3`,
      [...keyOf(attempt), outcome],
    );
  }

  /** A send in doubt was answered with this id; whether it is the only order is for the next reads to tell. */
  async noteCandidate(tx: Transaction, attempt: OrderAttempt, bunqObjectId: number): Promise<void> {
    await tx.query(
      `UPDATE order_attempts SET status = 'unknown', outcome = 'accepted_in_doubt', bunq_object_id = $4, empty_reads = 0,
              unknown_since = coalesce(unknown_since, clock_timestamp()), last_read_at = clock_timestamp()
       WHERE partner_id = $1 AND order_id = $2 AND number = $3`,
      [...keyOf(attempt), bunqObjectId],
    );
  }

  /** @returns the attempt that was adopted in doubt less than `forMs` ago */
  async findAdoptedInDoubt(tx: Transaction, order: OrderKey, forMs: number): Promise<OrderAttempt | undefined> {
    const { partnerId, id: orderId } = order;
    const [row] = await queryRows<{ number: number }>(
      tx,
      `SELECT number FROM order_attempts
       WHERE partner_id = $1 AND order_id = $2 AND status = 'accepted' AND unknown_since IS NOT NULL
         AND resolved_at > clock_timestamp() - $3 * interval '1 millisecond'
       ORDER BY number DESC LIMIT 1`,
      [partnerId, orderId, forMs],
    );
    return row && tx.findOneByOrFail(OrderAttempt, { partnerId, orderId, number: row.number });
  }

  /** A read that shows nothing, or nothing but the order that an answer named. */
  async countEmptyRead(tx: Transaction, attempt: OrderAttempt): Promise<void> {
    await tx.query(
      `UPDATE order_attempts SET empty_reads = empty_reads + 1, last_read_at = clock_timestamp()
       WHERE partner_id = $1 AND order_id = $2 AND number = $3`,
      keyOf(attempt),
    );
  }

  async resolve(
    tx: Transaction,
    attempt: OrderAttempt,
    status: 'accepted' | 'refused' | 'unsettled',
    { outcome, bunqObjectId }: { outcome: string; bunqObjectId?: number },
  ): Promise<void> {
    await tx.query(
      `UPDATE order_attempts SET status = $4, outcome = $5, bunq_object_id = $6, resolved_at = clock_timestamp()
       WHERE partner_id = $1 AND order_id = $2 AND number = $3`,
      [...keyOf(attempt), status, outcome, bunqObjectId ?? null],
    );
  }

  /** Those of `orders` that no other order has made its own. */
  async withoutAdopted(
    tx: Transaction,
    { rail, id }: PlaceableOrder,
    orders: readonly NamedOrder[],
  ): Promise<NamedOrder[]> {
    const adopted = await queryRows<{ id: string }>(
      tx,
      `SELECT bunq_object_id AS id FROM order_attempts
       WHERE rail = $1 AND bunq_object_id = ANY($2::bigint[]) AND status = 'accepted' AND order_id <> $3`,
      [rail, orders.map(({ bunqObjectId }) => bunqObjectId), id],
    );
    const taken = new Set(adopted.map((row) => Number(row.id)));
    return orders.filter(({ bunqObjectId }) => !taken.has(bunqObjectId));
  }

  /** Whether an attempt is open that looks like this one at the bank. */
  async isAnyAlikeOpen(tx: Transaction, { tupleHash }: OrderAttempt): Promise<boolean> {
    const rows = await queryRows(
      tx,
      `SELECT 1 FROM order_attempts WHERE tuple_hash = $1 AND status IN ('sending', 'unsent', 'unknown', 'unsettled')`,
      [tupleHash],
    );
    return rows.length > 0;
  }

  /** @returns ids of all partners' orders on this rail that the bank may hold more than once; few at any time */
  async idsInDoubt(tx: Transaction, rail: BankRail): Promise<string[]> {
    const rows = await queryRows<{ id: string }>(
      tx,
      `SELECT order_id AS id FROM order_attempts
       WHERE rail = $1 AND status IN ('sending', 'unsent', 'unknown') AND unknown_since IS NOT NULL`,
      [rail],
    );
    return rows.map(({ id }) => id);
  }

  openBody(attempt: OrderAttempt): string {
    return this.secrets.open(attempt.bodySealed, bodyLocation(attempt));
  }

  private get sendWindowMs(): number {
    return Math.ceil(this.config.env.BUNQ_TIMEOUT_MS * (1 + deadlineMargin));
  }
}

type OrderKey = Pick<PlaceableOrder, 'partnerId' | 'id'>;

/** Bodies were sealed to this name before the table got its present one. */
const sealedTo = 'payment_attempts';

function bodyLocation({ partnerId, orderId, number }: Pick<OrderAttempt, 'partnerId' | 'orderId' | 'number'>) {
  return { table: sealedTo, column: 'body_sealed', rowId: `${orderId}/${number}`, partnerId };
}

function keyOf({ partnerId, orderId, number }: OrderAttempt): unknown[] {
  return [partnerId, orderId, number];
}

function millisecondsOf(interval: string): string {
  return `least(1e12, extract(epoch FROM ${interval}) * 1000)::float8`;
}
