import { randomUUID } from 'node:crypto';
import { mainAccountOf, type Pointer, partyOf, partyOfAccount } from './accounts.js';
import type { Bank } from './bank.js';
import { bookTransfer } from './booking.js';
import { formatCents } from './cents.js';
import { customerByAlias, customerOf } from './customers.js';
import { isValidIban } from './iban.js';
import { planPayer } from './plan-payer.js';
import type { Address, Geolocation, Party } from './record-parts.js';
import type { Account, Customer, User } from './records.js';
import { invalid } from './refusal.js';
import type { RequestInquiry, RequestResponse } from './request-records.js';
import { requireDescriptionFits } from './text-limits.js';

export interface NewRequest {
  amount: bigint;
  counterparty: Pointer;
  allowBunqme: boolean;
  description: string;
  merchantReference?: string | null | undefined;
  attachmentIds?: number[];
  minimumAge?: number | null | undefined;
  requireAddress?: RequestInquiry['requireAddress'];
  redirectUrl?: string | null | undefined;
  eventId?: number | null | undefined;
  geolocation?: Geolocation | null;
  batchId?: number | null;
}

/** What a payer gives with a yes. */
interface Addresses {
  billing?: Address | null | undefined;
  shipping?: Address | null | undefined;
}

/**
 * Asks somebody for money. A customer of this bank finds the request in the app; anybody else can only be sent a link.
 *
 * @throws Refusal 400 for an alias nobody has when no link is allowed, and for terms that cannot be met
 */
export function createRequest(bank: Bank, account: Account, creator: User, wanted: NewRequest): RequestInquiry {
  const { payer, counterparty } = payerOf(bank, wanted);
  if (payer === account) throw invalid('You cannot request money from the account it is to arrive on.');
  if (payer === undefined && !wanted.allowBunqme) {
    throw invalid('The counterparty is not a bunq user and bunq.me requests are not allowed.');
  }
  requireDescriptionFits(wanted.description, { ...counterparty, accountId: payer?.id ?? account.id });
  const age = wanted.minimumAge ?? null;
  if (age !== null && (age < 12 || age > 100)) throw invalid('The minimum age must be between 12 and 100.');
  const row = bank.newRow();
  const response =
    payer === undefined
      ? undefined
      : bank.tables.requestResponses.insert({
          ...bank.newRow(),
          inquiryId: row.id,
          accountId: payer.id,
          paymentId: null,
        });
  const inquiry = bank.tables.requestInquiries.insert({
    ...row,
    accountId: account.id,
    createdByUserId: creator.id,
    amount: wanted.amount,
    counterparty,
    description: wanted.description,
    merchantReference: wanted.merchantReference ?? null,
    attachmentIds: wanted.attachmentIds ?? [],
    status: 'PENDING',
    amountResponded: null,
    respondedAt: null,
    expiresAt: row.createdAt + bank.switches.requestSeconds * 1_000_000,
    revokedByUserId: null,
    minimumAge: age,
    requireAddress: wanted.requireAddress ?? 'NONE',
    redirectUrl: wanted.redirectUrl ?? null,
    eventId: wanted.eventId ?? null,
    batchId: wanted.batchId ?? null,
    shareUrl: payer === undefined ? `https://bunq.me/t/${randomUUID()}` : null,
    addressBilling: null,
    addressShipping: null,
    geolocation: wanted.geolocation ?? null,
    responseId: response?.id ?? null,
    paymentId: null,
    refundRequestedAt: null,
    refundRequestedByUserId: null,
    refundedAt: null,
  });
  bank.agenda.add({ at: inquiry.expiresAt, kind: 'request', id: inquiry.id });
  report(bank, inquiry, 'CREATED');
  planPayer(bank, inquiry.id, inquiry.description);
  if (payer !== undefined) paySugar(bank, inquiry, customerOf(bank, payer.userId));
  return inquiry;
}

/**
 * The payer says yes: the money moves, and both sides are settled with it.
 *
 * @throws Refusal 400 when it is no longer pending, the payer is too young, an address is missing or the money is not there
 */
export function acceptRequest(bank: Bank, inquiry: RequestInquiry, payer: Customer, addresses: Addresses = {}): void {
  requirePending(inquiry);
  const response = responseTo(bank, inquiry);
  const [from, to] = [response?.accountId, inquiry.accountId].map((id) => bank.tables.accounts.get(id ?? 0));
  if (response === undefined || from === undefined || to === undefined)
    throw invalid('Nobody here can pay this request.');
  if (inquiry.minimumAge !== null && ageOf(bank, payer) < inquiry.minimumAge) {
    throw invalid(`You must be at least ${inquiry.minimumAge} years old to accept this request.`);
  }
  requireAddresses(inquiry, addresses);
  const payment = bookTransfer(bank, {
    from: partyOfAccount(from),
    to: partyOfAccount(to),
    amount: inquiry.amount,
    description: inquiry.description,
    merchantReference: inquiry.merchantReference,
    subType: 'REQUEST',
    extras: {
      attachmentIds: inquiry.attachmentIds,
      scheduledId: null,
      addressBilling: addresses.billing ?? null,
      addressShipping: addresses.shipping ?? null,
      geolocation: null,
    },
  });
  inquiry.addressBilling = addresses.billing ?? null;
  inquiry.addressShipping = addresses.shipping ?? null;
  inquiry.amountResponded = inquiry.amount;
  inquiry.paymentId = payment.id;
  response.paymentId = payment.id;
  settleRequest(bank, inquiry, 'ACCEPTED');
}

export function rejectRequest(bank: Bank, inquiry: RequestInquiry): void {
  requirePending(inquiry);
  settleRequest(bank, inquiry, 'REJECTED');
}

export function revokeRequest(bank: Bank, inquiry: RequestInquiry, revoker: User): void {
  requirePending(inquiry);
  inquiry.revokedByUserId = revoker.id;
  settleRequest(bank, inquiry, 'REVOKED');
}

/**
 * Somebody who is no customer pays through the link.
 *
 * @throws Refusal 400 when it is no longer pending, or the request was not sent as a link
 */
export function payByLink(bank: Bank, inquiry: RequestInquiry, guest: { iban: string; name: string }): void {
  requirePending(inquiry);
  const to = bank.tables.accounts.get(inquiry.accountId);
  if (inquiry.shareUrl === null || to === undefined) throw invalid('This request has no link to pay by.');
  const payment = bookTransfer(bank, {
    from: { ...guest, accountId: null },
    to: partyOfAccount(to),
    amount: inquiry.amount,
    description: inquiry.description,
    merchantReference: inquiry.merchantReference,
    subType: 'REQUEST',
  });
  inquiry.amountResponded = inquiry.amount;
  inquiry.paymentId = payment.id;
  settleRequest(bank, inquiry, 'ACCEPTED');
}

/** The payer wants the money of an accepted request back. */
export function requestRefund(bank: Bank, inquiry: RequestInquiry, payer: Customer): void {
  if (inquiry.status !== 'ACCEPTED') throw invalid(`This request is ${inquiry.status} and cannot be refunded.`);
  inquiry.refundRequestedByUserId = payer.id;
  inquiry.refundRequestedAt = bank.now();
  settleRequest(bank, inquiry, 'REFUND_REQUESTED');
}

/**
 * The money goes back to the payer.
 *
 * @throws Refusal 400 when nobody asked for it or the account that was paid does not hold it
 */
export function refundRequest(bank: Bank, inquiry: RequestInquiry): void {
  if (inquiry.status !== 'REFUND_REQUESTED') throw invalid('Nobody asked for a refund of this request.');
  const payerId = responseTo(bank, inquiry)?.accountId;
  const [from, to] = [inquiry.accountId, payerId].map((id) => bank.tables.accounts.get(id ?? 0));
  if (from === undefined || to === undefined) throw invalid('Nobody here can be refunded.');
  bookTransfer(bank, {
    from: partyOfAccount(from),
    to: partyOfAccount(to),
    amount: inquiry.amount,
    description: inquiry.description,
    merchantReference: inquiry.merchantReference,
    subType: 'REVERSAL',
  });
  inquiry.refundedAt = bank.now();
  settleRequest(bank, inquiry, 'REFUNDED');
}

export function settleRequest(
  bank: Bank,
  inquiry: RequestInquiry,
  status: Exclude<RequestInquiry['status'], 'PENDING'>,
): void {
  inquiry.status = status;
  inquiry.updatedAt = bank.now();
  if (status === 'ACCEPTED' || status === 'REJECTED') inquiry.respondedAt = inquiry.updatedAt;
  const response = responseTo(bank, inquiry);
  if (response !== undefined) response.updatedAt = inquiry.updatedAt;
  report(bank, inquiry, status);
}

export function responseTo(bank: Bank, inquiry: RequestInquiry): RequestResponse | undefined {
  return inquiry.responseId === null ? undefined : bank.tables.requestResponses.get(inquiry.responseId);
}

export function inquiryOf(bank: Bank, response: RequestResponse): RequestInquiry {
  const inquiry = bank.tables.requestInquiries.get(response.inquiryId);
  if (inquiry === undefined) throw new Error(`request response ${response.id} answers nothing`);
  return inquiry;
}

function payerOf(
  bank: Bank,
  { counterparty: pointer }: NewRequest,
): { payer: Account | undefined; counterparty: Party } {
  const isAlias = pointer.type === 'EMAIL' || pointer.type === 'PHONE_NUMBER';
  const customer = isAlias ? customerByAlias(bank, pointer.value) : undefined;
  if (isAlias && (customer === undefined || mainAccountOf(bank, customer) === undefined)) {
    return { payer: undefined, counterparty: { iban: null, name: pointer.name ?? pointer.value, accountId: null } };
  }
  if (pointer.type === 'IBAN' && !isValidIban(pointer.value.replaceAll(' ', '').toUpperCase())) {
    throw invalid(`The IBAN "${pointer.value}" is not valid.`);
  }
  const counterparty = partyOf(bank, pointer);
  return { payer: bank.tables.accounts.get(counterparty.accountId ?? 0), counterparty };
}

/** The sandbox's way to money: a small enough request to Sugar Daddy is paid at once, a larger one waits for ever. */
function paySugar(bank: Bank, inquiry: RequestInquiry, payer: Customer): void {
  const isSugarDaddy = payer.isHouse && payer.aliases.some(({ value }) => value === 'sugardaddy@bunq.com');
  if (isSugarDaddy && inquiry.amount <= BigInt(bank.switches.sugarDaddyEuros) * 100n) {
    const home = { street: 'Sugar Street', house_number: '1', postal_code: '1000AA', city: 'Amsterdam', country: 'NL' };
    acceptRequest(bank, inquiry, payer, wantedAddresses(inquiry, home));
  }
}

/** The addresses a request asks for, all of them the same. */
export function wantedAddresses(inquiry: RequestInquiry, home: Address): Addresses {
  const { requireAddress: wanted } = inquiry;
  return {
    billing: wanted === 'BILLING' || wanted === 'BILLING_SHIPPING' ? home : null,
    shipping: wanted === 'SHIPPING' || wanted === 'BILLING_SHIPPING' ? home : null,
  };
}

function requireAddresses(inquiry: RequestInquiry, { billing, shipping }: Addresses): void {
  const { requireAddress: wanted } = inquiry;
  const isMissing = (address: Address | null | undefined) => address === null || address === undefined;
  if ((wanted === 'BILLING' || wanted === 'BILLING_SHIPPING') && isMissing(billing)) {
    throw invalid('Missing field "address_billing".');
  }
  if ((wanted === 'SHIPPING' || wanted === 'BILLING_SHIPPING') && isMissing(shipping)) {
    throw invalid('Missing field "address_shipping".');
  }
}

/** In whole years on the bank's clock; a company is as old as anybody asks. */
function ageOf(bank: Bank, customer: Customer): number {
  if (customer.kind === 'company') return Infinity;
  const today = new Date(bank.time() / 1000).toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(customer.dateOfBirth.slice(0, 4));
  return today.slice(5) < customer.dateOfBirth.slice(5) ? years - 1 : years;
}

function requirePending(inquiry: RequestInquiry): void {
  if (inquiry.status !== 'PENDING') throw invalid(`This request is ${inquiry.status} and can no longer change.`);
}

function report(
  bank: Bank,
  inquiry: RequestInquiry,
  event: 'CREATED' | Exclude<RequestInquiry['status'], 'PENDING'>,
): void {
  bank.record(`request_${event.toLowerCase()}`, {
    request_inquiry_id: inquiry.id,
    request_response_id: inquiry.responseId,
    account_id: inquiry.accountId,
    created_by_user_id: inquiry.createdByUserId,
    from_iban: inquiry.counterparty.iban,
    to_iban: bank.tables.accounts.get(inquiry.accountId)?.iban ?? null,
    amount: formatCents(inquiry.amount),
    description: inquiry.description,
    merchant_reference: inquiry.merchantReference,
    status: inquiry.status,
    payment_id: inquiry.paymentId,
  });
  bank.notify({ kind: 'request_inquiry', inquiry, event });
  const response = responseTo(bank, inquiry);
  if (response !== undefined) bank.notify({ kind: 'request_response', response, event });
}
