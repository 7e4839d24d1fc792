import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  accountLabelSchema,
  type BunqAmount,
  type BunqPointer,
  amountSchema,
  idSchema,
  listedIdSchema,
  optionalTimes,
  timeSchema,
  toBunqTime,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

export interface IssuerTransactionInput {
  counterparty: BunqPointer;
  /** positive */
  amount: BunqAmount;
  description: string;
  /** where bunq's page sends the PSU; comes back on every read: the way to recognise our own */
  urlRedirect: string;
  /** bunq's default is ten minutes from now */
  timeExpiry?: Date;
}

const issuerTransactionSchema = z.object({
  id: idSchema,
  ...optionalTimes,
  /** names the transaction on bunq's payment page */
  public_uuid: z.string(),
  amount: amountSchema,
  counterparty_alias: accountLabelSchema.nullish(),
  description: z.string().nullish(),
  url_redirect: z.string().nullish(),
  time_expiry: timeSchema.nullish(),
  /** open and undocumented; expect PENDING, ACCEPTED, REJECTED, CANCELLED, EXPIRED */
  status: z.string(),
  /** the payer's account, once known */
  alias: accountLabelSchema.nullish(),
});

export type IssuerTransaction = z.infer<typeof issuerTransactionSchema>;

const listedSchema = issuerTransactionSchema.extend({ id: listedIdSchema });

/** As a list shows it: bunq may leave the id out. */
export type ListedIssuerTransaction = z.infer<typeof listedSchema>;

const kind = 'PaymentServiceProviderIssuerTransaction';
const collection = 'user/{userId}/payment-service-provider-issuer-transaction';
const item = `${collection}/{issuerTransactionId}`;

/**
 * A single payment whose payer need not be known: the PSU picks the account on bunq's payment page. Called with the
 * TPP's own session; needs the PISP role. The browser's return proves nothing; only `get` does.
 */
export const issuerTransaction = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws BunqAmountError
   */
  serialise(input: IssuerTransactionInput): string {
    return JSON.stringify({
      counterparty_alias: input.counterparty,
      amount: writeAmount('amount', input.amount),
      description: input.description,
      url_redirect: input.urlRedirect,
      time_expiry: input.timeExpiry && toBunqTime(input.timeExpiry),
    });
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the transaction; `get` tells its `public_uuid`
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   */
  async create(caller: BunqCaller, input: BunqCallOptions & { body: string; requestId: string }): Promise<number> {
    return readCreatedId(await caller.send({ priority: 'payment', ...input, method: 'POST', endpoint: collection }));
  },

  /** One transaction as it stands. Safe to repeat. */
  async get(caller: BunqCaller, input: BunqCallOptions & { issuerTransactionId: number }): Promise<IssuerTransaction> {
    const { issuerTransactionId, ...options } = input;
    const params = { issuerTransactionId };
    const answer = await caller.send({ priority: 'payment', ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, kind, issuerTransactionSchema);
  },

  /** Newest first. Safe to repeat. */
  async list(
    caller: BunqCaller,
    input: BunqListQuery & BunqCallOptions = {},
  ): Promise<BunqPage<ListedIssuerTransaction>> {
    const { deadlineMs, priority = 'payment' } = input;
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, query, deadlineMs, priority });
    return readPage(answer, kind, listedSchema);
  },

  /**
   * Withdraws a transaction that the PSU has not answered.
   *
   * @throws BunqApiError when it is no longer pending; `get` tells what became of it
   */
  async cancel(
    caller: BunqCaller,
    input: BunqCallOptions & { issuerTransactionId: number; requestId?: string },
  ): Promise<void> {
    const { issuerTransactionId, ...options } = input;
    const params = { issuerTransactionId };
    const body = JSON.stringify({ status: 'CANCELLED' });
    readCreatedId(await caller.send({ priority: 'payment', ...options, method: 'PUT', endpoint: item, params, body }));
  },
};
