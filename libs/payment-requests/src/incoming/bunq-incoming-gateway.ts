import { Injectable } from '@nestjs/common';
import { requestResponse, type RequestResponse } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import type { BankRequestStatus } from '../bank-request.js';
import { requestStatusOf, type RequestPlace } from '../bunq-request-gateway.js';
import type { RequestAnswer } from './incoming-request.entity.js';

/** A request to the partner as it stands at the bank, in our words. */
export interface BankIncomingRequest {
  bunqObjectId: number;
  requestStatus: BankRequestStatus;
  /** As the bank wrote it. */
  rawStatus: string;
  amount: Money;
  amountPaid: Money | undefined;
  kind: string | undefined;
  creditorName: string | undefined;
  creditorIban: string | undefined;
  remittanceInformation: string;
  minimumAge: number | undefined;
  addressRequired: string | undefined;
  redirectUri: string | undefined;
  expiresAt: Date | undefined;
}

/** An address that goes with a yes, complete. */
export type GivenAddress = Record<'street' | 'house_number' | 'postal_code' | 'city' | 'country', string>;

export interface AnswerAddresses {
  billing: GivenAddress | undefined;
  shipping: GivenAddress | undefined;
}

const pageSize = 200;

/** Our words ⇄ bunq's `request-response`. Makes no decision about money; says what the bank said. */
@Injectable()
export class BunqIncomingGateway {
  /** The exact bytes of an answer; they are stored before they are sent. */
  serialise(answer: RequestAnswer, amount: Money, { billing, shipping }: AnswerAddresses): string {
    if (answer === 'reject') return requestResponse.serialiseReject();
    return requestResponse.serialiseAccept({
      amountResponded: amount.toWire(),
      addressBilling: billing,
      addressShipping: shipping,
    });
  }

  async answer(
    { caller, bunqMonetaryAccountId: monetaryAccountId }: RequestPlace,
    sending: { requestResponseId: number; body: string; requestId: string; deadlineMs: number },
  ): Promise<BankIncomingRequest> {
    return fromResponse(await requestResponse.answer(caller, { monetaryAccountId, ...sending }));
  }

  async read(place: RequestPlace, requestResponseId: number): Promise<BankIncomingRequest> {
    const { caller, bunqMonetaryAccountId: monetaryAccountId } = place;
    return fromResponse(await requestResponse.get(caller, { monetaryAccountId, requestResponseId }));
  }

  /**
   * Whole pages, newest first, down to the one that reaches `id`. What that page shows below it counts, too: a request
   * that was paid may have been refunded since.
   */
  async listDownTo(
    { caller, bunqMonetaryAccountId: monetaryAccountId }: RequestPlace,
    id: number,
    maximumPages: number,
  ): Promise<BankIncomingRequest[]> {
    const requests: BankIncomingRequest[] = [];
    let olderId: number | undefined;
    for (let page = 0; page < maximumPages; page += 1) {
      const { items, pagination } = await requestResponse.list(caller, { monetaryAccountId, count: pageSize, olderId });
      requests.push(...items.map(fromResponse));
      if (pagination.olderId === undefined || items.some((item) => item.id <= id)) return requests;
      olderId = pagination.olderId;
    }
    return requests;
  }
}

function fromResponse(response: RequestResponse): BankIncomingRequest {
  const creditor = response.counterparty_alias;
  return {
    bunqObjectId: response.id,
    requestStatus: requestStatusOf(response.status),
    rawStatus: response.status,
    amount: Money.fromWire(response.amount_inquired),
    amountPaid: response.amount_responded ? Money.fromWire(response.amount_responded).absolute() : undefined,
    kind: response.type?.toLowerCase(),
    creditorName: creditor?.display_name ?? undefined,
    creditorIban: creditor?.iban ?? undefined,
    remittanceInformation: response.description ?? '',
    minimumAge: response.minimum_age ?? undefined,
    addressRequired: response.require_address?.toLowerCase(),
    redirectUri: response.redirect_url ?? undefined,
    expiresAt: response.time_expiry ?? undefined,
  };
}
