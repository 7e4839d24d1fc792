import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import type { BankOrder, BookedMovement } from '@sluis/bank-orders';
import { Config } from '@sluis/config';
import { Payees, verifyName } from '@sluis/payees';
import { toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { ProvenMovement } from './creditable.js';
import { entriesMismatch, withEvidence, type PaymentEntry } from './payment-entries.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';

const bank: AuditActor = { type: 'bank' };
const psu: AuditActor = { type: 'psu' };

/**
 * Turns what the bank's object says into the payment's status. `executed` needs evidence: the order as the bank has it,
 * accepted, with this amount between these two accounts. Anything else that claims success goes to review.
 */
@Injectable()
export class RecordOutcome {
  constructor(
    private readonly transactions: Transactions,
    private readonly transitions: PaymentTransitions,
    private readonly payees: Payees,
    private readonly config: Config,
  ) {}

  async run({ partnerId, id }: Pick<Payment, 'partnerId' | 'id'>, order: BankOrder): Promise<void> {
    await this.transactions.forPartner(partnerId, async (tx) => {
      const payment = await this.transitions.lock(tx, partnerId, id);
      if (!payment || payment.bunqObjectId !== order.bunqObjectId) return;
      if (payment.isFinal || payment.status === 'in_review') {
        await this.checkEnded(tx, payment, order);
        return;
      }
      await this.record(tx, payment, order);
    });
  }

  /** The bank shows who holds the payee's account, once it holds the order: mostly before the payer decides there. */
  async notePayee(seen: Payment, order: BankOrder): Promise<void> {
    const { partnerId, id } = seen;
    if (seen.payeeVerification?.source === 'bank' || order.creditorHolder === undefined) return;
    const holder = order.creditorHolder;
    await this.transactions.forPartner(partnerId, async (tx) => {
      const payment = await this.transitions.lock(tx, partnerId, id);
      const isOfPayment = payment?.bunqObjectId === order.bunqObjectId && payment?.creditorIban === order.creditorIban;
      if (!payment?.creditorIban || !isOfPayment || payment.isFinal) return;
      const { creditorIban: iban, creditorName: name } = payment;
      await this.payees.learnFromBank(tx, partnerId, iban, holder);
      const payeeVerification = verifyName({ iban, name }, { name: holder, source: 'bank' });
      await this.transitions.note(
        tx,
        payment,
        { payeeVerification },
        {
          actor: bank,
          action: 'payee.verified',
          cause: payeeVerification.result,
          details: { source: 'bank', status: payment.status },
        },
      );
    });
  }

  private async record(tx: Transaction, payment: Payment, order: BankOrder): Promise<void> {
    const bankStatus = order.rawStatus;
    switch (order.status) {
      case 'pending':
        return this.note(tx, payment, order);
      case 'accepted':
        return this.recordAccepted(tx, payment, order);
      case 'rejected':
        return this.endUnauthorised(tx, payment, 'rejected', psu, bankStatus);
      case 'cancelled':
        return this.endUnauthorised(tx, payment, payment.endRequested ?? 'cancelled', bank, bankStatus);
      case 'expired':
        // A payer whose time was over is sent back by the bank, as one who did not want to decide: here the bank's word tells.
        return this.endUnauthorised(tx, payment, endOfLapsed(payment), bank, bankStatus);
      case 'unrecognised':
        // A status nobody told us of: hold and show it, never guess.
        if (payment.bankStatus !== bankStatus)
          await this.transitions.raiseAlarm(tx, payment, 'unrecognised_bank_status', { bank_status: bankStatus });
        return this.note(tx, payment, order);
    }
  }

  private async recordAccepted(tx: Transaction, payment: Payment, order: BankOrder): Promise<void> {
    const bankStatus = order.rawStatus;
    const mismatch = mismatchOf(payment, order);
    if (mismatch) {
      await this.review(tx, payment, mismatch, bankStatus);
      return;
    }
    if (payment.status === 'awaiting_authorisation') {
      const debtorIban = payment.debtorIban ?? order.debtorIban ?? null;
      await this.transitions.move(tx, payment, 'authorised', { actor: psu, patch: { bankStatus, debtorIban } });
    }
    if (payment.status !== 'authorised' || payment.schedule) return;
    if (payment.entries) return this.recordEntries(tx, payment, payment.entries, order);
    if (isEvidenceOfExecution(payment, order))
      await this.transitions.move(tx, payment, 'executed', {
        actor: bank,
        patch: { bankStatus },
        movements: [provenBy(payment, order.booked ?? order)],
      });
  }

  /** Each entry by its own movement. What is not there once the bank had time enough will not come. */
  private async recordEntries(
    tx: Transaction,
    payment: Payment,
    known: readonly PaymentEntry[],
    { bookings, rawStatus: bankStatus }: BankOrder,
  ): Promise<void> {
    const entries = withEvidence(known, toPublicId('payment', payment.id), payment.debtorIban, bookings ?? []);
    const open = entries.filter(({ status }) => status !== 'executed').length;
    if (open === 0) {
      await this.transitions.move(tx, payment, 'executed', {
        actor: bank,
        patch: { bankStatus, entries },
        movements: (bookings ?? []).map((booked) => provenBy(payment, booked)),
      });
      return;
    }
    const isOver = Date.now() - payment.updatedAt.getTime() > this.config.env.PAYMENT_BOOKING_WAIT_MS;
    if (open < entries.length && isOver) {
      const ended = entries.map((entry) =>
        entry.status === 'executed' ? entry : { ...entry, status: 'failed' as const },
      );
      const reason = 'entries_not_booked';
      const patch = { bankStatus, entries: ended, failureStage: 'execution', failureReason: reason } as const;
      await this.transitions.move(tx, payment, 'partially_executed', { actor: bank, reason, patch });
      return;
    }
    if (known.filter(({ status }) => status !== 'executed').length > open)
      await this.transitions.note(tx, payment, { entries }, { actor: bank, action: 'payment_entries.booked' });
  }

  /** An order that was accepted before cannot end any other way; that would be for a person to understand. */
  private async endUnauthorised(
    tx: Transaction,
    payment: Payment,
    status: 'rejected' | 'cancelled' | 'expired',
    actor: AuditActor,
    bankStatus: string,
  ): Promise<void> {
    if (payment.status !== 'awaiting_authorisation')
      return this.review(tx, payment, 'ended_after_authorisation', bankStatus);
    await this.transitions.move(tx, payment, status, { actor, patch: { bankStatus } });
  }

  private async review(tx: Transaction, payment: Payment, reviewReason: string, bankStatus: string): Promise<void> {
    await this.transitions.move(tx, payment, 'in_review', {
      actor: { type: 'platform' },
      reason: reviewReason,
      patch: { reviewReason, bankStatus },
    });
    await this.transitions.raiseAlarm(tx, payment, reviewReason, { bank_status: bankStatus });
  }

  /** What ended stays ended. A bank that now says otherwise is heard, once, as an alarm. */
  private async checkEnded(tx: Transaction, payment: Payment, order: BankOrder): Promise<void> {
    if (order.rawStatus === payment.bankStatus) return;
    await this.transitions.note(
      tx,
      payment,
      { bankStatus: order.rawStatus },
      {
        actor: { type: 'platform' },
        action: 'payment.alarm',
        outcome: 'alarm',
        cause: 'bank_contradicts_final_status',
        details: { status: payment.status, is_final: payment.isFinal, bank_status: order.rawStatus },
      },
    );
  }

  /** News that changes no status: the bank's own words, and the name of its payment page. */
  private async note(tx: Transaction, payment: Payment, order: BankOrder): Promise<void> {
    const bunqPublicUuid = order.publicUuid ?? null;
    if (payment.bankStatus === order.rawStatus && payment.bunqPublicUuid === bunqPublicUuid) return;
    const patch = { bankStatus: order.rawStatus, bunqPublicUuid };
    await this.transitions.note(tx, payment, patch, {
      actor: bank,
      action: 'payment_bank_status.noted',
      cause: order.rawStatus,
    });
  }
}

/** @returns what differs between the order we sent and the one the bank accepted */
export function mismatchOf(payment: Payment, order: BankOrder): string | undefined {
  if (payment.entries) return entriesMismatch(payment.entries, order);
  const seen = order.booked ?? order;
  if (!seen.amount.absolute().equals(payment.amount)) return 'amount_differs';
  if (payment.creditorIban !== null && seen.creditorIban !== undefined && seen.creditorIban !== payment.creditorIban)
    return 'creditor_differs';
  if (payment.debtorIban !== null && seen.debtorIban !== undefined && seen.debtorIban !== payment.debtorIban)
    return 'debtor_differs';
  return undefined;
}

/**
 * The strongest thing each rail can show us. A draft shows the booked movement itself. The two rails of the provider's
 * own session show no movements; there it is the signed answer with the accepted order, naming both accounts.
 */
export function isEvidenceOfExecution(payment: Payment, order: BankOrder): boolean {
  if (order.status !== 'accepted') return false;
  const seen = payment.rail === 'draft' ? order.booked : order;
  return seen !== undefined && isEvidencedBy(payment, seen);
}

/** Of a payee named by e-mail or phone only the bank knows the account. */
function provenBy(
  { creditorIban }: Payment,
  seen: Pick<BookedMovement, 'creditorIban' | 'arrivalExpectedAt'>,
): ProvenMovement {
  return { creditorIban: seen.creditorIban ?? creditorIban, arrivalExpectedAt: seen.arrivalExpectedAt };
}

/** The movement is of this amount, between these two accounts. */
export function isEvidencedBy(payment: Payment, seen: BookedMovement): boolean {
  const creditorIsNamed = payment.creditorIban === null || seen.creditorIban === payment.creditorIban;
  const debtorIsNamed =
    seen.debtorIban !== undefined && (payment.debtorIban === null || seen.debtorIban === payment.debtorIban);
  return creditorIsNamed && debtorIsNamed && seen.amount.absolute().equals(payment.amount);
}

function endOfLapsed({ endRequested }: Payment): 'cancelled' | 'expired' {
  return endRequested === 'cancelled' ? 'cancelled' : 'expired';
}
