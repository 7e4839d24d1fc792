import { Injectable } from '@nestjs/common';
import { outcomeOf, SendingHold, type SendOutcome } from '@sluis/bank-orders';
import { BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import { Config, failpoint } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';
import type { RequestPlace } from '../bunq-request-gateway.js';
import { RequestPlaces } from '../request-places.js';
import { BunqIncomingGateway, type BankIncomingRequest } from './bunq-incoming-gateway.js';
import { IncomingAnswers, type OpenAnswer } from './incoming-answers.js';
import { IncomingRequestTransitions } from './incoming-request-transitions.js';
import type { IncomingRequest } from './incoming-request.entity.js';
import { RecordIncomingOutcome } from './record-incoming-outcome.js';

/** One send and two more of the same bytes; beyond that a person looks. */
const mostSends = 3;
const quietReads = 2;
/** While nothing may be sent, an answer looks this often whether it may. */
const waitForHoldMs = 1_000;

type Step =
  | { kind: 'nothing' }
  | { kind: 'wait'; ms: number }
  | { kind: 'send'; request: IncomingRequest; open: OpenAnswer }
  | { kind: 'look'; request: IncomingRequest };

/**
 * Brings the partner's answer to the bank. A yes moves money, so it is written down before it is sent, and while it is in
 * doubt nothing goes out but the same bytes under the same request id, and that only after two reads, apart in time, that
 * show the request still waiting. The bank itself pays a request once: it takes an answer only to one that waits.
 */
@Injectable()
export class AnswerIncomingRequest {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: IncomingRequestTransitions,
    private readonly answers: IncomingAnswers,
    private readonly places: RequestPlaces,
    private readonly gateway: BunqIncomingGateway,
    private readonly recordOutcome: RecordIncomingOutcome,
    private readonly hold: SendingHold,
    private readonly config: Config,
  ) {}

  async run(partnerId: string, id: string): Promise<WorkResult> {
    await this.hold.settled();
    const startedAt = performance.now();
    const step = await this.transactions.forPartner(partnerId, (tx) => this.nextStep(tx, partnerId, id));
    if (step.kind === 'nothing') return 'done';
    if (step.kind === 'wait') return { againInMs: step.ms };
    const { request } = step;
    if (step.kind === 'look') return this.look(request);
    const place = await this.places.toAct(request);
    failpoint('incoming_requests.answer.written');
    if (!place) return this.giveUp(request, 'bank_connection_not_usable');
    return this.send(request, step.open, place, startedAt);
  }

  /** Decides from the rows alone; everything it decides to do is committed before it is done. */
  private async nextStep(tx: Transaction, partnerId: string, id: string): Promise<Step> {
    const { env } = this.config;
    const request = await this.transitions.lock(tx, partnerId, id);
    const open = request && (await this.answers.findOpen(tx, request));
    if (!request || !open) return { kind: 'nothing' };
    if (open.status === 'sending') {
      if (open.msUntilDeadline > 0) return { kind: 'wait', ms: open.msUntilDeadline + 100 };
      // Whoever sent it never said what came of it.
      await this.becomeUnknown(tx, request, open, 'sender_lost');
      return { kind: 'wait', ms: env.RECONCILE_SETTLE_MS };
    }
    if (open.status === 'unsent') {
      // The answer may be one that was taken back, or given anew, in what a restored backup forgot.
      if (await this.hold.isOn(tx)) return { kind: 'wait', ms: waitForHoldMs };
      if (open.isInDoubt && open.msSinceUnknown > env.RECONCILE_GIVE_UP_MS) {
        await this.review(tx, request, 'outcome_never_known');
        return { kind: 'nothing' };
      }
      if (!open.isInDoubt && open.msSinceCreated > env.RECONCILE_GIVE_UP_MS) {
        await this.reopen(tx, request, 'bank_unavailable');
        return { kind: 'nothing' };
      }
      await this.answers.beginSending(tx, request, open);
      return { kind: 'send', request, open };
    }
    const settleMs = open.status === 'unknown' ? env.RECONCILE_SETTLE_MS - open.msSinceUnknown : 0;
    if (settleMs > 0) return { kind: 'wait', ms: settleMs };
    const gapMs = env.RECONCILE_READ_GAP_MS - open.msSinceLastRead;
    return gapMs > 0 ? { kind: 'wait', ms: gapMs } : { kind: 'look', request };
  }

  private async send(
    request: IncomingRequest,
    open: OpenAnswer,
    place: RequestPlace,
    startedAt: number,
  ): Promise<WorkResult> {
    failpoint('incoming_requests.answer.before_bank');
    // A worker that was frozen past its window must not send: another may already be finding out what happened.
    const deadlineMs = this.config.env.BUNQ_TIMEOUT_MS - (performance.now() - startedAt);
    const { requestId } = open;
    const sending = {
      requestResponseId: request.bunqRequestResponseId,
      body: this.answers.openBody(request, open),
      requestId,
      deadlineMs,
    };
    const outcome: SendOutcome =
      deadlineMs <= 0
        ? { kind: 'not_sent', reason: 'too_late', retryInMs: 1_000 }
        : await outcomeOf(this.gateway.answer(place, sending).then(({ bunqObjectId }) => bunqObjectId));
    failpoint('incoming_requests.answer.after_bank');
    const isRefused = outcome.kind === 'refused';
    const seen = isRefused ? await this.gateway.read(place, request.bunqRequestResponseId).catch(noAnswer) : undefined;
    const { partnerId, id } = request;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, partnerId, id);
      const still = current && (await this.answers.findOpen(tx, current));
      const isStillOurs = still?.number === open.number && still.status === 'sending' && still.sends === open.sends + 1;
      if (!current || !still || !isStillOurs) return { againInMs: this.config.env.RECONCILE_SETTLE_MS };
      return this.store(tx, current, still, outcome, seen);
    });
  }

  private async store(
    tx: Transaction,
    request: IncomingRequest,
    open: OpenAnswer,
    outcome: SendOutcome,
    seen: BankIncomingRequest | undefined,
  ): Promise<WorkResult> {
    const later: WorkResult = { againInMs: this.config.env.RECONCILE_SETTLE_MS };
    if (outcome.kind === 'accepted') {
      await this.answers.markAnswered(tx, request, open);
      return { againInMs: 1 };
    }
    if (outcome.kind === 'not_sent') {
      await this.answers.takeSendBack(tx, request, open, outcome.reason);
      return { againInMs: outcome.retryInMs };
    }
    if (outcome.kind === 'refused' && outcome.reason === 'consent_lost') await this.places.lookAtAccess(tx, request);
    // A refusal is believed when the request is seen to wait still, and no earlier send is in doubt.
    if (outcome.kind === 'refused' && !open.isInDoubt && seen?.requestStatus === 'pending') {
      await this.reopen(tx, request, outcome.reason);
      return 'done';
    }
    if (seen && seen.requestStatus !== 'pending') {
      await this.recordOutcome.within(tx, request, seen);
      return later;
    }
    await this.becomeUnknown(tx, request, open, outcome.reason);
    return later;
  }

  /** Reads the request itself: what became of the answer is what the bank shows. */
  private async look(request: IncomingRequest): Promise<WorkResult> {
    const { env } = this.config;
    const { partnerId, id } = request;
    const place = await this.places.toFollow(request);
    let seen: BankIncomingRequest | undefined;
    try {
      seen = place && (await this.gateway.read(place, request.bunqRequestResponseId));
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
    }
    return this.transactions.forPartner(partnerId, async (tx): Promise<WorkResult> => {
      const current = await this.transitions.lock(tx, partnerId, id);
      const open = current && (await this.answers.findOpen(tx, current));
      if (!current || !open || (open.status !== 'unknown' && open.status !== 'answered')) return { againInMs: 1 };
      if (!seen) return this.review(tx, current, 'bank_access_lost');
      if (seen.requestStatus !== 'pending' && seen.requestStatus !== 'unrecognised') {
        await this.recordOutcome.within(tx, current, seen);
        return { againInMs: env.RECONCILE_READ_GAP_MS };
      }
      if (open.msSinceUnknown > env.RECONCILE_GIVE_UP_MS) return this.review(tx, current, 'outcome_never_known');
      await this.answers.countQuietRead(tx, current, open);
      const isQuiet = open.quietReads + 1 >= quietReads && seen.requestStatus === 'pending';
      // One that the bank said yes to is never sent again, however long it takes to show.
      if (!isQuiet || open.status === 'answered') return { againInMs: env.RECONCILE_READ_GAP_MS };
      if (open.outcome === 'bank_refused' && open.sends === 1) {
        await this.reopen(tx, current, 'bank_refused');
        return 'done';
      }
      if (open.sends >= mostSends) return this.review(tx, current, 'sent_too_often');
      await this.answers.markUnsent(tx, current, open, 'still_waiting');
      await this.transitions.move(tx, current, 'answering', { actor: { type: 'platform' }, reason: 'sent_again' });
      return { againInMs: 1 };
    });
  }

  private async giveUp({ partnerId, id }: IncomingRequest, reason: string): Promise<WorkResult> {
    return this.transactions.forPartner(partnerId, async (tx): Promise<WorkResult> => {
      const request = await this.transitions.lock(tx, partnerId, id);
      const open = request && (await this.answers.findOpen(tx, request));
      if (!request || !open) return 'done';
      if (open.isInDoubt) return this.review(tx, request, 'bank_access_lost');
      await this.reopen(tx, request, reason);
      // Nobody can answer it through us any more; at the bank it waits on.
      await this.transitions.move(tx, request, 'disconnected', { actor: { type: 'platform' }, reason });
      return 'done';
    });
  }

  /** The bank did not act and will not on this answer: the request waits as before, and the partner may answer anew. */
  private async reopen(tx: Transaction, request: IncomingRequest, failureReason: string): Promise<void> {
    await this.answers.close(tx, request, failureReason);
    await this.transitions.move(tx, request, 'pending', {
      actor: { type: 'bank' },
      reason: failureReason,
      patch: { answer: null, failureReason },
    });
  }

  private async becomeUnknown(tx: Transaction, request: IncomingRequest, open: OpenAnswer, reason: string) {
    await this.answers.markUnknown(tx, request, open, reason);
    if (request.status === 'answering')
      await this.transitions.move(tx, request, 'outcome_unknown', { actor: { type: 'platform' }, reason });
  }

  private async review(tx: Transaction, request: IncomingRequest, reason: string): Promise<'done'> {
    await this.answers.close(tx, request, reason);
    await this.transitions.review(tx, request, reason);
    return 'done';
  }
}

function noAnswer(error: unknown): undefined {
  if (!(error instanceof BunqError)) throw error;
  return undefined;
}
