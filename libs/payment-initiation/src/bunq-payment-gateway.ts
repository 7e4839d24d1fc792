import { Injectable } from '@nestjs/common';
import type { BankOrder, FoundOrders } from '@sluis/bank-orders';
import {
  draftPayment,
  issuerTransaction,
  pspDraftPayment,
  type BunqCaller,
  type ListedDraftPayment,
  type ListedIssuerTransaction,
  type PspDraftPayment,
} from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { toPublicId } from '@sluis/persistence';
import type { PaymentRail } from './payment-rail.js';
import { fromBooked, holderOf, toBunqSchedule } from './bunq-movements.js';
import { readStandingOrder } from './bunq-standing-order.js';
import { entryReference, type Creditor } from './payment-entries.js';
import { creditorOf, type Payment } from './payment.entity.js';
import type { StandingOrder } from './standing-order.js';

/** Where a list of orders lives at the bank, and with whose session it is read. */
export interface BankPlace {
  rail: PaymentRail;
  caller: BunqCaller;
  /** Of the payer's account, for the rail `draft`. */
  bunqMonetaryAccountId: number | undefined;
}

const pageSize = 200;

/** Our words ⇄ bunq's, for the three rails. Makes no decision about money; says what the bank said. */
@Injectable()
export class BunqPaymentGateway {
  /** The exact bytes of the order; they are stored before they are sent. */
  serialise(payment: Payment, returnUrl: string): string {
    const amount = payment.amount.toWire();
    const description = payment.remittanceInformation;
    if (payment.rail === 'psp_draft') {
      return pspDraftPayment.serialise({
        senderIban: payment.debtorIban ?? '',
        senderName: payment.debtorName ?? undefined,
        counterpartyIban: payment.creditorIban ?? '',
        counterpartyName: payment.creditorName ?? '',
        description,
        amount,
      });
    }
    if (payment.rail === 'issuer_transaction') {
      const counterparty = pointerTo(creditorOf(payment));
      return issuerTransaction.serialise({ counterparty, amount, description, urlRedirect: returnUrl });
    }
    return draftPayment.serialise({
      entries: draftEntriesOf(payment),
      schedule: payment.schedule ? toBunqSchedule(payment.schedule) : undefined,
    });
  }

  /**
   * Sends these bytes under this request id.
   *
   * @returns the bank's id of the new object
   */
  create(place: BankPlace, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    if (place.rail === 'psp_draft') return pspDraftPayment.create(place.caller, sending);
    if (place.rail === 'issuer_transaction') return issuerTransaction.create(place.caller, sending);
    return draftPayment.create(place.caller, { ...sending, monetaryAccountId: accountOf(place) });
  }

  async read(place: BankPlace, bunqObjectId: number): Promise<BankOrder> {
    const { rail, caller } = place;
    if (rail === 'psp_draft') {
      // The bank may leave the id out of what it shows; it is the one we asked for.
      return { ...fromPspDraft(await pspDraftPayment.get(caller, { draftPaymentId: bunqObjectId })), bunqObjectId };
    }
    if (rail === 'issuer_transaction') {
      return fromIssuerTransaction(await issuerTransaction.get(caller, { issuerTransactionId: bunqObjectId }));
    }
    return fromDraft(
      await draftPayment.get(caller, { draftPaymentId: bunqObjectId, monetaryAccountId: accountOf(place) }),
    );
  }

  /**
   * All orders above `afterId`, newest first. Reads from the newest down, because what a list above a cursor begins
   * with is not documented.
   *
   * @param afterId greatest id that is of no interest
   */
  async listAbove(place: BankPlace, afterId: number, maximumPages = 25): Promise<FoundOrders> {
    const orders: BankOrder[] = [];
    let olderId: number | undefined;
    for (let page = 0; page < maximumPages; page += 1) {
      const { items, nextOlderId } = await this.listPage(place, olderId);
      orders.push(...items.filter(({ bunqObjectId }) => bunqObjectId === undefined || bunqObjectId > afterId));
      const reachedKnown = items.some(({ bunqObjectId }) => bunqObjectId !== undefined && bunqObjectId <= afterId);
      if (nextOlderId === undefined || reachedKnown) return { orders, isComplete: true };
      olderId = nextOlderId;
    }
    return { orders, isComplete: false };
  }

  /** The standing order that came of an accepted draft, with every time it fell due, newest first. */
  readStanding(
    place: BankPlace,
    standing: { bunqScheduleId: number; rawStatus: string },
    maximumPages = 10,
  ): Promise<StandingOrder> {
    return readStandingOrder(place.caller, accountOf(place), standing, maximumPages);
  }

  /** Asks the bank to withdraw an order. Only a later read tells whether it did. */
  async cancel(place: BankPlace, bunqObjectId: number): Promise<void> {
    const { rail, caller } = place;
    if (rail === 'psp_draft') await pspDraftPayment.cancel(caller, { draftPaymentId: bunqObjectId });
    else if (rail === 'issuer_transaction')
      await issuerTransaction.cancel(caller, { issuerTransactionId: bunqObjectId });
    else await draftPayment.cancel(caller, { draftPaymentId: bunqObjectId, monetaryAccountId: accountOf(place) });
  }

  private async listPage(
    place: BankPlace,
    olderId: number | undefined,
  ): Promise<{ items: BankOrder[]; nextOlderId: number | undefined }> {
    const query = { count: pageSize, olderId };
    if (place.rail === 'psp_draft') {
      const { items, pagination } = await pspDraftPayment.list(place.caller, query);
      return { items: items.map(fromPspDraft), nextOlderId: pagination.olderId };
    }
    if (place.rail === 'issuer_transaction') {
      const { items, pagination } = await issuerTransaction.list(place.caller, query);
      return { items: items.map(fromIssuerTransaction), nextOlderId: pagination.olderId };
    }
    const { items, pagination } = await draftPayment.list(place.caller, {
      ...query,
      monetaryAccountId: accountOf(place),
    });
    return { items: items.map(fromDraft), nextOlderId: pagination.olderId };
  }
}

function draftEntriesOf(payment: Payment) {
  const reference = toPublicId('payment', payment.id);
  if (!payment.entries) {
    const counterparty = pointerTo(creditorOf(payment));
    const { remittanceInformation: description } = payment;
    return [{ amount: payment.amount.toWire(), counterparty, description, merchantReference: reference }];
  }
  return payment.entries.map((entry, index) => ({
    amount: entry.amount,
    counterparty: pointerTo(entry.creditor),
    description: entry.remittance_information,
    merchantReference: entryReference(reference, index),
  }));
}

function pointerTo({ iban, email, phone, name }: Creditor) {
  if (iban) return { type: 'IBAN' as const, value: iban, name: name ?? '' };
  if (email) return { type: 'EMAIL' as const, value: email, name: name ?? undefined };
  return { type: 'PHONE_NUMBER' as const, value: phone ?? '', name: name ?? undefined };
}

const statuses: Record<string, BankOrder['status']> = {
  PENDING: 'pending',
  ACCEPTED: 'accepted',
  COMPLETED: 'accepted',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

function statusOf(rawStatus: string): BankOrder['status'] {
  return statuses[rawStatus] ?? 'unrecognised';
}

function fromPspDraft(draft: PspDraftPayment): BankOrder {
  return {
    bunqObjectId: draft.id ?? undefined,
    status: statusOf(draft.status),
    rawStatus: draft.status,
    amount: Money.fromWire(draft.amount),
    debtorIban: draft.sender_iban,
    creditorIban: draft.receiver_iban,
    reference: undefined,
    publicUuid: undefined,
    booked: undefined,
  };
}

function fromIssuerTransaction(transaction: ListedIssuerTransaction): BankOrder {
  return {
    bunqObjectId: transaction.id,
    status: statusOf(transaction.status),
    rawStatus: transaction.status,
    amount: Money.fromWire(transaction.amount),
    debtorIban: transaction.alias?.iban ?? undefined,
    creditorIban: transaction.counterparty_alias?.iban ?? undefined,
    creditorHolder: holderOf(transaction.counterparty_alias),
    reference: transaction.url_redirect ?? undefined,
    publicUuid: transaction.public_uuid,
    booked: undefined,
  };
}

function fromDraft(draft: ListedDraftPayment): BankOrder {
  const entries = draft.entries ?? [];
  const [first] = entries;
  const { Payment: single, PaymentBatch: batch, ScheduledPayment, ScheduledPaymentBatch } = draft.object ?? {};
  const booked = single && fromBooked(single);
  const bookings = batch?.payments?.Payment.flatMap((movement) => fromBooked(movement) ?? []) ?? (booked && [booked]);
  const standing = ScheduledPayment ?? ScheduledPaymentBatch;
  return {
    bunqObjectId: draft.id,
    status: statusOf(draft.status),
    rawStatus: draft.status,
    amount: first
      ? entries.map(({ amount }) => Money.fromWire(amount)).reduce((sum, amount) => sum.plus(amount))
      : Money.ofMinor(0n, 'EUR'),
    debtorIban: first?.alias?.iban ?? undefined,
    creditorIban: entries.length === 1 ? (first?.counterparty_alias?.iban ?? undefined) : undefined,
    creditorHolder: entries.length === 1 ? holderOf(first?.counterparty_alias) : undefined,
    reference: first?.merchant_reference ?? undefined,
    publicUuid: undefined,
    placedBy: draft.user_alias_created?.display_name ?? undefined,
    booked,
    lines: entries.map(({ amount, counterparty_alias: counterparty }) => ({
      amount: Money.fromWire(amount),
      creditorIban: counterparty?.iban ?? undefined,
      creditorHolder: holderOf(counterparty),
    })),
    bookings,
    standing: standing && { bunqScheduleId: standing.id, rawStatus: standing.status ?? 'UNKNOWN' },
  };
}

function accountOf({ bunqMonetaryAccountId }: BankPlace): number {
  if (bunqMonetaryAccountId === undefined) throw new RangeError('the rail draft needs an account');
  return bunqMonetaryAccountId;
}
