import { nextPaymentStatuses, type PaymentStatus } from '@sluis/payment-initiation';
import { publicIdSchema } from '@sluis/persistence';
import { z } from 'zod';
import type { OperationDescription } from '../openapi/documented.js';

/** Nothing of who pays whom how much: the page knows that from its own server, or need not know. */
export const clientPaymentSchema = z
  .strictObject({
    id: publicIdSchema('payment'),
    status: z.enum(Object.keys(nextPaymentStatuses) as PaymentStatus[]),
    is_final: z.boolean(),
    is_creditable: z.boolean().describe('Whether the payee may count on the money now.'),
  })
  .meta({ id: 'ClientPayment' });

export const clientPaymentOperations = {
  read: {
    summary: 'Read how a payment stands, from a browser',
    description:
      'With `Authorization: Bearer ct_…`, the token of `POST /v1/payments/{id}/client-token`; at most once a second. The one operation that pages of ' +
      'other origins may call: of those that are registered for the partner.',
    answer: { schema: clientPaymentSchema },
    errors: ['credential_missing', 'credential_invalid', 'origin_not_registered', 'rate_limited'],
  },
} as const satisfies Record<string, OperationDescription>;
