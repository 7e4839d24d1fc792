import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { recordCallback } from '@sluis/bank-orders';
import { DomainError } from '@sluis/errors';
import { Outbox } from '@sluis/outbox';
import { type EntityRows, toPublicId, tokenHash, Transactions, type Transaction } from '@sluis/persistence';
import { followSubject } from './follow-subject.js';
import { listStatement, type PaymentFilter } from './list-payments.js';
import { PaymentInstance } from './payment-instance.entity.js';
import { PaymentTransitions } from './payment-transitions.js';
import { isOrdered, Payment } from './payment.entity.js';
import { PaymentsByRequest } from './payments-by-request.js';

export interface TimelineEntry {
  version: number;
  status: string;
  bankStatus: string | null;
  actor: string;
  reason: string | null;
  at: Date;
}

const psu: AuditActor = { type: 'psu' };

/**
 * Payments as they are read, and the ways in which they end from our side. How they begin is `NewPayments`, what payers decide
 * `PayerDecisions`, and what the bank does with them `SubmitPayment` and `FollowPayments`.
 */
@Injectable()
export class Payments {
  readonly rows: EntityRows<Payment>;

  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly transitions: PaymentTransitions,
    private readonly byRequest: PaymentsByRequest,
  ) {
    this.rows = transactions.rowsOf(Payment);
  }

  async find(partnerId: string, id: string): Promise<Payment | undefined> {
    const [row] = await this.transactions.inOneTrip(
      { partnerId },
      {
        name: 'find_payment',
        text: `SELECT ${this.rows.columnList('row')} FROM payments row WHERE row.partner_id = $1 AND row.id = $2`,
        values: [partnerId, id],
      },
    );
    return row && this.rows.fromRow(row);
  }

  async findWithin(tx: Transaction, partnerId: string, id: string): Promise<Payment | undefined> {
    return (await tx.findOneBy(Payment, { partnerId, id })) ?? undefined;
  }

  /** For operators, who know a payment by its id alone; never on behalf of a partner. */
  async findOfAnyPartner(tx: Transaction, id: string): Promise<Payment | undefined> {
    return (await tx.findOneBy(Payment, { id })) ?? undefined;
  }

  /** Row-locked, for whoever counts on what the payment is until their own transaction is over. */
  lock(tx: Transaction, partnerId: string, id: string): Promise<Payment | undefined> {
    return this.transitions.lock(tx, partnerId, id);
  }

  /** @returns the payment behind a page link; the token is the only credential of that page */
  findByLink(token: string): Promise<Payment | undefined> {
    return this.transactions.run(
      async (tx) => (await tx.findOneBy(Payment, { linkTokenHash: tokenHash(token) })) ?? undefined,
    );
  }

  /** Newest first. Ids are time-ordered, so they are the cursor. */
  async list(partnerId: string, filter: PaymentFilter): Promise<{ items: Payment[]; hasMore: boolean }> {
    const rows = await this.transactions.inOneTrip(
      { partnerId },
      listStatement(this.rows.columnList('row'), partnerId, filter),
    );
    const items = rows.slice(0, filter.limit).map((row) => this.rows.fromRow(row));
    return { items: filter.before ? items.toReversed() : items, hasMore: rows.length > filter.limit };
  }

  timeline(partnerId: string, id: string): Promise<TimelineEntry[]> {
    return this.transactions.inOneTrip<TimelineEntry>(
      { partnerId },
      {
        text: `SELECT version, status, bank_status AS "bankStatus", actor, reason, at FROM payment_transitions
             WHERE partner_id = $1 AND payment_id = $2 ORDER BY version`,
        values: [partnerId, id],
      },
    );
  }

  /** The times a planned payment fell due, newest first. */
  instances(
    partnerId: string,
    paymentId: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<{ items: PaymentInstance[]; hasMore: boolean }> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const query = tx
        .createQueryBuilder(PaymentInstance, 'instance')
        .where('instance.partnerId = :partnerId AND instance.paymentId = :paymentId', { partnerId, paymentId })
        .orderBy('instance.id', 'DESC')
        .take(limit + 1);
      if (after) query.andWhere('instance.id < :after', { after });
      const rows = await query.getMany();
      return { items: rows.slice(0, limit), hasMore: rows.length > limit };
    });
  }

  /**
   * Stops a payment before the payer authorised it. What already stands at the bank is withdrawn there first, and the
   * payment is `cancelled` only once the bank says so.
   *
   * @throws DomainError payment_not_cancellable
   */
  async cancel(partnerId: string, id: string, actor: AuditActor): Promise<Payment | undefined> {
    return this.withLocked(partnerId, id, async (tx, payment) => {
      const isBeforeAuthorisation = ['received', 'submitting', 'outcome_unknown', 'awaiting_authorisation'].includes(
        payment.status,
      );
      if (!isBeforeAuthorisation || payment.endRequested !== null) {
        throw new DomainError('payment_not_cancellable', whyNotCancellable(payment));
      }
      await this.requestEnd(tx, payment, 'cancelled', actor);
      return payment;
    });
  }

  /**
   * Ends a payment that was begun on a page and not gone on with, so that another can take its place.
   *
   * @returns false when it went on: then it stays
   */
  async supersede(tx: Transaction, partnerId: string, id: string): Promise<boolean> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (!payment || payment.isBegun) return false;
    const reason = 'superseded';
    const patch = { failureStage: 'authorisation', failureReason: reason } as const;
    await this.transitions.move(tx, payment, 'cancelled', { actor: psu, reason, patch });
    return true;
  }

  /** Something hints that the bank has news: have it read now. The hint itself changes nothing. */
  async lookNow(tx: Transaction, payment: Payment): Promise<void> {
    if (payment.isFinal || payment.bunqObjectId === null) return;
    await this.outbox.schedule(tx, { kind: 'payments.follow', subject: followSubject(payment), partnerId: null });
  }

  /** The bank says that it has news of one of its drafts. Unknown ids are none of ours and change nothing. */
  async lookNowAtDraft(bunqObjectId: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      const payment = await tx.findOneBy(Payment, { rail: 'draft', bunqObjectId });
      if (!payment) return;
      await this.lookNow(tx, payment);
      const { partnerId, id, isFinal } = payment;
      const effect = isFinal ? 'nothing_to_read' : 'read_is_due';
      await recordCallback(tx, { partnerId, subject: toPublicId('payment', id), kind: 'draft_payment', effect });
    });
  }

  /** The payer turned back at the bank without deciding on the order there: it is withdrawn, and then `rejected`. */
  async turnedBackAtBank(tx: Transaction, partnerId: string, id: string): Promise<void> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (payment?.status !== 'awaiting_authorisation' || payment.endRequested !== null || !isOrdered(payment)) return;
    await this.requestEnd(tx, payment, 'rejected', psu);
  }

  /** By our clock: nobody authorised in time. */
  async expireIfDue(partnerId: string, id: string): Promise<{ againInMs: number } | 'done'> {
    const due = await this.withLocked(partnerId, id, async (tx, payment): Promise<{ againInMs: number } | 'done'> => {
      const isWaiting = ['received', 'submitting', 'outcome_unknown', 'awaiting_authorisation'].includes(
        payment.status,
      );
      if (!isWaiting || payment.endRequested !== null) return 'done';
      const waitMs = payment.expiresAt.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      await this.requestEnd(tx, payment, 'expired', { type: 'platform' });
      return 'done';
    });
    return due ?? 'done';
  }

  /** The time has come from which the payee may count on the money. */
  async creditIfDue(partnerId: string, id: string): Promise<{ againInMs: number } | 'done'> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const payment = await this.transitions.lock(tx, partnerId, id);
      if (payment?.status !== 'executed' || !payment.creditableFrom || payment.creditableAt) return 'done';
      const waitMs = payment.creditableFrom.getTime() - Date.now();
      if (waitMs > 0) return { againInMs: waitMs };
      await this.transitions.credit(tx, payment);
      return 'done';
    });
  }

  /** @returns undefined when there is no such payment */
  private async withLocked<Result>(
    partnerId: string,
    id: string,
    act: (tx: Transaction, payment: Payment) => Promise<Result>,
  ): Promise<Result | undefined> {
    // A payment gets a request once: the second time at the latest, its request is locked before it.
    for (;;) {
      const done = await this.transactions.forPartner(partnerId, async (tx) => {
        const payment = await this.byRequest.lockBoth(tx, partnerId, id);
        return payment === 'changed' ? payment : { result: payment && (await act(tx, payment)) };
      });
      if (done !== 'changed') return done.result;
    }
  }

  /** Ends at once what the bank does not have; asks the bank to withdraw what it does. */
  private async requestEnd(
    tx: Transaction,
    payment: Payment,
    end: 'cancelled' | 'expired' | 'rejected',
    actor: AuditActor,
  ): Promise<void> {
    if (payment.status === 'received') {
      await this.transitions.move(tx, payment, end, { actor });
      return;
    }
    const { paymentRequestId } = payment;
    if (paymentRequestId !== null)
      return this.byRequest.end(tx, Object.assign(payment, { paymentRequestId }), end, actor);
    await this.transitions.note(
      tx,
      payment,
      { endRequested: end },
      { actor, action: 'payment_end.requested', cause: end },
    );
    await this.lookNow(tx, payment);
  }
}

function whyNotCancellable({ endRequested, status, schedule }: Payment): string {
  if (endRequested !== null) return 'The payment is being withdrawn at the bank already.';
  if (status === 'authorised' && schedule) return "The plan is the payer's now: only they can end it, in the bunq app.";
  return `The payment is ${status}.`;
}
