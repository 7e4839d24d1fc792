import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { isSameOrTwin, Transactions, type Transaction } from '@sluis/persistence';
import type { BankRequest } from './bank-request.js';
import { isFinal } from './payment-request-status.js';
import { PaymentRequestTransitions, type PaymentRequestChange } from './payment-request-transitions.js';
import type { PaymentRequest } from './payment-request.entity.js';

const bank: AuditActor = { type: 'bank' };
const psu: AuditActor = { type: 'psu' };

/**
 * Turns what the bank's object says into the request's status. `accepted` needs evidence: our own request at the bank,
 * accepted, paid with exactly the amount that was asked for. Anything else that claims success goes to review.
 */
@Injectable()
export class RecordRequestOutcome {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: PaymentRequestTransitions,
  ) {}

  async run({ partnerId, id }: Pick<PaymentRequest, 'partnerId' | 'id'>, seen: BankRequest): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const request = await this.transitions.lock(tx, partnerId, id);
      if (!request || request.bunqRequestInquiryId !== seen.bunqObjectId) return;
      await this.noteNews(tx, request, seen);
      if (isFinal(request.status) || request.status === 'in_review') await this.checkEnded(tx, request, seen);
      else await this.record(tx, request, seen);
    });
  }

  private async record(tx: Transaction, request: PaymentRequest, seen: BankRequest): Promise<void> {
    const patch = { bankStatus: seen.rawStatus };
    switch (seen.requestStatus) {
      case 'pending':
        return this.notePending(tx, request, seen);
      case 'accepted':
        return this.recordAccepted(tx, request, seen);
      case 'rejected':
        return this.endUnpaid(tx, request, 'rejected', { actor: psu, patch });
      case 'revoked':
        return this.endUnpaid(tx, request, request.endRequested ?? 'revoked', { actor: bank, patch });
      case 'expired':
        return this.endUnpaid(tx, request, request.endRequested ?? 'expired', { actor: bank, patch });
      case 'refund_requested':
        return this.recordRefund(tx, request, seen, 'refund_requested');
      case 'refunded':
        return this.recordRefund(tx, request, seen, 'refunded');
      case 'unrecognised':
        // A status nobody told us of: hold and show it, never guess.
        if (request.bankStatus === seen.rawStatus) return;
        await this.transitions.raiseAlarm(tx, request, 'unrecognised_bank_status', { bank_status: seen.rawStatus });
        return this.transitions.note(tx, request, patch);
    }
  }

  private async notePending(tx: Transaction, request: PaymentRequest, seen: BankRequest): Promise<void> {
    if (request.status !== 'pending') return this.review(tx, request, 'unpaid_after_acceptance', seen);
    if (request.bankStatus !== seen.rawStatus) await this.transitions.note(tx, request, { bankStatus: seen.rawStatus });
  }

  private async recordAccepted(tx: Transaction, request: PaymentRequest, seen: BankRequest): Promise<void> {
    if (request.status === 'accepted') return;
    const mismatch = mismatchOf(request, seen);
    if (mismatch) return this.review(tx, request, mismatch, seen);
    if (!seen.amountPaid) {
      // Said to be paid, and by how much is not said: no evidence yet. The next read may have it.
      await this.transitions.raiseAlarmOnce(tx, request, 'accepted_without_amount', { bank_status: seen.rawStatus });
      return this.transitions.note(tx, request, { bankStatus: seen.rawStatus });
    }
    await this.transitions.move(tx, request, 'accepted', {
      actor: psu,
      patch: {
        bankStatus: seen.rawStatus,
        amountPaidMinor: seen.amountPaid.minorUnits,
        billingAddress: seen.billingAddress ?? null,
        shippingAddress: seen.shippingAddress ?? null,
      },
    });
  }

  /** What was paid and is asked back in between two reads was accepted first. */
  private async recordRefund(
    tx: Transaction,
    request: PaymentRequest,
    seen: BankRequest,
    status: 'refund_requested' | 'refunded',
  ): Promise<void> {
    if (request.status === status) return;
    if (request.status === 'pending') await this.recordAccepted(tx, request, seen);
    if (request.status !== 'accepted' && request.status !== 'refund_requested') return;
    const actor = status === 'refunded' ? bank : psu;
    await this.transitions.move(tx, request, status, { actor, patch: { bankStatus: seen.rawStatus } });
  }

  /** A request that was accepted before cannot end unpaid; that would be for a person to understand. */
  private async endUnpaid(
    tx: Transaction,
    request: PaymentRequest,
    status: 'rejected' | 'revoked' | 'expired',
    change: PaymentRequestChange & { patch: { bankStatus: string } },
  ): Promise<void> {
    if (request.status === 'pending') return this.transitions.move(tx, request, status, change);
    return this.review(tx, request, 'ended_after_acceptance', { rawStatus: change.patch.bankStatus });
  }

  private async review(
    tx: Transaction,
    request: PaymentRequest,
    reviewReason: string,
    { rawStatus: bankStatus }: Pick<BankRequest, 'rawStatus'>,
  ): Promise<void> {
    await this.transitions.move(tx, request, 'in_review', {
      actor: { type: 'platform' },
      reason: reviewReason,
      patch: { reviewReason, bankStatus },
    });
    await this.transitions.raiseAlarm(tx, request, reviewReason, { bank_status: bankStatus });
  }

  /** What ended stays ended. A bank that now says otherwise is heard, once, as an alarm. */
  private async checkEnded(tx: Transaction, request: PaymentRequest, { rawStatus }: BankRequest): Promise<void> {
    if (rawStatus === request.bankStatus) return;
    await this.transitions.raiseAlarm(tx, request, 'bank_contradicts_final_status', { bank_status: rawStatus });
    await this.transitions.note(tx, request, { bankStatus: rawStatus });
  }

  /** The link to pay by, of which the partner must hear, and the bank's own time of expiry. */
  private async noteNews(tx: Transaction, request: PaymentRequest, seen: BankRequest): Promise<void> {
    const bankExpiresAt = seen.expiresAt ?? request.bankExpiresAt;
    const isNewTime = bankExpiresAt?.getTime() !== request.bankExpiresAt?.getTime();
    if (isNewTime || request.hintedAt !== null)
      await this.transitions.note(tx, request, { bankExpiresAt, hintedAt: null });
    const { shareUrl } = seen;
    if (shareUrl !== undefined && request.shareUrl !== shareUrl && request.status === 'pending')
      await this.transitions.announce(tx, request, 'shareable', { actor: bank, patch: { shareUrl } });
  }
}

/** @returns what differs between the request we sent and the one the bank says was paid */
export function mismatchOf(
  request: Pick<PaymentRequest, 'id' | 'amount'>,
  seen: Pick<BankRequest, 'amount' | 'amountPaid' | 'reference'>,
): string | undefined {
  if (!isSameOrTwin('paymentRequest', request.id, seen.reference)) return 'reference_differs';
  if (!seen.amount.equals(request.amount)) return 'amount_differs';
  if (seen.amountPaid && !seen.amountPaid.equals(request.amount)) return 'amount_paid_differs';
  return undefined;
}
