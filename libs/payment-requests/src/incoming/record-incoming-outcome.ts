import { Injectable } from '@nestjs/common';
import { Transactions, type Transaction } from '@sluis/persistence';
import type { BankIncomingRequest } from './bunq-incoming-gateway.js';
import { IncomingAnswers } from './incoming-answers.js';
import { nextIncomingRequestStatuses, openIncomingStatuses } from './incoming-request-status.js';
import { IncomingRequestTransitions, type IncomingRequestChange } from './incoming-request-transitions.js';
import type { IncomingRequest } from './incoming-request.entity.js';

/**
 * Turns what the bank's object says into the status of a request to the partner. What still waits at the bank moves
 * nothing here: whether an answer on its way has arrived is for `AnswerIncomingRequest` to find out.
 */
@Injectable()
export class RecordIncomingOutcome {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: IncomingRequestTransitions,
    private readonly answers: IncomingAnswers,
  ) {}

  run({ partnerId, id }: Pick<IncomingRequest, 'partnerId' | 'id'>, seen: BankIncomingRequest): Promise<void> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const request = await this.transitions.lock(tx, partnerId, id);
      if (request?.bunqRequestResponseId === seen.bunqObjectId) await this.within(tx, request, seen);
    });
  }

  /** @param request locked */
  async within(tx: Transaction, request: IncomingRequest, seen: BankIncomingRequest): Promise<void> {
    const { rawStatus: bankStatus } = seen;
    const isEnded = nextIncomingRequestStatuses[request.status].length === 0 || request.status === 'in_review';
    if (isEnded) {
      // What ended stays ended. A bank that now says otherwise is heard, once, as an alarm.
      if (bankStatus === request.bankStatus) return;
      const details = { bank_status: bankStatus };
      await this.transitions.raiseAlarmOnce(tx, request, 'bank_contradicts_final_status', details);
      return this.transitions.note(tx, request, bankStatus);
    }
    const patch = { bankStatus };
    const how = request.answer === null ? 'answered_at_bank' : 'answered_by_partner';
    switch (seen.requestStatus) {
      case 'pending':
        // What was paid does not wait again: this read began before and was overtaken.
        if (request.status === 'accepted' || request.status === 'refund_requested') return;
        if (bankStatus !== request.bankStatus) await this.transitions.note(tx, request, bankStatus);
        return;
      case 'accepted':
        return this.recordAccepted(tx, request, seen);
      case 'rejected':
        return this.endUnpaid(tx, request, 'rejected', { actor: { type: 'bank' }, reason: how, patch });
      case 'revoked':
      case 'expired':
        return this.endUnpaid(tx, request, seen.requestStatus, { actor: { type: 'bank' }, patch });
      case 'refund_requested':
      case 'refunded':
        return this.recordRefund(tx, request, seen, seen.requestStatus);
      case 'unrecognised':
        // A status nobody told us of: hold and show it, never guess.
        await this.transitions.raiseAlarmOnce(tx, request, 'unrecognised_bank_status', { bank_status: bankStatus });
        if (bankStatus !== request.bankStatus) await this.transitions.note(tx, request, bankStatus);
        return;
    }
  }

  private async recordAccepted(tx: Transaction, request: IncomingRequest, seen: BankIncomingRequest): Promise<void> {
    if (request.status === 'accepted') return;
    const { rawStatus: bankStatus, amountPaid } = seen;
    if (amountPaid === undefined) {
      // Said to be paid, and by how much is not said: no evidence yet. The next read may have it.
      const details = { bank_status: bankStatus };
      await this.transitions.raiseAlarmOnce(tx, request, 'accepted_without_amount', details);
      return this.transitions.note(tx, request, bankStatus);
    }
    await this.answers.close(tx, request, 'seen_accepted');
    if (!amountPaid.equals(request.amount))
      return this.transitions.review(tx, request, 'amount_paid_differs', bankStatus);
    await this.transitions.move(tx, request, 'accepted', {
      actor: { type: 'bank' },
      reason: request.answer === 'accept' ? 'answered_by_partner' : 'answered_at_bank',
      patch: { bankStatus, amountPaidMinor: amountPaid.minorUnits, failureReason: null },
    });
  }

  private async recordRefund(
    tx: Transaction,
    request: IncomingRequest,
    seen: BankIncomingRequest,
    status: 'refund_requested' | 'refunded',
  ): Promise<void> {
    if (request.status === status) return;
    // What was paid and is asked back in between two reads was accepted first.
    if (openIncomingStatuses.includes(request.status) && request.status !== 'refund_requested')
      await this.recordAccepted(tx, request, seen);
    if (request.status !== 'accepted' && request.status !== 'refund_requested') return;
    await this.transitions.move(tx, request, status, {
      actor: { type: 'bank' },
      patch: { bankStatus: seen.rawStatus },
    });
  }

  private async endUnpaid(
    tx: Transaction,
    request: IncomingRequest,
    status: 'rejected' | 'revoked' | 'expired',
    change: IncomingRequestChange & { patch: { bankStatus: string } },
  ): Promise<void> {
    await this.answers.close(tx, request, `seen_${status}`);
    if (request.status === 'accepted' || request.status === 'refund_requested')
      return this.transitions.review(tx, request, 'ended_after_acceptance', change.patch.bankStatus);
    await this.transitions.move(tx, request, status, change);
  }
}
