import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { BankConnections } from '@sluis/bank-connections';
import { DomainError } from '@sluis/errors';
import { Outbox } from '@sluis/outbox';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { CreatePayout, payingCapabilities, type NewPayout } from './create-payout.js';
import { PayoutTransitions } from './payout-transitions.js';
import { PayoutInstance } from './payout-instance.entity.js';
import { canBeTakenBack } from './payout-rail.js';
import { followSubject, Payout, type PayoutKind } from './payout.entity.js';

export type CreatePayoutInput = Omit<NewPayout, 'partnerId' | 'paymentId' | 'paymentEntry'> & {
  /** When left out, the only active connection that can pay. */
  connectionId: string | undefined;
  /** When left out, the connection's default. */
  accountId: string | undefined;
};

export interface PayoutTimelineEntry {
  version: number;
  status: string;
  actor: string;
  reason: string | null;
  at: Date;
}

/** What partners do with payouts. What the bank does with them is `SubmitPayout` and `FollowPayouts`. */
@Injectable()
export class Payouts {
  constructor(
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly createPayout: CreatePayout,
    private readonly transitions: PayoutTransitions,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Accepts an order to pay from the partner's own account; it goes to the bank at once.
   *
   * @throws DomainError bank_connection_not_usable | bank_connection_ambiguous | bank_connection_incapable |
   *   account_not_in_connection | request_invalid | schedule_not_possible
   */
  async create(tx: Transaction, partnerId: string, input: CreatePayoutInput, actor: AuditActor): Promise<Payout> {
    const { connectionId, accountId, ...order } = input;
    const usable = await this.connections.requireUsable(tx, partnerId, connectionId, payingCapabilities, accountId);
    return this.createPayout.run(tx, { ...order, partnerId, paymentId: null, paymentEntry: null }, usable, actor);
  }

  find(partnerId: string, kind: PayoutKind, id: string): Promise<Payout | undefined> {
    return this.transactions.forPartner(
      partnerId,
      async (tx) => (await tx.findOneBy(Payout, { partnerId, kind, id })) ?? undefined,
    );
  }

  /** Newest first. Ids are time-ordered, so they are the cursor. */
  list(
    partnerId: string,
    kind: PayoutKind,
    {
      limit,
      after,
      before,
      status,
      reference,
    }: { limit: number; after?: string; before?: string; status?: string; reference?: string },
  ): Promise<{ items: Payout[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(Payout, 'payout')
        .where('payout.partnerId = :partnerId AND payout.kind = :kind', { partnerId, kind })
        .take(limit + 1);
      if (after) query.andWhere('payout.id < :after', { after });
      if (before) query.andWhere('payout.id > :before', { before });
      if (status) query.andWhere('payout.status = :status', { status });
      if (reference) query.andWhere('payout.reference = :reference', { reference });
      const rows = await query.orderBy('payout.id', before ? 'ASC' : 'DESC').getMany();
      const items = rows.slice(0, limit);
      return { items: before ? items.toReversed() : items, hasMore: rows.length > limit };
    });
  }

  /** Oldest first; of payouts and refunds alike. */
  timeline({ partnerId, id }: Pick<Payout, 'partnerId' | 'id'>): Promise<PayoutTimelineEntry[]> {
    return this.transactions.forPartner(partnerId, (tx) =>
      queryRows<PayoutTimelineEntry>(
        tx,
        `SELECT version, status, actor, reason, at FROM payout_transitions
         WHERE partner_id = $1 AND payout_id = $2 ORDER BY version`,
        [partnerId, id],
      ),
    );
  }

  /** Each time a planned payout fell due, newest first. */
  instances(
    { partnerId, id: payoutId }: Pick<Payout, 'partnerId' | 'id'>,
    { limit, after }: { limit: number; after?: string },
  ): Promise<{ items: PayoutInstance[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(PayoutInstance, 'instance')
        .where('instance.partnerId = :partnerId AND instance.payoutId = :payoutId', { partnerId, payoutId })
        .orderBy('instance.id', 'DESC')
        .take(limit + 1);
      if (after) query.andWhere('instance.id < :after', { after });
      const rows = await query.getMany();
      return { items: rows.slice(0, limit), hasMore: rows.length > limit };
    });
  }

  /**
   * Stops what has not been sent: at once what waits, and what is on its way as far as it turns out never to have left.
   * A draft that waits for the account's owner, and a plan that stands, are taken back at the bank.
   *
   * @throws DomainError payout_not_cancellable once the bank has it or may have it
   */
  async cancel(partnerId: string, kind: PayoutKind, id: string, actor: AuditActor): Promise<Payout | undefined> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const payout = await this.transitions.lock(tx, partnerId, id);
      if (payout?.kind !== kind) return undefined;
      if (payout.status === 'received') {
        await this.transitions.move(tx, payout, 'cancelled', { actor });
      } else if (payout.status === 'submitting' && payout.endRequested === null) {
        await this.transitions.requestEnd(tx, payout);
      } else if (canBeTakenBack(payout) && payout.endRequested === null) {
        // Its owner may be faster, or its time come; the bank takes it back first, and then it is cancelled.
        await this.transitions.requestEnd(tx, payout);
        await this.outbox.schedule(tx, { kind: 'payouts.follow', subject: followSubject(payout), partnerId });
      } else {
        const what = payout.endRequested === null ? `is ${payout.status}` : 'is being stopped already';
        throw new DomainError('payout_not_cancellable', `The ${kind} ${what}.`);
      }
      return payout;
    });
  }
}
