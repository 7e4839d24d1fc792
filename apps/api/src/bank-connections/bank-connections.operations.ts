import { bankConnectionResourceSchema } from '@sluis/bank-connections';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const answerSchema = bankConnectionResourceSchema
  .extend({
    authorisation_url: z
      .string()
      .nullable()
      .describe('Where somebody of the partner connects the account, while that is open.'),
  })
  .meta({ id: 'BankConnectionWithLink' });

const ids = { id: 'bankConnection' } as const;

export const bankConnectionOperations = {
  create: {
    summary: "Connect a partner's own account",
    description: "By a visit to the bank (`oauth`), or with a key of the account's own (`api_key`), which can do more.",
    answer: { schema: answerSchema },
    errors: ['connection_method_not_available', 'redirect_uri_not_registered'],
    example: { method: 'oauth', redirect_uri: 'https://shop.example/return' },
  },
  list: { summary: 'List bank connections', answer: { schema: pageSchema(answerSchema) } },
  get: { summary: 'Read a bank connection', ids, answer: { schema: answerSchema } },
  disconnect: {
    summary: 'Disconnect an account',
    description: 'What has ended is answered as it ended, so that the call can be repeated.',
    ids,
    answer: { schema: answerSchema },
    errors: ['bank_connection_transition_refused'],
  },
} as const satisfies Record<string, OperationDescription>;
