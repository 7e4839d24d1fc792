import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { ConnectionDependants, type ConnectionDependant, type ConnectionKey } from '@sluis/bank-connections';
import { Outbox } from '@sluis/outbox';
import { queryRows, type Transaction } from '@sluis/persistence';
import { canBeTakenBack } from './payout-rail.js';
import { atBank } from './payout-status.js';
import { PayoutTransitions } from './payout-transitions.js';
import { followSubject } from './payout.entity.js';

/**
 * What becomes of payouts when their connection ends. What the bank does not have is cancelled; what it has, or may have,
 * is followed to its end as long as the access lasts.
 */
@Injectable()
export class PayoutsOnConnection implements ConnectionDependant, OnModuleInit {
  constructor(
    private readonly dependants: ConnectionDependants,
    private readonly transitions: PayoutTransitions,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.dependants.add(this);
  }

  async endWork(tx: Transaction, { partnerId, connectionId }: ConnectionKey, actor: AuditActor): Promise<boolean> {
    const rows = await queryRows<{ id: string }>(
      tx,
      `SELECT id FROM payouts WHERE partner_id = $1 AND connection_id = $2 AND status = ANY($3) ORDER BY id`,
      [partnerId, connectionId, ['received', ...atBank]],
    );
    let isLeft = false;
    for (const { id } of rows) {
      const payout = await this.transitions.lock(tx, partnerId, id);
      if (payout?.status === 'received') {
        await this.transitions.move(tx, payout, 'cancelled', { actor, reason: 'connection_ended' });
      } else if (payout && atBank.includes(payout.status)) {
        const isStoppable = payout.status === 'submitting' || canBeTakenBack(payout);
        if (isStoppable && payout.endRequested === null) await this.transitions.requestEnd(tx, payout);
        // While the access lasts: that is a minute.
        if (canBeTakenBack(payout))
          await this.outbox.schedule(tx, { kind: 'payouts.follow', subject: followSubject(payout), partnerId });
        isLeft = true;
      }
    }
    return isLeft;
  }

  async hasWorkAtBank(tx: Transaction, { partnerId, connectionId }: ConnectionKey): Promise<boolean> {
    const rows = await queryRows(
      tx,
      `SELECT 1 FROM payouts WHERE partner_id = $1 AND connection_id = $2 AND status = ANY($3) LIMIT 1`,
      [partnerId, connectionId, atBank],
    );
    return rows.length > 0;
  }
}
