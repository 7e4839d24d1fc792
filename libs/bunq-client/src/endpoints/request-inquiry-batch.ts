import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { amountSchema, type BunqAmount, idSchema, optionalTimes } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { type RequestInquiryInput, requestInquirySchema, writeRequestInquiry } from './request-inquiry.js';
import { writeAmount } from '../write-amount.js';

export interface RequestInquiryBatchInput {
  requestInquiries: readonly RequestInquiryInput[];
  /** the sum of the inquiries */
  totalAmountInquired: BunqAmount;
  /** of a split bill */
  eventId?: number;
}

/** Wrapped like everything bunq nests, bare in its specification; both are read. */
const nestedInquirySchema = z.union([
  z.object({ RequestInquiry: requestInquirySchema }).transform((wrapped) => wrapped.RequestInquiry),
  requestInquirySchema,
]);
const batchSchema = z.object({
  id: idSchema.nullish(),
  ...optionalTimes,
  request_inquiries: z.array(nestedInquirySchema).nullish(),
  total_amount_inquired: amountSchema.nullish(),
});

export type RequestInquiryBatch = z.infer<typeof batchSchema>;

interface OfAccount extends BunqCallOptions {
  monetaryAccountId: number;
}

const collection = 'user/{userId}/monetary-account/{monetaryAccountId}/request-inquiry-batch';
const item = `${collection}/{requestInquiryBatchId}`;

/** Asking several people for money in one call. */
export const requestInquiryBatch = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws RangeError when there are no inquiries
   * @throws BunqAmountError
   */
  serialise(input: RequestInquiryBatchInput): string {
    if (input.requestInquiries.length === 0) throw new RangeError('a batch has at least one inquiry');
    return JSON.stringify({
      request_inquiries: input.requestInquiries.map(writeRequestInquiry),
      total_amount_inquired: writeAmount('total_amount_inquired', input.totalAmountInquired),
      event_id: input.eventId,
    });
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the batch; the inquiries carry it as `batch_id`
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   * @see bunq API, request-inquiry-batch
   */
  async create(caller: BunqCaller, input: OfAccount & { body: string; requestId: string }): Promise<number> {
    const { monetaryAccountId, ...rest } = input;
    const params = { monetaryAccountId };
    return readCreatedId(
      await caller.send({ priority: 'payment', ...rest, method: 'POST', endpoint: collection, params }),
    );
  },

  /** One batch with its inquiries as they stand. Safe to repeat. */
  async get(caller: BunqCaller, input: OfAccount & { requestInquiryBatchId: number }): Promise<RequestInquiryBatch> {
    const { monetaryAccountId, requestInquiryBatchId, ...options } = input;
    const params = { monetaryAccountId, requestInquiryBatchId };
    const answer = await caller.send({ ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, 'RequestInquiryBatch', batchSchema);
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: OfAccount & BunqListQuery): Promise<BunqPage<RequestInquiryBatch>> {
    const { monetaryAccountId, deadlineMs, priority } = input;
    const params = { monetaryAccountId };
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, params, query, deadlineMs, priority });
    return readPage(answer, 'RequestInquiryBatch', batchSchema);
  },

  /** Takes back every inquiry of the batch that is still pending. */
  async revoke(
    caller: BunqCaller,
    input: OfAccount & { requestInquiryBatchId: number; requestId?: string },
  ): Promise<void> {
    const { monetaryAccountId, requestInquiryBatchId, ...options } = input;
    const params = { monetaryAccountId, requestInquiryBatchId };
    const body = JSON.stringify({ status: 'REVOKED' });
    await caller.send({ priority: 'payment', ...options, method: 'PUT', endpoint: item, params, body });
  },
};
