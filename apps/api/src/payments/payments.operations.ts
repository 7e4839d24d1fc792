import { paymentInstanceResourceSchema, paymentResourceSchema } from '@sluis/payment-initiation';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

export const paymentAnswerSchema = paymentResourceSchema
  .extend({
    authorisation_url: z
      .string()
      .nullable()
      .describe('Where the payer agrees; null when they see no page, and once the payment is over.'),
  })
  .meta({ id: 'PaymentWithLink' });

export const timelineSchema = z.strictObject({
  data: z.array(
    z.strictObject({
      version: z.int(),
      status: z.string(),
      bank_status: z.string().nullable(),
      actor: z.string(),
      reason: z.string().nullable(),
      at: z.iso.datetime(),
    }),
  ),
});

export const clientTokenSchema = z
  .strictObject({ client_token: z.string(), expires_at: z.iso.datetime() })
  .meta({ id: 'ClientToken' });

const ids = { id: 'payment' } as const;

export const paymentOperations = {
  initiate: {
    summary: 'Create a payment',
    description:
      'One payment, or an order of many `entries`. The payer comes to our page by `authorisation_url` and goes back to ' +
      '`redirect_uri`; or the payment is made under a consent, with `consent_id` and `account_id`, and the payer confirms a ' +
      'push in the app of the bank. Only the latter can be of many, or for later. With `fallback`, the payer may choose on our ' +
      'page to get a payment request in the app of the bank; the creditor is then an account that you connected.',
    answer: { schema: paymentAnswerSchema },
    errors: [
      'redirect_uri_not_registered',
      'resource_not_found',
      'consent_not_usable',
      'permission_not_granted',
      'account_not_in_consent',
      'rail_not_available',
      'schedule_not_possible',
      'spending_rule_broken',
      'bank_connection_not_usable',
    ],
    example: {
      amount: { value: '12.50', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: 'NL02ABNA0123456789' },
      remittance_information: 'Order 1042',
      reference: 'order-1042',
      redirect_uri: 'https://shop.example/return',
      state: 'order-1042',
    },
  },
  list: { summary: 'List payments', answer: { schema: pageSchema(paymentAnswerSchema) } },
  get: { summary: 'Read a payment', ids, answer: { schema: paymentAnswerSchema } },
  cancel: {
    summary: 'Cancel a payment',
    description: 'Possible until the payer has agreed at the bank. Repeating it changes nothing more.',
    ids,
    answer: { schema: paymentAnswerSchema },
    errors: ['payment_not_cancellable'],
  },
  createClientToken: {
    summary: 'Make a token for a browser',
    description:
      'The token reads how this one payment stands, for half an hour, from pages of origins that are registered for you: ' +
      '`GET /client/payment-status`. It is shown this once. Of one payment the latest ten are good.',
    ids,
    answer: { schema: clientTokenSchema },
  },
  timeline: { summary: 'Read what happened to a payment', ids, answer: { schema: timelineSchema } },
  instances: {
    summary: 'List the times at which a planned payment fell due',
    ids,
    answer: { schema: pageSchema(paymentInstanceResourceSchema) },
  },
} as const satisfies Record<string, OperationDescription>;
