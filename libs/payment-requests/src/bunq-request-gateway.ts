import { Injectable } from '@nestjs/common';
import {
  requestInquiry,
  type BunqCaller,
  type BunqPointer,
  type ListedRequestInquiry,
  type RequestInquiry,
} from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import { toPublicId } from '@sluis/persistence';
import type { BankRequest, BankRequestStatus } from './bank-request.js';
import type { PaymentRequest, PostalAddress } from './payment-request.entity.js';

/** Where a list of requests lives at the bank, and with whose session it is read. */
export interface RequestPlace {
  caller: BunqCaller;
  bunqMonetaryAccountId: number;
}

const pageSize = 200;

/** Our words ⇄ bunq's `request-inquiry`. Makes no decision about money; says what the bank said. */
@Injectable()
export class BunqRequestGateway {
  /** The exact bytes of the request; they are stored before they are sent. */
  serialise(request: PaymentRequest, bunqAttachmentIds: readonly number[]): string {
    return requestInquiry.serialise({
      amountInquired: request.amount.toWire(),
      counterparty: debtorPointer(request),
      description: request.remittanceInformation,
      allowBunqme: request.allowsLink,
      merchantReference: toPublicId('paymentRequest', request.id),
      attachmentIds: bunqAttachmentIds,
      minimumAge: request.minimumAge ?? undefined,
      requireAddress: request.addressRequired.toUpperCase(),
      redirectUrl: request.redirectUri ?? undefined,
    });
  }

  create(
    { caller, bunqMonetaryAccountId: monetaryAccountId }: RequestPlace,
    sending: { body: string; requestId: string; deadlineMs: number },
  ): Promise<number> {
    return requestInquiry.create(caller, { monetaryAccountId, ...sending });
  }

  async read(place: RequestPlace, requestInquiryId: number): Promise<BankRequest> {
    const { caller, bunqMonetaryAccountId: monetaryAccountId } = place;
    return fromInquiry(await requestInquiry.get(caller, { monetaryAccountId, requestInquiryId }));
  }

  /**
   * All requests above `afterId`, newest first. Reads from the newest down, because what a list above a cursor begins with
   * is not documented.
   *
   * @param afterId greatest id that is of no interest
   */
  async listAbove(
    { caller, bunqMonetaryAccountId: monetaryAccountId }: RequestPlace,
    afterId: number,
    maximumPages = 25,
  ): Promise<{ requests: BankRequest[]; isComplete: boolean }> {
    const requests: BankRequest[] = [];
    let olderId: number | undefined;
    for (let page = 0; page < maximumPages; page += 1) {
      const { items, pagination } = await requestInquiry.list(caller, { monetaryAccountId, count: pageSize, olderId });
      const news = items.filter(({ id }) => id === undefined || id > afterId);
      requests.push(...news.map(fromInquiry));
      const reachedKnown = news.length < items.length;
      if (pagination.olderId === undefined || reachedKnown) return { requests, isComplete: true };
      olderId = pagination.olderId;
    }
    return { requests, isComplete: false };
  }

  /** Asks the bank to take a request back. Only a later read tells whether it did. */
  async revoke(place: RequestPlace, requestInquiryId: number): Promise<void> {
    const { caller, bunqMonetaryAccountId: monetaryAccountId } = place;
    await requestInquiry.revoke(caller, { monetaryAccountId, requestInquiryId });
  }
}

function debtorPointer(request: PaymentRequest): BunqPointer {
  const name = request.debtorName ?? undefined;
  if (request.debtorIban) return { type: 'IBAN', value: request.debtorIban, name: name ?? '' };
  if (request.debtorEmail) return { type: 'EMAIL', value: request.debtorEmail, name };
  return { type: 'PHONE_NUMBER', value: request.debtorPhone ?? '', name };
}

const statuses: Record<string, BankRequestStatus> = {
  PENDING: 'pending',
  ACCEPTED: 'accepted',
  REJECTED: 'rejected',
  REVOKED: 'revoked',
  EXPIRED: 'expired',
  REFUND_REQUESTED: 'refund_requested',
  REFUNDED: 'refunded',
};

export function requestStatusOf(rawStatus: string): BankRequestStatus {
  return statuses[rawStatus] ?? 'unrecognised';
}

function fromInquiry(inquiry: ListedRequestInquiry): BankRequest {
  return {
    bunqObjectId: inquiry.id,
    requestStatus: requestStatusOf(inquiry.status),
    rawStatus: inquiry.status,
    amount: Money.fromWire(inquiry.amount_inquired),
    amountPaid: inquiry.amount_responded ? Money.fromWire(inquiry.amount_responded) : undefined,
    reference: inquiry.merchant_reference ?? undefined,
    shareUrl: inquiry.bunqme_share_url ?? undefined,
    expiresAt: inquiry.time_expiry ?? undefined,
    billingAddress: toAddress(inquiry.address_billing),
    shippingAddress: toAddress(inquiry.address_shipping),
    debtorIban: inquiry.counterparty_alias?.iban ?? undefined,
  };
}

type AddressSeen = RequestInquiry['address_billing'];

function toAddress(address: AddressSeen): PostalAddress | undefined {
  if (!address) return undefined;
  const { street, house_number, postal_code, city, country } = address;
  return {
    street: street ?? null,
    house_number: house_number ?? null,
    postal_code: postal_code ?? null,
    city: city ?? null,
    country: country ?? null,
  };
}
