import { Injectable } from '@nestjs/common';
import { Config, failpoint } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import type { OrderAttempt } from './order-attempt.entity.js';
import { OrderAttempts } from './order-attempts.js';
import type { OrderDesk, PlaceableOrder } from './order-desk.js';
import { ReconcileAttempt } from './reconcile-attempt.js';
import { outcomeOf, type SendOutcome } from './send-outcome.js';
import { SendingHold } from './sending-hold.js';
import { UnownedOrders, type UnownedOrder } from './unowned-orders.js';
import { WithdrawSurplus } from './withdraw-surplus.js';

/** Orders that look alike at the bank wait for each other this long between looks. */
const waitForAlikeMs = 1_500;
/** While nothing may be sent, an order looks this often whether it may. */
const waitForHoldMs = 1_000;

type Step<Order> =
  | { kind: 'nothing' }
  | { kind: 'wait'; ms: number }
  | { kind: 'send'; order: Order; attempt: OrderAttempt }
  | { kind: 'reconcile'; order: Order }
  | { kind: 'watch'; order: Order; attempt: OrderAttempt };

/**
 * Brings an order to the bank: writes the attempt, sends it, stores what came of it. It can be stopped at any line and
 * run again by any worker; the attempt row says what may have happened, and nothing is sent under a second request id
 * while that is open.
 */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: OrderAttempts,
    private readonly reconcile: ReconcileAttempt,
    private readonly withdrawSurplus: WithdrawSurplus,
    private readonly hold: SendingHold,
    private readonly unowned: UnownedOrders,
    private readonly config: Config,
  ) {}

  async run<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    partnerId: string,
    id: string,
  ): Promise<WorkResult> {
    await this.hold.settled();
    const startedAt = performance.now();
    const step = await this.transactions.forPartner(partnerId, (tx) => this.nextStep(tx, desk, partnerId, id));
    if (step.kind === 'nothing') return 'done';
    if (step.kind === 'wait') return { againInMs: step.ms };
    const { order } = step;
    if (step.kind === 'reconcile') return this.reconcile.run(desk, order, await desk.placeToFollow(order));
    if (step.kind === 'watch') {
      const watched = await desk.placeToFollow(order);
      return watched ? this.withdrawSurplus.watch(desk, order, step.attempt, watched) : 'done';
    }
    const place = await desk.place(order);
    failpoint(`${desk.name}.submit.attempt_written`);
    if (!place)
      return this.transactions.forPartner(partnerId, (tx) => this.giveUpWithoutAccess(tx, desk, order, step.attempt));
    return this.send(desk, order, step.attempt, place, startedAt);
  }

  /** Decides from the rows alone; everything it decides to do is committed before it is done. */
  private async nextStep<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    partnerId: string,
    id: string,
  ): Promise<Step<Order>> {
    const order = await desk.lock(tx, partnerId, id);
    if (!order) return { kind: 'nothing' };
    if (!['received', 'submitting', 'outcome_unknown'].includes(order.status)) return this.watchStep(tx, order);
    if (!order.isReadyToSend) return { kind: 'nothing' };
    const open = await this.attempts.findOpen(tx, order);
    const attempt = open?.attempt;
    if (attempt?.status === 'unknown') return { kind: 'reconcile', order };
    if (attempt?.status !== 'sending' && (await this.isHeld(tx, desk, order)))
      return { kind: 'wait', ms: waitForHoldMs };
    if (!open || !attempt) return this.openAttempt(tx, desk, order);
    if (attempt.status === 'sending') {
      if (open.msUntilDeadline > 0) return { kind: 'wait', ms: open.msUntilDeadline + 100 };
      // Whoever sent it never said what came of it.
      await this.becomeUnknown(tx, desk, order, attempt, 'sender_lost');
      return { kind: 'wait', ms: this.config.env.RECONCILE_SETTLE_MS };
    }
    const isInDoubt = attempt.unknownSince !== null;
    if (order.endRequested !== null && !isInDoubt) {
      await this.attempts.resolve(tx, attempt, 'refused', { outcome: 'never_sent' });
      await desk.endUnsent(tx, order);
      return { kind: 'nothing' };
    }
    if (open.msSinceCreated > this.config.env.RECONCILE_GIVE_UP_MS && !isInDoubt) {
      await this.fail(tx, desk, order, attempt, 'bank_unavailable');
      return { kind: 'nothing' };
    }
    if (order.endRequested !== null) {
      // Nobody wants it any more: it is looked for, never sent again.
      await this.becomeUnknown(tx, desk, order, attempt, 'end_requested');
      return { kind: 'reconcile', order };
    }
    await this.attempts.sendAgain(tx, attempt);
    return { kind: 'send', order, attempt };
  }

  private async isHeld<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    order: Order,
  ): Promise<boolean> {
    return (await this.hold.isOn(tx)) || (await desk.awaitsComparison?.(tx, order)) === true;
  }

  private async watchStep<Order extends PlaceableOrder>(tx: Transaction, order: Order): Promise<Step<Order>> {
    const attempt = await this.attempts.findAdoptedInDoubt(tx, order, this.config.env.RECONCILE_GIVE_UP_MS);
    return attempt ? { kind: 'watch', order, attempt } : { kind: 'nothing' };
  }

  private async openAttempt<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    order: Order,
  ): Promise<Step<Order>> {
    if (order.status !== 'received') return { kind: 'nothing' };
    const trace = desk.traceOf?.(order);
    const earlier = trace && (await this.unowned.findFor(tx, trace));
    // One that could be somebody else's and may yet be withdrawn is not waited for by sending another beside it.
    if (earlier?.state === 'live' && !trace?.isCertain) return { kind: 'wait', ms: waitForAlikeMs };
    const attempt = await this.attempts.open(tx, desk, order);
    if (!attempt) return { kind: 'wait', ms: waitForAlikeMs };
    await desk.begin(tx, order);
    if (!earlier) return { kind: 'send', order, attempt };
    await this.takeEarlier(tx, desk, order, attempt, earlier, trace?.isCertain === true);
    return { kind: 'nothing' };
  }

  /** The bank has it already, from a time whose rows were lost: nothing is sent. */
  private async takeEarlier<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    order: Order,
    attempt: OrderAttempt,
    earlier: UnownedOrder,
    isCertain: boolean,
  ): Promise<void> {
    const { bunqObjectId } = earlier;
    await this.unowned.claim(tx, earlier, order, isCertain);
    if (isCertain) {
      const how = 'found_after_restore';
      await this.attempts.resolve(tx, attempt, 'accepted', { outcome: how, bunqObjectId });
      await desk.adopt(tx, order, bunqObjectId, how);
      return;
    }
    const reason = 'perhaps_ordered_before_restore';
    await this.attempts.resolve(tx, attempt, 'unsettled', { outcome: reason, bunqObjectId });
    await desk.doubt(tx, order, reason);
    await desk.review(tx, order, reason);
    await desk.raiseAlarm(tx, order, reason, { bunq_object_id: bunqObjectId });
  }

  private async send<Order extends PlaceableOrder, Place>(
    desk: OrderDesk<Order, Place>,
    order: Order,
    attempt: OrderAttempt,
    place: Place,
    startedAt: number,
  ): Promise<WorkResult> {
    failpoint(`${desk.name}.submit.before_bank`);
    // A worker that was frozen past its window must not send: another may already be finding out what happened.
    const deadlineMs = this.config.env.BUNQ_TIMEOUT_MS - (performance.now() - startedAt);
    const { requestId } = attempt;
    const outcome: SendOutcome =
      deadlineMs <= 0
        ? { kind: 'not_sent', reason: 'too_late', retryInMs: 1_000 }
        : await outcomeOf(desk.create(place, { body: this.attempts.openBody(attempt), requestId, deadlineMs }));
    failpoint(`${desk.name}.submit.after_bank`);
    const result = await this.transactions.forPartner(order.partnerId, (tx) =>
      this.store(tx, desk, order, attempt, outcome),
    );
    failpoint(`${desk.name}.submit.stored`);
    return result;
  }

  private async store<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    { partnerId, id }: Order,
    sent: OrderAttempt,
    outcome: SendOutcome,
  ): Promise<WorkResult> {
    const later: WorkResult = { againInMs: this.config.env.RECONCILE_SETTLE_MS };
    const order = await desk.lock(tx, partnerId, id);
    const open = order && (await this.attempts.findOpen(tx, order));
    const isStillOurs =
      open?.attempt.number === sent.number && open.attempt.status === 'sending' && open.attempt.sends === sent.sends;
    if (!order || !open || !isStillOurs) {
      // Somebody declared this send lost and went on. What they found stands; the next read of the bank tells the rest.
      if (order) await desk.raiseAlarm(tx, order, 'late_answer', { outcome: outcome.kind });
      if (outcome.kind === 'accepted' && open?.attempt.status === 'unknown')
        await this.attempts.noteCandidate(tx, open.attempt, outcome.bunqObjectId);
      return later;
    }
    const { attempt } = open;
    // Once in doubt, a later send proves nothing about the first: not its refusal, not that it never left, and not even
    // its acceptance that there is no other order.
    const wasInDoubt = attempt.unknownSince !== null;
    if (outcome.kind === 'accepted' && wasInDoubt) {
      await this.attempts.noteCandidate(tx, attempt, outcome.bunqObjectId);
      if (order.status === 'submitting') await desk.doubt(tx, order, undefined);
      return later;
    }
    if (outcome.kind === 'accepted') {
      const { kind: how, bunqObjectId } = outcome;
      await this.attempts.resolve(tx, attempt, 'accepted', { outcome: how, bunqObjectId });
      await desk.adopt(tx, order, bunqObjectId, how);
      return 'done';
    }
    // What never left proves nothing, and is no send: a busy bank must not use up what a lost order may take.
    if (outcome.kind === 'not_sent') await this.attempts.takeBackSend(tx, attempt);
    if (outcome.kind === 'not_sent' && !wasInDoubt) {
      await this.attempts.markUnsent(tx, attempt, outcome.reason);
      return { againInMs: outcome.retryInMs };
    }
    if (outcome.kind === 'refused' && outcome.reason === 'consent_lost') await desk.accessLost(tx, order);
    if (outcome.kind === 'refused' && !wasInDoubt) {
      await this.fail(tx, desk, order, attempt, outcome.reason);
      return 'done';
    }
    await this.becomeUnknown(tx, desk, order, attempt, outcome.reason);
    return later;
  }

  private async becomeUnknown<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    order: Order,
    attempt: OrderAttempt,
    reason: string,
  ): Promise<void> {
    await this.attempts.markUnknown(tx, attempt, reason);
    if (order.status === 'submitting') await desk.doubt(tx, order, reason);
  }

  private async fail<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    order: Order,
    attempt: OrderAttempt,
    reason: string,
  ): Promise<void> {
    await this.attempts.resolve(tx, attempt, 'refused', { outcome: reason });
    await desk.fail(tx, order, reason);
  }

  /** The access ended between the order and its sending. Nothing left, unless an earlier send is in doubt. */
  private async giveUpWithoutAccess<Order extends PlaceableOrder, Place>(
    tx: Transaction,
    desk: OrderDesk<Order, Place>,
    { partnerId, id }: Order,
    sent: OrderAttempt,
  ): Promise<WorkResult> {
    const order = await desk.lock(tx, partnerId, id);
    if (order?.status !== 'submitting' || sent.unknownSince !== null)
      return { againInMs: this.config.env.RECONCILE_SETTLE_MS };
    await this.fail(tx, desk, order, sent, 'consent_not_usable');
    return 'done';
  }
}
