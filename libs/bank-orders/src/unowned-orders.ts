import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { queryRows, type Transaction } from '@sluis/persistence';
import type { BankOrder, NamedOrder } from './bank-order.js';
import type { BankRail, OrderTrace, PlaceableOrder } from './order-desk.js';

export interface UnownedOrder {
  bankList: string;
  bunqObjectId: number;
  state: 'live' | 'accepted';
}

/** Orders that were seen at the bank and are nobody's here: a later order may turn out to be the one they belong to. */
@Injectable()
export class UnownedOrders {
  /** Keeps what is seen. What was claimed or explained stays so. */
  async note(
    tx: Transaction,
    { bankList, rail, isOurs, trace }: { bankList: string; rail: BankRail; isOurs: boolean; trace: string | undefined },
    order: NamedOrder,
  ): Promise<{ ageMs: number; state: string }> {
    const [row] = await queryRows<{ age_ms: number; state: string }>(
      tx,
      `INSERT INTO unowned_orders AS known (bank_list, bunq_object_id, rail, trace_hash, bank_status, state, is_ours)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (bank_list, bunq_object_id) DO UPDATE
         SET bank_status = excluded.bank_status, last_seen_at = clock_timestamp(),
             -- A read that was overtaken shows as live what has ended since; nothing comes back to life.
             state = CASE WHEN known.state IN ('owned', 'explained') THEN known.state
                          WHEN excluded.state = 'accepted' OR known.state = 'live' THEN excluded.state
                          ELSE known.state END
       RETURNING (extract(epoch FROM clock_timestamp() - first_seen_at) * 1000)::float8 AS age_ms, state`,
      [
        bankList,
        order.bunqObjectId,
        rail,
        trace === undefined ? null : hashOf(trace),
        order.rawStatus,
        stateOf(order),
        isOurs,
      ],
    );
    return { ageMs: row?.age_ms ?? 0, state: row?.state ?? stateOf(order) };
  }

  /** An order of ours that was seen before it was known here; the one that moved money first. */
  async findFor(tx: Transaction, trace: OrderTrace): Promise<UnownedOrder | undefined> {
    const [row] = await queryRows<{ bankList: string; bunqObjectId: string; state: 'live' | 'accepted' }>(
      tx,
      `SELECT bank_list AS "bankList", bunq_object_id AS "bunqObjectId", state FROM unowned_orders
       WHERE trace_hash = $1 AND state IN ('live', 'accepted') AND claimed_by IS NULL
       ORDER BY state, bunq_object_id LIMIT 1 FOR UPDATE`,
      [hashOf(trace.text)],
    );
    return row && { ...row, bunqObjectId: Number(row.bunqObjectId) };
  }

  /** @param isOwned false while only people can tell whether it is this order's */
  async claim(
    tx: Transaction,
    { bankList, bunqObjectId }: Pick<UnownedOrder, 'bankList' | 'bunqObjectId'>,
    { id }: Pick<PlaceableOrder, 'id'>,
    isOwned: boolean,
  ): Promise<void> {
    await tx.query(
      `UPDATE unowned_orders SET claimed_by = $3, state = CASE WHEN $4 THEN 'owned' ELSE state END
       WHERE bank_list = $1 AND bunq_object_id = $2`,
      [bankList, bunqObjectId, id, isOwned],
    );
  }

  async markWithdrawn(tx: Transaction, bankList: string, bunqObjectId: number): Promise<void> {
    await tx.query(
      `UPDATE unowned_orders SET state = 'withdrawn' WHERE bank_list = $1 AND bunq_object_id = $2 AND state = 'live'`,
      [bankList, bunqObjectId],
    );
  }

  /** Those of `ids` of which two operators said where they come from. */
  async explained(tx: Transaction, rail: BankRail, ids: readonly number[]): Promise<Set<number>> {
    const rows = await queryRows<{ id: string }>(
      tx,
      `SELECT bunq_object_id AS id FROM unowned_orders
       WHERE rail = $1 AND bunq_object_id = ANY($2::bigint[]) AND state = 'explained'`,
      [rail, ids],
    );
    return new Set(rows.map(({ id }) => Number(id)));
  }
}

function stateOf({ status }: BankOrder): string {
  if (status === 'accepted') return 'accepted';
  return status === 'pending' || status === 'unrecognised' ? 'live' : 'ended';
}

/** Hashed, because a trace can hold the numbers of accounts. */
function hashOf(trace: string): Buffer {
  return createHash('sha256').update(trace).digest();
}
