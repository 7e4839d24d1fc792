import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  accountLabelSchema,
  addressSchema,
  amountSchema,
  attachedSchema,
  type BunqAmount,
  type BunqPointer,
  geolocationSchema,
  idSchema,
  listedIdSchema,
  optionalTimes,
  timeSchema,
  userLabelSchema,
  writeAttachments,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

export interface RequestInquiryInput {
  /** positive */
  amountInquired: BunqAmount;
  counterparty: BunqPointer;
  description: string;
  /** whether bunq may make a bunq.me link when the counterparty is no bunq user; without, such a one is refused */
  allowBunqme: boolean;
  /** comes back on every read: the way to recognise our own */
  merchantReference?: string;
  attachmentIds?: readonly number[];
  /** in years; whoever accepts must be that old */
  minimumAge?: number;
  /** whether an address must be given on accepting; bunq's values are undocumented, `NONE` is known */
  requireAddress?: string;
  /** where the payer's browser is sent afterwards */
  redirectUrl?: string;
  /** of a split bill */
  eventId?: number;
}

export const requestInquirySchema = z.object({
  id: idSchema,
  ...optionalTimes,
  time_responded: timeSchema.nullish(),
  time_expiry: timeSchema.nullish(),
  monetary_account_id: idSchema.nullish(),
  amount_inquired: amountSchema,
  amount_responded: amountSchema.nullish(),
  user_alias_created: userLabelSchema.nullish(),
  user_alias_revoked: userLabelSchema.nullish(),
  counterparty_alias: accountLabelSchema.nullish(),
  description: z.string().nullish(),
  merchant_reference: z.string().nullish(),
  attachment: z.array(attachedSchema).nullish(),
  /** open; documented: PENDING, ACCEPTED (paid), REJECTED, REVOKED, EXPIRED */
  status: z.string(),
  batch_id: idSchema.nullish(),
  scheduled_id: idSchema.nullish(),
  minimum_age: z.number().nullish(),
  require_address: z.string().nullish(),
  /** null when the counterparty is a bunq user */
  bunqme_share_url: z.string().nullish(),
  redirect_url: z.string().nullish(),
  address_shipping: addressSchema.nullish(),
  address_billing: addressSchema.nullish(),
  geolocation: geolocationSchema.nullish(),
});

export type RequestInquiry = z.infer<typeof requestInquirySchema>;

const listedSchema = requestInquirySchema.extend({ id: listedIdSchema });

/** As a list shows it: bunq may leave the id out. */
export type ListedRequestInquiry = z.infer<typeof listedSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/request-inquiry';
const item = `${collection}/{requestInquiryId}`;

/** The fields that `request-inquiry` and `request-inquiry-batch` share when writing. */
export function writeRequestInquiry(input: RequestInquiryInput): Record<string, unknown> {
  return {
    amount_inquired: writeAmount('amount_inquired', input.amountInquired),
    counterparty_alias: input.counterparty,
    description: input.description,
    attachment: writeAttachments(input.attachmentIds),
    merchant_reference: input.merchantReference,
    minimum_age: input.minimumAge,
    require_address: input.requireAddress,
    allow_bunqme: input.allowBunqme,
    redirect_url: input.redirectUrl,
    event_id: input.eventId,
  };
}

/** Asking somebody for money; the other side sees a `request-response` with an id of its own. */
export const requestInquiry = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws BunqAmountError
   */
  serialise(input: RequestInquiryInput): string {
    return JSON.stringify(writeRequestInquiry(input));
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the inquiry
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   * @see bunq API, request-inquiry
   */
  async create(caller: BunqCaller, input: OfAccount & { body: string; requestId: string }): Promise<number> {
    const { monetaryAccountId, ...rest } = input;
    const params = { monetaryAccountId };
    return readCreatedId(
      await caller.send({ priority: 'payment', ...rest, method: 'POST', endpoint: collection, params }),
    );
  },

  /** One inquiry as it stands. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { requestInquiryId: number }): Promise<RequestInquiry> {
    const { monetaryAccountId, requestInquiryId, ...options } = input;
    const params = { monetaryAccountId, requestInquiryId };
    const answer = await caller.send({ priority: 'payment', ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, 'RequestInquiry', requestInquirySchema);
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<ListedRequestInquiry>> {
    const { monetaryAccountId, deadlineMs, priority = 'payment' } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, 'RequestInquiry', listedSchema);
  },

  /**
   * Takes a pending inquiry back.
   *
   * @returns the inquiry, now REVOKED
   * @throws BunqApiError when it is no longer pending
   */
  async revoke(
    caller: BunqCaller,
    input: OfAccount & { requestInquiryId: number; requestId?: string },
  ): Promise<RequestInquiry> {
    const { monetaryAccountId, requestInquiryId, ...options } = input;
    const params = { monetaryAccountId, requestInquiryId };
    const body = JSON.stringify({ status: 'REVOKED' });
    const answer = await caller.send({ priority: 'payment', ...options, method: 'PUT', endpoint: item, params, body });
    return readOne(answer, 'RequestInquiry', requestInquirySchema);
  },
};
