import { Injectable } from '@nestjs/common';
import { Config, failpoint } from '@sluis/config';
import { Consents } from '@sluis/consents';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import { AdoptOrder } from './adopt-order.js';
import type { SubmitOutcome } from './bank-order.js';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway, type BankPlace } from './bunq-payment-gateway.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentAttempts } from './payment-attempts.js';
import { PaymentResources } from './payment-resource.js';
import { PaymentTransitions } from './payment-transitions.js';
import type { Payment } from './payment.entity.js';
import { ReconcileAttempt } from './reconcile-attempt.js';
import { WithdrawSurplus } from './withdraw-surplus.js';

/** Equal orders wait for each other this long between looks. */
const waitForEqualOrderMs = 1_500;

type Step =
  | { kind: 'nothing' }
  | { kind: 'wait'; ms: number }
  | { kind: 'send'; payment: Payment; attempt: PaymentAttempt }
  | { kind: 'reconcile'; payment: Payment }
  | { kind: 'watch'; payment: Payment; attempt: PaymentAttempt };

/**
 * Brings a payment to the bank: writes the attempt, sends it, stores what came of it. It can be stopped at any line and
 * run again by any worker; the attempt row says what may have happened, and nothing is sent under a second request id
 * while that is open.
 */
@Injectable()
export class SubmitPayment {
  constructor(
    private readonly transactions: Transactions,
    private readonly attempts: PaymentAttempts,
    private readonly transitions: PaymentTransitions,
    private readonly adoptOrder: AdoptOrder,
    private readonly reconcile: ReconcileAttempt,
    private readonly withdrawSurplus: WithdrawSurplus,
    private readonly places: BankPlaces,
    private readonly gateway: BunqPaymentGateway,
    private readonly resources: PaymentResources,
    private readonly consents: Consents,
    private readonly config: Config,
  ) {}

  async run(partnerId: string, id: string): Promise<WorkResult> {
    const startedAt = performance.now();
    const step = await this.transactions.forPartner(partnerId, (tx) => this.nextStep(tx, partnerId, id));
    if (step.kind === 'nothing') return 'done';
    if (step.kind === 'wait') return { againInMs: step.ms };
    if (step.kind === 'reconcile') return this.reconcile.run(step.payment, await this.places.toFollow(step.payment));
    if (step.kind === 'watch') {
      const watched = await this.places.toFollow(step.payment);
      return watched ? this.withdrawSurplus.watch(step.payment, step.attempt, watched) : 'done';
    }
    const place = await this.places.ofPayment(step.payment);
    failpoint('payments.submit.attempt_written');
    if (!place)
      return this.transactions.forPartner(partnerId, (tx) => this.giveUpWithoutAccess(tx, step.payment, step.attempt));
    return this.send(step.payment, step.attempt, place, startedAt);
  }

  /** Decides from the rows alone; everything it decides to do is committed before it is done. */
  private async nextStep(tx: Transaction, partnerId: string, id: string): Promise<Step> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (!payment) return { kind: 'nothing' };
    if (!['received', 'submitting', 'outcome_unknown'].includes(payment.status)) return this.watchStep(tx, payment);
    if (payment.authoriseRequestedAt === null) return { kind: 'nothing' };
    const open = await this.attempts.findOpen(tx, payment);
    if (!open) return this.openAttempt(tx, payment);
    const { attempt } = open;
    if (attempt.status === 'unknown') return { kind: 'reconcile', payment };
    if (attempt.status === 'sending') {
      if (open.msUntilDeadline > 0) return { kind: 'wait', ms: open.msUntilDeadline + 100 };
      // Whoever sent it never said what came of it.
      await this.becomeUnknown(tx, payment, attempt, 'sender_lost');
      return { kind: 'wait', ms: this.config.env.RECONCILE_SETTLE_MS };
    }
    const isInDoubt = attempt.unknownSince !== null;
    if (payment.endRequested && !isInDoubt) {
      await this.attempts.resolve(tx, attempt, 'refused', { outcome: 'never_sent' });
      await this.transitions.move(tx, payment, payment.endRequested, {
        actor: { type: 'platform' },
        reason: 'never_sent',
      });
      return { kind: 'nothing' };
    }
    if (open.msSinceCreated > this.config.env.RECONCILE_GIVE_UP_MS && !isInDoubt) {
      await this.fail(tx, payment, attempt, 'bank_unavailable');
      return { kind: 'nothing' };
    }
    if (payment.endRequested) {
      // Nobody wants it any more: it is looked for, never sent again.
      await this.becomeUnknown(tx, payment, attempt, 'end_requested');
      return { kind: 'reconcile', payment };
    }
    await this.attempts.sendAgain(tx, attempt);
    return { kind: 'send', payment, attempt };
  }

  private async watchStep(tx: Transaction, payment: Payment): Promise<Step> {
    const attempt = await this.attempts.findAdoptedInDoubt(tx, payment, this.config.env.RECONCILE_GIVE_UP_MS);
    return attempt ? { kind: 'watch', payment, attempt } : { kind: 'nothing' };
  }

  private async openAttempt(tx: Transaction, payment: Payment): Promise<Step> {
    if (payment.status !== 'received') return { kind: 'nothing' };
    const body = this.gateway.serialise(payment, this.returnUrl(payment));
    const attempt = await this.attempts.open(tx, payment, body);
    if (!attempt) return { kind: 'wait', ms: waitForEqualOrderMs };
    await this.transitions.move(tx, payment, 'submitting', { actor: { type: 'platform' } });
    return { kind: 'send', payment, attempt };
  }

  private async send(
    payment: Payment,
    attempt: PaymentAttempt,
    place: BankPlace,
    startedAt: number,
  ): Promise<WorkResult> {
    failpoint('payments.submit.before_bank');
    // A worker that was frozen past its window must not send: another may already be finding out what happened.
    const deadlineMs = this.config.env.BUNQ_TIMEOUT_MS - (performance.now() - startedAt);
    const outcome: SubmitOutcome =
      deadlineMs <= 0
        ? { kind: 'not_sent', reason: 'too_late', retryInMs: 1_000 }
        : await this.gateway.submit(place, {
            body: this.attempts.openBody(attempt),
            requestId: attempt.requestId,
            deadlineMs,
          });
    failpoint('payments.submit.after_bank');
    const result = await this.transactions.forPartner(payment.partnerId, (tx) =>
      this.store(tx, payment, attempt, outcome),
    );
    failpoint('payments.submit.stored');
    return result;
  }

  private async store(
    tx: Transaction,
    { partnerId, id }: Payment,
    sent: PaymentAttempt,
    outcome: SubmitOutcome,
  ): Promise<WorkResult> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    const open = payment && (await this.attempts.findOpen(tx, payment));
    const isStillOurs =
      open?.attempt.number === sent.number && open.attempt.status === 'sending' && open.attempt.sends === sent.sends;
    if (!payment || !open || !isStillOurs) {
      // Somebody declared this send lost and went on. What they found stands; the next read of the bank tells the rest.
      if (payment) await this.transitions.raiseAlarm(tx, payment, 'late_answer', { outcome: outcome.kind });
      if (outcome.kind === 'accepted' && open?.attempt.status === 'unknown')
        await this.attempts.noteCandidate(tx, open.attempt, outcome.bunqObjectId);
      return { againInMs: this.config.env.RECONCILE_SETTLE_MS };
    }
    const { attempt } = open;
    // Once in doubt, a later send proves nothing about the first: not its refusal, not that it never left, and not even
    // its acceptance that there is no other order.
    const wasInDoubt = attempt.unknownSince !== null;
    if (outcome.kind === 'accepted' && wasInDoubt) {
      await this.attempts.noteCandidate(tx, attempt, outcome.bunqObjectId);
      if (payment.status === 'submitting')
        await this.transitions.move(tx, payment, 'outcome_unknown', { actor: { type: 'platform' } });
      return { againInMs: this.config.env.RECONCILE_SETTLE_MS };
    }
    if (outcome.kind === 'accepted') {
      await this.adoptOrder.run(tx, payment, attempt, outcome.bunqObjectId, 'accepted');
      return 'done';
    }
    if (outcome.kind === 'not_sent' && !wasInDoubt) {
      await this.attempts.markUnsent(tx, attempt, outcome.reason);
      return { againInMs: outcome.retryInMs };
    }
    if (outcome.kind === 'refused' && outcome.reason === 'consent_lost' && payment.consentId !== null)
      await this.consents.lookNow(tx, partnerId, payment.consentId);
    if (outcome.kind === 'refused' && !wasInDoubt) {
      await this.fail(tx, payment, attempt, outcome.reason);
      return 'done';
    }
    await this.becomeUnknown(tx, payment, attempt, outcome.reason);
    return { againInMs: this.config.env.RECONCILE_SETTLE_MS };
  }

  private async becomeUnknown(
    tx: Transaction,
    payment: Payment,
    attempt: PaymentAttempt,
    reason: string,
  ): Promise<void> {
    await this.attempts.markUnknown(tx, attempt, reason);
    if (payment.status === 'submitting') {
      await this.transitions.move(tx, payment, 'outcome_unknown', { actor: { type: 'platform' }, reason });
    }
  }

  private async fail(tx: Transaction, payment: Payment, attempt: PaymentAttempt, reason: string): Promise<void> {
    await this.attempts.resolve(tx, attempt, 'refused', { outcome: reason });
    await this.transitions.move(tx, payment, 'failed', {
      actor: { type: 'bank' },
      reason,
      patch: { failureStage: 'submission', failureReason: reason },
    });
  }

  /** The consent ended between the order and its sending. Nothing left, unless an earlier send is in doubt. */
  private async giveUpWithoutAccess(
    tx: Transaction,
    { partnerId, id }: Payment,
    sent: PaymentAttempt,
  ): Promise<WorkResult> {
    const payment = await this.transitions.lock(tx, partnerId, id);
    if (payment?.status !== 'submitting' || sent.unknownSince !== null)
      return { againInMs: this.config.env.RECONCILE_SETTLE_MS };
    await this.fail(tx, payment, sent, 'consent_not_usable');
    return 'done';
  }

  private returnUrl(payment: Payment): string {
    return `${this.resources.pageUrl(payment) ?? ''}/return`;
  }
}
