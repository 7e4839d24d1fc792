import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { operatorActor, type OperatorIdentity } from '@sluis/operators';
import { queryRows, Transactions } from '@sluis/persistence';
import { ReviewError } from '../reviews/review-error.js';

export interface LostOrder {
  bankList: string;
  bunqObjectId: string;
  rail: string;
  bankStatus: string;
  state: string;
  isOurs: boolean;
  firstSeenAt: Date;
  claimedBy: string | null;
  explainedBy: string | null;
  explanation: string | null;
}

/** Orders that the bank has and no row here tells of: all that can be proven of what a restored backup forgot. */
@Injectable()
export class LostOrders {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** Newest first. */
  list(limit = 1_000): Promise<LostOrder[]> {
    return this.transactions.run((tx) =>
      queryRows(
        tx,
        `SELECT bank_list AS "bankList", bunq_object_id AS "bunqObjectId", rail, bank_status AS "bankStatus", state,
                is_ours AS "isOurs", first_seen_at AS "firstSeenAt", claimed_by AS "claimedBy", explained_by AS "explainedBy",
                explanation
         FROM unowned_orders ORDER BY first_seen_at DESC, bunq_object_id DESC LIMIT $1`,
        [limit],
      ),
    );
  }

  /** How many there are in each state, by rail. */
  counts(): Promise<{ rail: string; state: string; count: number }[]> {
    return this.transactions.run((tx) =>
      queryRows(
        tx,
        `SELECT rail, state, count(*)::int AS count FROM unowned_orders GROUP BY rail, state ORDER BY rail, state`,
      ),
    );
  }

  /**
   * Says where an order that moved money comes from, so that nothing here waits for its owner any more. The first
   * operator explains, another one confirms with the same call.
   *
   * @throws ReviewError there is no such order, or the same pair of eyes
   */
  async explain(
    by: OperatorIdentity,
    { bankList, bunqObjectId, explanation }: { bankList: string; bunqObjectId: number; explanation: string },
  ): Promise<'explained' | 'confirmed'> {
    return this.transactions.run(async (tx) => {
      const [order] = await queryRows<{ explained_by: string | null; related: boolean | null }>(
        tx,
        `SELECT explained_by, operators_are_related(explained_by, $3) AS related FROM unowned_orders
         WHERE bank_list = $1 AND bunq_object_id = $2 AND state = 'accepted' FOR UPDATE`,
        [bankList, bunqObjectId, by.id],
      );
      if (!order) throw new ReviewError('There is no such order that moved money and is nobody’s.');
      const isFirst = order.explained_by === null || order.explained_by === by.id;
      if (!isFirst && order.related !== false)
        throw new ReviewError('Somebody else has to confirm: not who explained it, nor whom they made an operator.');
      await tx.query(
        isFirst
          ? `UPDATE unowned_orders SET explained_by = $3, explanation = $4 WHERE bank_list = $1 AND bunq_object_id = $2`
          : `UPDATE unowned_orders SET confirmed_by = $3, explanation = explanation || ' / ' || $4, state = 'explained'
             WHERE bank_list = $1 AND bunq_object_id = $2`,
        [bankList, bunqObjectId, by.id, explanation],
      );
      await this.audit.record(tx, {
        partnerId: null,
        actor: operatorActor(by),
        action: isFirst ? 'bank_order.explained' : 'bank_order.confirmed',
        subject: { type: 'bank_order', id: `${bankList}/${bunqObjectId}` },
        outcome: 'done',
      });
      return isFirst ? 'explained' : 'confirmed';
    });
  }
}
