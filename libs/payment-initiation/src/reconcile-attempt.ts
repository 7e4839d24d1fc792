import { Injectable, Logger } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { BunqConsentLostError } from '@sluis/bunq-client';
import { AdoptOrder } from './adopt-order.js';
import type { BankOrder } from './bank-order.js';
import type { BankPlace } from './bunq-payment-gateway.js';
import { isAlive, isNamed, OwnOrders, withoutAdopted, type NamedOrder } from './own-orders.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentAttempts, type OpenAttempt } from './payment-attempts.js';
import { PaymentTransitions } from './payment-transitions.js';
import type { Payment } from './payment.entity.js';
import { WithdrawSurplus } from './withdraw-surplus.js';

/** One send and two more of the same bytes; beyond that a person looks. */
const mostSends = 3;
const quietReads = 2;

interface Found {
  orders: BankOrder[];
  isComplete: boolean;
}

interface Decision {
  result: WorkResult;
  surplus: NamedOrder[];
}

/**
 * Finds out what became of an attempt whose answer never came: wait until a slow bank can have finished, read its list,
 * withdraw what is too many and adopt the one order that is left. Only after two empty reads, apart in time, do the same
 * bytes go out again, and two more reads must find no other order before its answer is believed. What cannot be told within its time goes to review, with its place kept, so that nothing alike is
 * sent meanwhile.
 */
@Injectable()
export class ReconcileAttempt {
  private readonly logger = new Logger(ReconcileAttempt.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: PaymentAttempts,
    private readonly transitions: PaymentTransitions,
    private readonly adoptOrder: AdoptOrder,
    private readonly ownOrders: OwnOrders,
    private readonly withdrawSurplus: WithdrawSurplus,
    private readonly config: Config,
  ) {}

  /** @param place undefined when the bank can no longer be read for this payment */
  async run(payment: Payment, place: BankPlace | undefined): Promise<WorkResult> {
    const { env } = this.config;
    const { partnerId } = payment;
    const open = await this.transactions.forPartner(partnerId, (tx) => this.attempts.findOpen(tx, payment));
    if (open?.attempt.status !== 'unknown') return 'done';
    if (!place) return this.transactions.forPartner(partnerId, (tx) => this.review(tx, payment, 'bank_access_lost'));
    const settleMs = env.RECONCILE_SETTLE_MS - open.msSinceUnknown;
    if (settleMs > 0) return { againInMs: settleMs };
    const gapMs = env.RECONCILE_READ_GAP_MS - open.msSinceLastRead;
    if (gapMs > 0) return { againInMs: gapMs };

    let found: Awaited<ReturnType<OwnOrders['find']>>;
    try {
      found = await this.ownOrders.find(place, payment, open.attempt);
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      return this.transactions.forPartner(partnerId, (tx) => this.review(tx, payment, 'bank_access_lost'));
    }
    const { result, surplus } = await this.transactions.forPartner(partnerId, (tx) => this.decide(tx, payment, found));
    await this.withdrawSurplus.withdraw(place, payment, surplus);
    return result;
  }

  private async decide(tx: Transaction, { partnerId, id }: Payment, found: Found): Promise<Decision> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    const open = payment && (await this.attempts.findOpen(tx, payment));
    if (!payment || open?.attempt.status !== 'unknown') return { result: 'done', surplus: [] };
    const { attempt } = open;
    const isOverdue = open.msSinceUnknown > this.config.env.RECONCILE_GIVE_UP_MS;
    const named = await withoutAdopted(tx, payment, found.orders.filter(isNamed));
    const accepted = named.filter(({ status }) => status === 'accepted');
    if (accepted.length > 1) return alone(this.review(tx, payment, 'accepted_twice'));
    const best = bestOf(named, attempt.bunqObjectId);
    const surplus = named.filter((order) => order !== best && isAlive(order));
    // The payer is let in only once there is nothing else to say yes to: withdraw first, look again, then adopt.
    if (surplus.length > 0 && !isOverdue) return { result: this.later, surplus };
    if (surplus.length > 0) return alone(this.review(tx, payment, 'duplicates_not_withdrawn'));

    // One that is there but has no id can be neither adopted nor withdrawn; it may be the one that an answer named.
    const unnamed = found.orders.filter((order) => !isNamed(order) && isAlive(order)).length;
    if (unnamed > (attempt.bunqObjectId === null ? 0 : 1)) return alone(this.review(tx, payment, 'order_without_id'));
    const isSureOfBest = best && (best.bunqObjectId !== attempt.bunqObjectId || (await this.isQuiet(tx, open, found)));
    if (best && isSureOfBest) return alone(this.adopt(tx, payment, attempt, best));
    if (best && !isOverdue) return alone(this.later);

    if (isOverdue) return alone(this.review(tx, payment, 'outcome_never_known'));
    if (!(await this.isQuiet(tx, open, found)) || payment.endRequested) return alone(this.later);
    if (attempt.sends >= mostSends) return alone(this.review(tx, payment, 'sent_too_often'));
    return alone(this.sendAgain(tx, payment, attempt));
  }

  /** Counts this read, and tells whether enough of them, apart in time and complete, showed nothing more. */
  private async isQuiet(tx: Transaction, { attempt, msSinceLastRead }: OpenAttempt, found: Found): Promise<boolean> {
    if (!found.isComplete || msSinceLastRead < this.config.env.RECONCILE_READ_GAP_MS) return false;
    await this.attempts.countEmptyRead(tx, attempt);
    return attempt.emptyReads + 1 >= quietReads;
  }

  /** Some more looks follow, by the same due work. */
  private async adopt(
    tx: Transaction,
    payment: Payment,
    attempt: PaymentAttempt,
    { bunqObjectId }: NamedOrder,
  ): Promise<WorkResult> {
    await this.adoptOrder.run(tx, payment, attempt, bunqObjectId, 'found_at_bank');
    return this.later;
  }

  private get later(): WorkResult {
    return { againInMs: this.config.env.RECONCILE_READ_GAP_MS };
  }

  /** Back to `unsent`, from where the submitting side sends the stored bytes; the doubt of the first send stays noted. */
  private async sendAgain(tx: Transaction, payment: Payment, attempt: PaymentAttempt): Promise<WorkResult> {
    await this.attempts.markUnsent(tx, attempt, 'absent_from_list');
    this.logger.warn({
      msg: 'an order is absent from the bank and goes out again',
      payment_id: payment.id,
      count: attempt.sends,
    });
    return { againInMs: 1 };
  }

  private async review(tx: Transaction, { partnerId, id }: Payment, reviewReason: string): Promise<'done'> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    const open = payment && (await this.attempts.findOpen(tx, payment));
    if (!payment || !open) return 'done';
    await this.attempts.resolve(tx, open.attempt, 'unsettled', { outcome: reviewReason });
    await this.transitions.move(tx, payment, 'in_review', {
      actor: { type: 'platform' },
      reason: reviewReason,
      patch: { reviewReason },
    });
    await this.transitions.raiseAlarm(tx, payment, reviewReason);
    return 'done';
  }
}

/** What already moved money, else what an answer named, else the first that still may, else the first. */
function bestOf(orders: readonly NamedOrder[], candidateId: number | null): NamedOrder | undefined {
  const byAge = orders.toSorted((left, right) => left.bunqObjectId - right.bunqObjectId);
  return (
    byAge.find(({ status }) => status === 'accepted') ??
    byAge.find((order) => order.bunqObjectId === candidateId && isAlive(order)) ??
    byAge.find(isAlive) ??
    byAge[0]
  );
}

/** A result with nothing to withdraw. */
async function alone(result: Promise<WorkResult> | WorkResult): Promise<Decision> {
  return { result: await result, surplus: [] };
}
