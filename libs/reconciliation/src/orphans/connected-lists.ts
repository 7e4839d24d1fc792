import { Injectable } from '@nestjs/common';
import type { BankRail, NamedOrder } from '@sluis/bank-orders';
import { Outbox } from '@sluis/outbox';
import { queryRows, type Transaction } from '@sluis/persistence';
import type { ComparedList, Ownership } from './list-desk.js';

/** Connected after a restore, perhaps for the second time, and not looked at since. */
const isUncompared = `EXISTS (SELECT 1 FROM recoveries r WHERE r.begun_at < c.connected_at)
  AND (m.bank_list IS NULL OR m.scanned_at < c.connected_at)`;

/**
 * The lists on accounts that partners connected. Their owners order there, too, and may write what they like: so they are
 * read after a restore only, and once more when an account is connected after one, since its rows may have been lost.
 */
@Injectable()
export class ConnectedLists {
  constructor(private readonly outbox: Outbox) {}

  /** @param nameOf SQL for the list's name, of the columns of `bank_connection_accounts k` */
  async find(tx: Transaction, rail: BankRail, nameOf: string, isThorough: boolean): Promise<ComparedList[]> {
    return queryRows<ComparedList>(
      tx,
      `SELECT DISTINCT ON (c.partner_id, name) $1::text AS rail, ${nameOf} AS name, c.partner_id AS "partnerId",
              NULL AS "consentId", k.account_id AS "accountId", c.id AS "connectionId",
              ${isUncompared} AS "isUncompared"
       FROM bank_connections c
       JOIN bank_connection_accounts k ON k.partner_id = c.partner_id AND k.connection_id = c.id
       LEFT JOIN bank_list_marks m ON m.bank_list = ${nameOf}
       WHERE c.status = 'active' AND ($2 OR (${isUncompared}))
       ORDER BY c.partner_id, name, c.method, c.id`,
      [rail, isThorough],
    );
  }

  /** Whether something that would stand on this list must wait; then the list is looked at now. */
  async awaitsComparison(
    tx: Transaction,
    { partnerId, connectionId, name }: { partnerId: string; connectionId: string; name: string },
  ): Promise<boolean> {
    const rows = await queryRows(
      tx,
      `SELECT 1 FROM bank_connections c LEFT JOIN bank_list_marks m ON m.bank_list = $3
       WHERE c.partner_id = $1 AND c.id = $2 AND c.status = 'active' AND ${isUncompared}`,
      [partnerId, connectionId, name],
    );
    if (rows.length === 0) return false;
    await this.outbox.schedule(tx, { kind: 'reconciliation.run', subject: 'orphans', partnerId: null });
    return true;
  }

  async lowestDoubt(tx: Transaction, { name }: ComparedList): Promise<number | undefined> {
    const [row] = await queryRows<{ lowest: string | null }>(
      tx,
      `SELECT min(high_water_mark) AS lowest FROM order_attempts
       WHERE bank_list = $1 AND status IN ('sending', 'unsent', 'unknown', 'unsettled')`,
      [name],
    );
    return row?.lowest == null ? undefined : Number(row.lowest);
  }

  async greatestKnown(tx: Transaction, { name }: ComparedList): Promise<number> {
    const [row] = await queryRows<{ greatest: string | null }>(
      tx,
      `SELECT max(bunq_object_id) AS greatest FROM order_attempts WHERE bank_list = $1`,
      [name],
    );
    return Number(row?.greatest ?? 0);
  }

  /** @param idOf the id of ours that an order at the bank shows */
  async ownership(
    tx: Transaction,
    { name, rail }: ComparedList,
    orders: readonly NamedOrder[],
    idOf: (order: NamedOrder) => string | undefined,
  ): Promise<Map<number, Ownership>> {
    const rows = await queryRows<{ id: string; ownership: Ownership }>(
      tx,
      `SELECT bunq_object_id AS id, 'owned' AS ownership FROM order_attempts
         WHERE rail = $1 AND bunq_object_id = ANY ($2::bigint[]) AND status = 'accepted'
       UNION ALL SELECT bunq_object_id, CASE WHEN state IN ('owned', 'explained') THEN 'owned' ELSE 'in_doubt' END
         FROM unowned_orders WHERE bank_list = $3 AND bunq_object_id = ANY ($2::bigint[])
           AND (state IN ('owned', 'explained') OR claimed_by IS NOT NULL)`,
      [rail, orders.map(({ bunqObjectId }) => bunqObjectId), name],
    );
    const known = new Map(rows.map(({ id, ownership }) => [Number(id), ownership]));
    const lookedFor = await queryRows<{ id: string }>(
      tx,
      `SELECT order_id AS id FROM order_attempts
       WHERE rail = $1 AND order_id = ANY ($2::uuid[]) AND status IN ('sending', 'unsent', 'unknown', 'unsettled')`,
      [rail, orders.flatMap((order) => idOf(order) ?? [])],
    );
    const inDoubt = new Set(lookedFor.map(({ id }) => id));
    return new Map(
      orders.map((order) => [
        order.bunqObjectId,
        known.get(order.bunqObjectId) ?? (inDoubt.has(idOf(order) ?? '') ? 'in_doubt' : 'nobody'),
      ]),
    );
  }
}
