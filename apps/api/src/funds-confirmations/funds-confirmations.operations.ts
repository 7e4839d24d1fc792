import { fundsConfirmationBatchResourceSchema, fundsConfirmationResourceSchema } from '@sluis/funds-confirmation';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const errors = [
  'resource_not_found',
  'consent_not_usable',
  'permission_not_granted',
  'account_not_in_consent',
  'funds_not_confirmable',
] as const;
const question = {
  consent_id: 'con_01k00000000000000000000000',
  amount: { value: '80.00', currency: 'EUR' },
};

export const fundsConfirmationOperations = {
  ask: {
    summary: 'Ask whether an amount could leave an account now',
    description: 'Yes or no. Nothing is reserved, and no balance is told.',
    answer: { schema: fundsConfirmationResourceSchema },
    errors: [...errors, 'aspsp_unavailable'],
    example: question,
  },
  list: { summary: 'List funds confirmations', answer: { schema: pageSchema(fundsConfirmationResourceSchema) } },
  get: {
    summary: 'Read a funds confirmation',
    ids: { id: 'fundsConfirmation' },
    answer: { schema: fundsConfirmationResourceSchema },
  },
} as const satisfies Record<string, OperationDescription>;

export const fundsConfirmationBatchOperations = {
  ask: {
    summary: 'Ask up to a hundred such questions at once',
    description: 'They are answered one by one; read the batch, or wait for its event.',
    answer: { schema: fundsConfirmationBatchResourceSchema },
    errors,
    example: { questions: [question] },
  },
  get: {
    summary: 'Read a batch of funds confirmations',
    ids: { id: 'fundsConfirmationBatch' },
    answer: { schema: fundsConfirmationBatchResourceSchema },
  },
} as const satisfies Record<string, OperationDescription>;
