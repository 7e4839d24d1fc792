import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  accountLabelSchema,
  addressSchema,
  amountSchema,
  attachedSchema,
  type BunqAddress,
  type BunqAmount,
  geolocationSchema,
  idSchema,
  optionalTimes,
  splitReferenceSchema,
  timeSchema,
  userLabelSchema,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

const requestResponseSchema = z.object({
  id: idSchema,
  ...optionalTimes,
  time_responded: timeSchema.nullish(),
  time_expiry: timeSchema.nullish(),
  time_refund_requested: timeSchema.nullish(),
  time_refunded: timeSchema.nullish(),
  user_refund_requested: userLabelSchema.nullish(),
  monetary_account_id: idSchema.nullish(),
  amount_inquired: amountSchema,
  amount_responded: amountSchema.nullish(),
  /** open; documented: PENDING, ACCEPTED, REJECTED, REFUND_REQUESTED, REFUNDED, REVOKED */
  status: z.string(),
  description: z.string().nullish(),
  /** own side, the one who is asked to pay */
  alias: accountLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
  attachment: z.array(attachedSchema).nullish(),
  minimum_age: z.number().nullish(),
  require_address: z.string().nullish(),
  geolocation: geolocationSchema.nullish(),
  /** open; documented: DIRECT_DEBIT, DIRECT_DEBIT_B2B, IDEAL, SOFORT, INTERNAL */
  type: z.string().nullish(),
  /** ONCE or RECURRING for direct debits, else NONE */
  sub_type: z.string().nullish(),
  redirect_url: z.string().nullish(),
  address_billing: addressSchema.nullish(),
  address_shipping: addressSchema.nullish(),
  credit_scheme_identifier: z.string().nullish(),
  mandate_identifier: z.string().nullish(),
  registration_action: z.string().nullish(),
  eligible_whitelist_id: idSchema.nullish(),
  request_reference_split_the_bill: z.array(splitReferenceSchema).nullish(),
  event_id: idSchema.nullish(),
  monetary_account_preferred_id: idSchema.nullish(),
});

export type RequestResponse = z.infer<typeof requestResponseSchema>;

export interface AcceptRequestInput {
  /** must equal `amount_inquired` */
  amountResponded: BunqAmount;
  addressShipping?: BunqAddress;
  addressBilling?: BunqAddress;
  /** of a quote, when the request is in another currency */
  currencyConversionQuoteId?: number;
}

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

interface Answering extends OfAccount {
  requestResponseId: number;
  requestId?: string;
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/request-response';
const item = `${collection}/{requestResponseId}`;

/** A request for money as the one who is asked sees it. It does not name the inquiry it belongs to. */
export const requestResponse = {
  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<RequestResponse>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, 'RequestResponse', requestResponseSchema);
  },

  /** One request as it stands. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { requestResponseId: number }): Promise<RequestResponse> {
    const { monetaryAccountId, requestResponseId, ...options } = input;
    const params = { monetaryAccountId, requestResponseId };
    const answer = await caller.send({ ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, 'RequestResponse', requestResponseSchema);
  },

  /**
   * The exact bytes that pay a request: to store before sending and to send, however often.
   *
   * @throws BunqAmountError
   */
  serialiseAccept(input: AcceptRequestInput): string {
    return JSON.stringify({
      amount_responded: writeAmount('amount_responded', input.amountResponded),
      status: 'ACCEPTED',
      address_shipping: input.addressShipping,
      address_billing: input.addressBilling,
      currency_conversion_quote_id: input.currencyConversionQuoteId,
    });
  },

  /**
   * Pays the request, for one's own API key. Money moves.
   *
   * @param input.body from `serialiseAccept`
   * @returns the request, now ACCEPTED
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, `get` before anything else
   * @see bunq API, request-response
   */
  async accept(caller: BunqCaller, input: Answering & { body: string; requestId: string }): Promise<RequestResponse> {
    return answerRequest(caller, input, input.body);
  },

  /** The exact bytes of a no: to store before sending and to send, however often. */
  serialiseReject(): string {
    return JSON.stringify({ status: 'REJECTED' });
  },

  /**
   * Sends a yes or a no that was written down before: as `accept`, whichever it is.
   *
   * @param input.body from `serialiseAccept` or `serialiseReject`
   */
  async answer(caller: BunqCaller, input: Answering & { body: string; requestId: string }): Promise<RequestResponse> {
    return answerRequest(caller, input, input.body);
  },

  /** @returns the request, now REJECTED */
  async reject(caller: BunqCaller, input: Answering): Promise<RequestResponse> {
    return answerRequest(caller, input, requestResponse.serialiseReject());
  },
};

async function answerRequest(caller: BunqCaller, input: Answering, body: string): Promise<RequestResponse> {
  const { monetaryAccountId, requestResponseId, deadlineMs, priority = 'payment', requestId } = input;
  const params = { monetaryAccountId, requestResponseId };
  const answer = await caller.send({ deadlineMs, priority, requestId, method: 'PUT', endpoint: item, params, body });
  return readOne(answer, 'RequestResponse', requestResponseSchema);
}
