import { mostQuestionsAtOnce, type FundsQuestion } from '@sluis/funds-confirmation';
import { Money, moneyWireSchema } from '@sluis/money';
import { fromPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { pageQueryShape } from '../http/pagination.js';
import { anyId } from '../http/public-id.js';

/** `POST /v1/funds-confirmations`. */
export const fundsQuestionSchema = z.strictObject({
  consent_id: anyId,
  account_id: anyId.optional(),
  amount: moneyWireSchema,
});

export type FundsQuestionRequest = z.output<typeof fundsQuestionSchema>;

/** `POST /v1/funds-confirmation-batches`. */
export const fundsBatchSchema = z.strictObject({
  questions: z
    .array(fundsQuestionSchema)
    .min(1, 'must hold at least one question')
    .max(mostQuestionsAtOnce, `must hold at most ${mostQuestionsAtOnce} questions`),
});

export type FundsBatchRequest = z.output<typeof fundsBatchSchema>;

/** `GET /v1/funds-confirmations`. */
export const listFundsConfirmationsSchema = z
  .strictObject({
    ...pageQueryShape,
    consent_id: anyId.optional(),
    batch_id: anyId.optional(),
  })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

export type ListFundsConfirmationsRequest = z.output<typeof listFundsConfirmationsSchema>;

/** Ids that name nothing become an id that exists nowhere, and so the same answer as a foreign one. */
export const nowhere = '00000000-0000-0000-0000-000000000000';

export function toFundsQuestion(request: FundsQuestionRequest): FundsQuestion {
  const { consent_id: consentId, account_id: accountId, amount } = request;
  return {
    consentId: fromPublicId('consent', consentId) ?? nowhere,
    account: accountId === undefined ? null : { id: fromPublicId('account', accountId) ?? nowhere },
    amount: Money.fromWire(amount),
  };
}
