import { amountShownSchema } from '@sluis/money';
import { paymentRequestResourceSchema } from '@sluis/payment-requests';
import { publicIdSchema } from '@sluis/persistence';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const ids = { id: 'paymentRequest' } as const;
const errors = [
  'resource_not_found',
  'redirect_uri_not_registered',
  'bank_connection_not_usable',
  'bank_connection_ambiguous',
  'bank_connection_incapable',
  'account_not_in_connection',
  'attachment_not_usable',
] as const;

const batchShape = {
  id: publicIdSchema('paymentRequestBatch'),
  bank_connection_id: publicIdSchema('bankConnection'),
  account_id: publicIdSchema('account'),
  reference: z.string().nullable(),
  size: z.int(),
  created_at: z.iso.datetime(),
};

const asked = {
  amount: { value: '12.50', currency: 'EUR' },
  debtor: { email: 'a.visser@example.com' },
  remittance_information: 'Table 4',
};

export const paymentRequestOperations = {
  create: {
    summary: 'Ask somebody for money',
    description: "The money arrives on the partner's own connected account.",
    answer: { schema: paymentRequestResourceSchema },
    errors,
    example: { ...asked, reference: 'table-4' },
  },
  list: { summary: 'List payment requests', answer: { schema: pageSchema(paymentRequestResourceSchema) } },
  get: { summary: 'Read a payment request', ids, answer: { schema: paymentRequestResourceSchema } },
  revoke: {
    summary: 'Take a payment request back',
    ids,
    answer: { schema: paymentRequestResourceSchema },
    errors: ['payment_request_not_revocable', 'bank_connection_not_usable'],
  },
} as const satisfies Record<string, OperationDescription>;

export const paymentRequestBatchOperations = {
  create: {
    summary: 'Ask several people for money',
    answer: { schema: z.strictObject({ ...batchShape, payment_requests: z.array(paymentRequestResourceSchema) }) },
    errors,
    example: { reference: 'dinner', payment_requests: [asked] },
  },
  get: {
    summary: 'Read how far a batch is',
    description: 'The requests themselves are listed by `GET /v1/payment-requests?batch_id=`.',
    ids: { id: 'paymentRequestBatch' },
    answer: {
      schema: z.strictObject({
        ...batchShape,
        count_by_status: z.record(z.string(), z.int()),
        amount: amountShownSchema,
        amount_paid: amountShownSchema,
      }),
    },
  },
} as const satisfies Record<string, OperationDescription>;
