import { consentResourceSchema } from '@sluis/consents';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const answerSchema = consentResourceSchema
  .extend({
    authorisation_url: z
      .string()
      .nullable()
      .describe('Where the payer decides what is open: the consent itself, or its renewal.'),
  })
  .meta({ id: 'ConsentWithLink' });

const ids = { id: 'consent' } as const;

export const consentOperations = {
  create: {
    summary: 'Ask a payer for a consent',
    description:
      "Every cluster of a payer's data is asked for by name. The payer reads what is asked behind `authorisation_url`, " +
      'chooses accounts at the bank and goes back to `redirect_uri`.',
    answer: { schema: answerSchema },
    errors: ['redirect_uri_not_registered'],
    example: {
      type: 'account_information',
      permissions: ['read_account_list', 'read_balances', 'read_transactions'],
      redirect_uri: 'https://shop.example/return',
      purpose: 'To show your spending by month',
      psu_reference: 'customer-7',
    },
  },
  list: { summary: 'List consents', answer: { schema: pageSchema(answerSchema) } },
  get: { summary: 'Read a consent', ids, answer: { schema: answerSchema } },
  revoke: {
    summary: 'End a consent',
    description: 'What was begun under it is withdrawn where the bank still allows it.',
    ids,
    answer: { schema: answerSchema },
    errors: ['consent_transition_refused'],
  },
  renew: {
    summary: 'Ask the payer to renew a consent',
    description: 'What is allowed stays as it was. The consent goes on unchanged until the payer has agreed.',
    ids,
    answer: { schema: answerSchema },
    errors: ['redirect_uri_not_registered', 'consent_transition_refused'],
    example: { state: 'renewal-3' },
  },
} as const satisfies Record<string, OperationDescription>;
