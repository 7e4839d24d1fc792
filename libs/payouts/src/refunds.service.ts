import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { BankConnections } from '@sluis/bank-connections';
import { DomainError } from '@sluis/errors';
import { Money } from '@sluis/money';
import { PaymentInstance, Payments, type Payment } from '@sluis/payment-initiation';
import { PaymentRequests } from '@sluis/payment-requests';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { CreatePayout, payingCapabilities } from './create-payout.js';
import { neverPaid } from './payout-status.js';
import { Payout } from './payout.entity.js';

export interface CreateRefundInput {
  /** From the idempotency key. */
  id: string;
  /** Of an order of many: which of its entries, counted from 1. */
  entry: number | null;
  /** Of a planned payment: which of the times that it was paid. */
  instanceId: string | null;
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
  /** Of a planned payment, for each time that it was paid, newest first. */
  refundableByInstance: { instanceId: string; refundable: Money }[] | null;
}

/** Which part of a payment is given back; both null for the whole of one that was paid once. */
interface Part {
  entry: number | null;
  instance: PaymentInstance | null;
}

/** A bank that never named the payer goes by the account's number; the law asks for some name beside it. */
const unnamedPayer = 'Account holder';

/** Gives a payer back what they paid, whole or in parts, never more: from the account that was paid. */
@Injectable()
export class Refunds {
  constructor(
    private readonly transactions: Transactions,
    private readonly payments: Payments,
    private readonly requests: PaymentRequests,
    private readonly connections: BankConnections,
    private readonly createPayout: CreatePayout,
  ) {}

  /**
   * Reserves the amount and orders the refund. The payment's row is locked, so that refunds of one payment are counted one
   * after the other; what failed no longer counts, what is in doubt does.
   *
   * @returns undefined when there is no such payment
   * @throws DomainError payment_not_refundable     not executed, or its payer is not known; of many, or planned, without naming one
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
    const part = { entry: input.entry, instance: await this.instanceOf(tx, payment, input.instanceId) };
    const { creditorIban, debtorIban, remittanceInformation } = requireRefundable(payment, part);
    await this.requireKept(tx, payment);
    const refundable = await this.refundableOf(tx, payment, part);
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
      paymentInstanceId: input.instanceId,
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
      const nothing = Money.ofMinor(0n, payment.currency);
      const none = { refundableByEntry: null, refundableByInstance: null };
      if (payment.schedule !== null) {
        const refundableByInstance = await this.leftOfInstances(tx, payment);
        const refundable = refundableByInstance.reduce((sum, one) => sum.plus(one.refundable), nothing);
        return { ...none, refunds, refundable, refundableByInstance };
      }
      const left = (entry: number | null): Promise<Money> =>
        reasonAgainst(payment, { entry, instance: null }) === undefined
          ? this.refundableOf(tx, payment, { entry, instance: null })
          : Promise.resolve(nothing);
      if (payment.entries === null) return { ...none, refunds, refundable: await left(null) };
      const refundableByEntry: Money[] = [];
      for (const index of payment.entries.keys()) refundableByEntry.push(await left(index + 1));
      const refundable = refundableByEntry.reduce((sum, one) => sum.plus(one), nothing);
      return { ...none, refunds, refundable, refundableByEntry };
    });
  }

  /**
   * What was paid on a payment request may go back at the bank, where its payer asked for that. The request is held, so that
   * it is not asked for meanwhile.
   *
   * @throws DomainError payment_not_refundable
   */
  private async requireKept(tx: Transaction, { partnerId, paymentRequestId }: Payment): Promise<void> {
    if (paymentRequestId === null) return;
    const request = await this.requests.lock(tx, partnerId, paymentRequestId);
    if (request?.status === 'accepted') return;
    const why = `its payment request is ${request?.status ?? 'gone'}`;
    throw new DomainError('payment_not_refundable', `The payment cannot be refunded: ${why}.`);
  }

  /** @throws DomainError request_invalid when the payment has no such instance */
  private async instanceOf(
    tx: Transaction,
    { partnerId, id: paymentId }: Payment,
    instanceId: string | null,
  ): Promise<PaymentInstance | null> {
    if (instanceId === null) return null;
    const instance = await tx.findOneBy(PaymentInstance, { partnerId, paymentId, id: instanceId });
    if (instance) return instance;
    const detail = 'is none of the times at which the payment fell due';
    throw new DomainError('request_invalid', `The instance ${detail}.`, {
      fields: [{ pointer: '/instance_id', code: 'invalid', detail }],
    });
  }

  private async leftOfInstances(tx: Transaction, { partnerId, id, amountMinor, currency }: Payment) {
    const rows = await queryRows<{ id: string; reserved: string }>(
      tx,
      `SELECT i.id, coalesce((
         SELECT sum(p.amount_minor) FROM payouts p
         WHERE p.partner_id = i.partner_id AND p.payment_id = i.payment_id AND p.payment_instance_id = i.id
           AND NOT (p.status = ANY($3))), 0)::text AS reserved
       FROM payment_instances i
       WHERE i.partner_id = $1 AND i.payment_id = $2 AND i.status = 'executed' ORDER BY i.id DESC LIMIT ${mostShown}`,
      [partnerId, id, neverPaid],
    );
    return rows.map(({ id: instanceId, reserved }) => ({
      instanceId,
      refundable: Money.ofMinor(amountMinor - BigInt(reserved), currency),
    }));
  }

  private async refundableOf(tx: Transaction, payment: Payment, { entry, instance }: Part): Promise<Money> {
    const { partnerId, id, currency } = payment;
    const [row] = await queryRows<{ reserved: string }>(
      tx,
      `SELECT coalesce(sum(amount_minor), 0)::text AS reserved FROM payouts
       WHERE partner_id = $1 AND payment_id = $2 AND payment_entry IS NOT DISTINCT FROM $4
         AND payment_instance_id IS NOT DISTINCT FROM $5 AND NOT (status = ANY($3))`,
      [partnerId, id, neverPaid, entry, instance?.id ?? null],
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

function requireRefundable(payment: Payment, part: Part): Refundable {
  const { debtorIban } = payment;
  const { entry } = part;
  const isUnknown = entry !== null && payment.entries !== null && entryOf(payment, entry) === undefined;
  if (isUnknown) {
    const detail = `is none of the payment's ${payment.entries?.length ?? 0} entries`;
    throw new DomainError('request_invalid', `The entry ${detail}.`, {
      fields: [{ pointer: '/entry', code: 'invalid', detail }],
    });
  }
  const reason = reasonAgainst(payment, part);
  const creditorIban = creditorIbanOf(payment, entry);
  const remittanceInformation =
    (entry === null ? undefined : entryOf(payment, entry)?.remittance_information) ?? payment.remittanceInformation;
  if (reason === undefined && creditorIban !== null && debtorIban !== null)
    return { creditorIban, debtorIban, remittanceInformation };
  throw new DomainError('payment_not_refundable', `The payment cannot be refunded: ${reason ?? 'unknown'}.`);
}

function reasonAgainst(payment: Payment, { entry, instance }: Part): string | undefined {
  const { entries, debtorIban } = payment;
  if (entries !== null && entry === null) return 'it is an order of many; name the entry';
  if (entries === null && entry !== null) return 'it has no entries';
  const unpaid = reasonNotPaid(payment, { entry, instance });
  if (unpaid !== undefined) return unpaid;
  if (creditorIbanOf(payment, entry) === null) return 'the account that was paid is not known by its IBAN';
  return debtorIban === null ? 'the account it was paid from is not known' : undefined;
}

function reasonNotPaid(payment: Payment, { entry, instance }: Part): string | undefined {
  const { status, schedule } = payment;
  if (schedule !== null) {
    // Whatever becomes of the plan: what was paid at one of its times can be given back, all of its entries alike.
    if (instance === null) return 'it is an order for later; name the instance';
    return instance.status === 'executed' ? undefined : `the instance is ${instance.status}`;
  }
  if (instance !== null) return 'it is no order for later';
  if (entry === null) return status === 'executed' ? undefined : `it is ${status}`;
  if (!['executed', 'partially_executed'].includes(status)) return `it is ${status}`;
  return entryOf(payment, entry)?.status === 'executed' ? undefined : 'the entry was not paid';
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
