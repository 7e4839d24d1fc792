import { accountResourceSchema, balanceResourceSchema, transactionResourceSchema } from '@sluis/accounts';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const ids = { id: 'account' } as const;
const asOf = { as_of: z.iso.datetime().nullable().describe('When the bank was last read.') };
const errors = [
  'resource_not_found',
  'request_invalid',
  'consent_not_usable',
  'permission_not_granted',
  'account_not_in_consent',
] as const;
const readErrors = [...errors, 'unattended_reads_exhausted', 'aspsp_unavailable'] as const;
const headers = {
  'Unattended-Reads-Remaining': 'How often the account may still be read today without the payer.',
  'Unattended-Reads-Reset': 'When the first of the reads that were used up counts no more.',
} as const;
const syncHeaders = {
  ...headers,
  'Sync-Status': '`fresh`, `stored`, `pending` or `failed`: how new the data is.',
} as const;

export const accountOperations = {
  list: {
    summary: 'List the accounts of a consent',
    answer: { schema: pageSchema(accountResourceSchema) },
    errors,
  },
  get: { summary: 'Read an account', ids, answer: { schema: accountResourceSchema, headers }, errors: readErrors },
  balances: {
    summary: 'Read the balance of an account',
    ids,
    answer: { schema: z.strictObject({ data: z.array(balanceResourceSchema), ...asOf }), headers: syncHeaders },
    errors: readErrors,
  },
  transactions: {
    summary: 'List the booked transactions of an account',
    ids,
    answer: { schema: pageSchema(transactionResourceSchema).extend(asOf), headers: syncHeaders },
    errors: [...readErrors, 'history_not_available'],
  },
} as const satisfies Record<string, OperationDescription>;
