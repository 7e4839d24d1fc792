import { z } from 'zod';
import { type BunqListQuery, type BunqPage, listQuery, readCreatedId, readOne, readPage } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { type BunqAmount, amountSchema, idSchema, optionalTimes } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

export interface PspDraftPaymentInput {
  /** of the payer; must be an account at bunq */
  senderIban: string;
  senderName?: string;
  counterpartyIban: string;
  counterpartyName: string;
  description: string;
  /** positive */
  amount: BunqAmount;
}

const pspDraftPaymentSchema = z.object({
  /** in recordings, though not in bunq's published read schema */
  id: idSchema.nullish(),
  ...optionalTimes,
  sender_iban: z.string(),
  /** `counterparty_iban` when writing */
  receiver_iban: z.string(),
  amount: amountSchema,
  /** open; seen: PENDING, ACCEPTED, COMPLETED, REJECTED, CANCELLED, EXPIRED */
  status: z.string(),
});

export type PspDraftPayment = z.infer<typeof pspDraftPaymentSchema>;

const kind = 'PaymentServiceProviderDraftPayment';
const collection = 'user/{userId}/payment-service-provider-draft-payment';
const item = `${collection}/{draftPaymentId}`;

/**
 * A single payment by a payer known by IBAN, authorised together with the OAuth request. Called with the TPP's own
 * session; needs the PISP role. Deprecated by bunq since 9 March 2026 in favour of the issuer transaction.
 */
export const pspDraftPayment = {
  /**
   * The exact bytes to store before sending and to send, however often.
   *
   * @throws BunqAmountError
   */
  serialise(input: PspDraftPaymentInput): string {
    return JSON.stringify({
      sender_iban: input.senderIban,
      sender_name: input.senderName,
      counterparty_iban: input.counterpartyIban,
      counterparty_name: input.counterpartyName,
      description: input.description,
      amount: writeAmount('amount', input.amount),
    });
  },

  /**
   * Sends these bytes under this request id. bunq does not replay: a used id is refused (`isRequestIdUsed`).
   *
   * @param input.body from `serialise`
   * @returns bunq's id of the draft
   * @throws BunqApiError | BunqNotSentError | BunqOutcomeUnknownError; after the last, list before anything else
   */
  async create(caller: BunqCaller, input: BunqCallOptions & { body: string; requestId: string }): Promise<number> {
    return readCreatedId(await caller.send({ priority: 'payment', ...input, method: 'POST', endpoint: collection }));
  },

  /** One draft as it stands. Safe to repeat. */
  async get(caller: BunqCaller, input: BunqCallOptions & { draftPaymentId: number }): Promise<PspDraftPayment> {
    const { draftPaymentId, ...options } = input;
    const params = { draftPaymentId };
    const answer = await caller.send({ priority: 'payment', ...options, method: 'GET', endpoint: item, params });
    return readOne(answer, kind, pspDraftPaymentSchema);
  },

  /** Newest first. Safe to repeat. */
  async list(caller: BunqCaller, input: BunqListQuery & BunqCallOptions = {}): Promise<BunqPage<PspDraftPayment>> {
    const { deadlineMs, priority = 'payment' } = input;
    const query = listQuery(input);
    const answer = await caller.send({ method: 'GET', endpoint: collection, query, deadlineMs, priority });
    return readPage(answer, kind, pspDraftPaymentSchema);
  },

  /**
   * Withdraws a draft that the PSU has not answered.
   *
   * @throws BunqApiError when it is no longer pending; `get` tells what became of it
   */
  async cancel(
    caller: BunqCaller,
    input: BunqCallOptions & { draftPaymentId: number; requestId?: string },
  ): Promise<void> {
    const { draftPaymentId, ...options } = input;
    const params = { draftPaymentId };
    const body = JSON.stringify({ status: 'CANCELLED' });
    readCreatedId(await caller.send({ priority: 'payment', ...options, method: 'PUT', endpoint: item, params, body }));
  },
};
