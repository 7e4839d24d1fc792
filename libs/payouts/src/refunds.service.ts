import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { BankConnections } from '@sluis/bank-connections';
import { DomainError } from '@sluis/errors';
import { Money } from '@sluis/money';
import { Payments, type Payment } from '@sluis/payment-initiation';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { CreatePayout, payingCapabilities } from './create-payout.js';
import { neverPaid } from './payout-status.js';
import { Payout } from './payout.entity.js';

export interface CreateRefundInput {
  /** From the idempotency key. */
  id: string;
  /** Of an order of many: which of its entries, counted from 1. */
  entry: number | null;
  /** All that is left to give back when null. */
  amount: Money | null;
  /** The payment's own text when null. */
  remittanceInformation: string | null;
  reference: string | null;
  connectionId: string | undefined;
}

/** The refunds of one payment, newest first, and how much may still be given back. */
export interface RefundsOfPayment {
  refunds: Payout[];
  refundable: Money;
  /** Of an order of many, in the order of its entries. */
  refundableByEntry: Money[] | null;
}

/** A bank that never named the payer goes by the account's number; the law asks for some name beside it. */
const unnamedPayer = 'Account holder';

/** Gives a payer back what they paid, whole or in parts, never more: from the account that was paid. */
@Injectable()
export class Refunds {
  constructor(
    private readonly transactions: Transactions,
    private readonly payments: Payments,
    private readonly connections: BankConnections,
    private readonly createPayout: CreatePayout,
  ) {}

  /**
   * Reserves the amount and orders the refund. The payment's row is locked, so that refunds of one payment are counted one
   * after the other; what failed no longer counts, what is in doubt does.
   *
   * @returns undefined when there is no such payment
   * @throws DomainError payment_not_refundable     not executed, planned, or its payer is not known; of many without naming one
   * @throws DomainError refund_exceeds_payment     more than is left
   * @throws DomainError bank_connection_not_usable the account that was paid is not connected
   * @throws DomainError bank_connection_incapable  it is connected, and cannot pay
   */
  async create(
    tx: Transaction,
    partnerId: string,
    paymentId: string,
    input: CreateRefundInput,
    actor: AuditActor,
  ): Promise<Payout | undefined> {
    const payment = await this.payments.lock(tx, partnerId, paymentId);
    if (!payment) return undefined;
    const { creditorIban, debtorIban, remittanceInformation } = requireRefundable(payment, input.entry);
    const refundable = await this.refundableOf(tx, payment, input.entry);
    const amount = input.amount ?? refundable;
    if (amount.currency !== payment.currency || amount.minorUnits > refundable.minorUnits || amount.minorUnits <= 0n) {
      const left = refundable.toWire();
      throw new DomainError('refund_exceeds_payment', `At most ${left.value} ${left.currency} can still be refunded.`, {
        fields: [{ pointer: '/amount', code: 'too_much', detail: `must be at most ${left.value} ${left.currency}` }],
      });
    }
    const usable = await this.connections.requireUsableOfIban(
      tx,
      partnerId,
      creditorIban,
      payingCapabilities,
      input.connectionId,
    );
    const order = {
      id: input.id,
      partnerId,
      paymentId,
      paymentEntry: input.entry,
      amount,
      creditor: { name: payment.debtorName ?? unnamedPayer, iban: debtorIban, email: null, phone: null },
      remittanceInformation: input.remittanceInformation ?? remittanceInformation,
      reference: input.reference,
      entries: null,
      schedule: null,
    };
    return this.createPayout.run(tx, order, usable, actor);
  }

  /** @returns undefined when there is no such payment */
  ofPayment(partnerId: string, paymentId: string): Promise<RefundsOfPayment | undefined> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const payment = await this.payments.findWithin(tx, partnerId, paymentId);
      if (!payment) return undefined;
      // As many as there are cents in a payment at worst; nobody pages through them.
      const refunds = await tx.find(Payout, {
        where: { partnerId, paymentId, kind: 'refund' },
        order: { id: 'DESC' },
        take: mostShown,
      });
      const left = (entry: number | null): Promise<Money> =>
        reasonAgainst(payment, entry) === undefined
          ? this.refundableOf(tx, payment, entry)
          : Promise.resolve(Money.ofMinor(0n, payment.currency));
      if (payment.entries === null) return { refunds, refundable: await left(null), refundableByEntry: null };
      const refundableByEntry: Money[] = [];
      for (const index of payment.entries.keys()) refundableByEntry.push(await left(index + 1));
      const none = Money.ofMinor(0n, payment.currency);
      return { refunds, refundable: refundableByEntry.reduce((sum, one) => sum.plus(one), none), refundableByEntry };
    });
  }

  private async refundableOf(tx: Transaction, payment: Payment, entry: number | null): Promise<Money> {
    const { partnerId, id, currency } = payment;
    const [row] = await queryRows<{ reserved: string }>(
      tx,
      `SELECT coalesce(sum(amount_minor), 0)::text AS reserved FROM payouts
       WHERE partner_id = $1 AND payment_id = $2 AND payment_entry IS NOT DISTINCT FROM $4 AND NOT (status = ANY($3))`,
      [partnerId, id, neverPaid, entry],
    );
    const paid = entry === null ? payment.amountMinor : paidByEntry(payment, entry);
    return Money.ofMinor(paid - BigInt(row?.reserved ?? 0), currency);
  }
}

const mostShown = 500;

interface Refundable {
  creditorIban: string;
  debtorIban: string;
  remittanceInformation: string;
}

function requireRefundable(payment: Payment, entry: number | null): Refundable {
  const { debtorIban } = payment;
  const isUnknown = entry !== null && payment.entries !== null && entryOf(payment, entry) === undefined;
  if (isUnknown) {
    const detail = `is none of the payment's ${payment.entries?.length ?? 0} entries`;
    throw new DomainError('request_invalid', `The entry ${detail}.`, {
      fields: [{ pointer: '/entry', code: 'invalid', detail }],
    });
  }
  const reason = reasonAgainst(payment, entry);
  const creditorIban = creditorIbanOf(payment, entry);
  const remittanceInformation =
    (entry === null ? undefined : entryOf(payment, entry)?.remittance_information) ?? payment.remittanceInformation;
  if (reason === undefined && creditorIban !== null && debtorIban !== null)
    return { creditorIban, debtorIban, remittanceInformation };
  throw new DomainError('payment_not_refundable', `The payment cannot be refunded: ${reason ?? 'unknown'}.`);
}

function reasonAgainst(payment: Payment, entry: number | null): string | undefined {
  const { status, entries, schedule, debtorIban } = payment;
  if (schedule !== null) return 'it is an order for later';
  if (entries !== null && entry === null) return 'it is an order of many; name the entry';
  if (entries === null && entry !== null) return 'it has no entries';
  if (entry === null && status !== 'executed') return `it is ${status}`;
  if (entry !== null && !['executed', 'partially_executed'].includes(status)) return `it is ${status}`;
  if (entry !== null && entryOf(payment, entry)?.status !== 'executed') return 'the entry was not paid';
  if (creditorIbanOf(payment, entry) === null) return 'the account that was paid is not known by its IBAN';
  return debtorIban === null ? 'the account it was paid from is not known' : undefined;
}

function entryOf({ entries }: Payment, entry: number) {
  return entries?.[entry - 1];
}

function creditorIbanOf(payment: Payment, entry: number | null): string | null {
  return entry === null ? payment.creditorIban : (entryOf(payment, entry)?.creditor.iban ?? null);
}

function paidByEntry(payment: Payment, entry: number): bigint {
  const amount = entryOf(payment, entry)?.amount;
  return amount ? Money.fromWire(amount).minorUnits : 0n;
}
