import {
  payoutBatchResourceSchema,
  payoutInstanceResourceSchema,
  payoutResourceSchema,
  refundResourceSchema,
} from '@sluis/payouts';
import { amountShownSchema } from '@sluis/money';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const timelineSchema = z.strictObject({
  data: z.array(
    z.strictObject({
      version: z.int(),
      status: z.string(),
      actor: z.string(),
      reason: z.string().nullable(),
      at: z.iso.datetime(),
    }),
  ),
});

const ids = { id: 'payout' } as const;
const refundIds = { id: 'payment', refundId: 'refund' } as const;
const connectionErrors = [
  'bank_connection_not_usable',
  'bank_connection_ambiguous',
  'bank_connection_incapable',
  'account_not_in_connection',
] as const;

export const payoutOperations = {
  create: {
    summary: 'Pay out',
    description:
      "Money from a partner's own connected account to whomever it names: at once, or by `schedule` once later or again " +
      'and again.',
    answer: { schema: payoutResourceSchema },
    errors: [...connectionErrors, 'resource_not_found', 'schedule_not_possible'],
    example: {
      amount: { value: '75.00', currency: 'EUR' },
      creditor: { name: 'A. Visser', iban: 'NL02ABNA0123456789' },
      remittance_information: 'Deposit returned',
      reference: 'deposit-88',
    },
  },
  list: { summary: 'List payouts', answer: { schema: pageSchema(payoutResourceSchema) } },
  get: { summary: 'Read a payout', ids, answer: { schema: payoutResourceSchema } },
  timeline: { summary: 'Read what happened to a payout', ids, answer: { schema: timelineSchema } },
  instances: {
    summary: 'List the times at which a planned payout fell due',
    ids,
    answer: { schema: pageSchema(payoutInstanceResourceSchema) },
  },
  cancel: {
    summary: 'Cancel a payout',
    description:
      'Possible until it has been sent to the bank, and afterwards as long as its owner has not confirmed it there or it ' +
      'stands there as a plan of this platform. What a plan has paid stays paid.',
    ids,
    answer: { schema: payoutResourceSchema },
    errors: ['payout_not_cancellable'],
  },
} as const satisfies Record<string, OperationDescription>;

const batchIds = { id: 'payoutBatch' } as const;

export const payoutBatchOperations = {
  create: {
    summary: 'Pay out to many in one order',
    description:
      "Up to 350 payouts from a partner's own connected account in one order, which the bank carries out whole or not at " +
      'all; each entry is `executed` on a movement of its own. By `schedule` once later or again and again.',
    answer: { schema: payoutBatchResourceSchema },
    errors: [...connectionErrors, 'resource_not_found', 'schedule_not_possible'],
    example: {
      entries: [
        {
          amount: { value: '1850.00', currency: 'EUR' },
          creditor: { name: 'A. Visser', iban: 'NL02ABNA0123456789' },
          remittance_information: 'Wages November',
          reference: 'wages-11-visser',
        },
        {
          amount: { value: '2010.00', currency: 'EUR' },
          creditor: { name: 'B. de Boer', iban: 'NL91ABNA0417164300' },
          remittance_information: 'Wages November',
          reference: 'wages-11-deboer',
        },
      ],
      reference: 'wages-11',
    },
  },
  list: { summary: 'List payout batches', answer: { schema: pageSchema(payoutBatchResourceSchema) } },
  get: { summary: 'Read a payout batch', ids: batchIds, answer: { schema: payoutBatchResourceSchema } },
  timeline: { summary: 'Read what happened to a payout batch', ids: batchIds, answer: { schema: timelineSchema } },
  instances: {
    summary: 'List the times at which a planned payout batch fell due',
    ids: batchIds,
    answer: { schema: pageSchema(payoutInstanceResourceSchema) },
  },
  cancel: {
    summary: 'Cancel a payout batch',
    description: 'As a payout: until it has been sent, confirmed by its owner, or its plan is over.',
    ids: batchIds,
    answer: { schema: payoutBatchResourceSchema },
    errors: ['payout_not_cancellable'],
  },
} as const satisfies Record<string, OperationDescription>;

export const refundOperations = {
  create: {
    summary: 'Refund a payment',
    description: 'All that is left of the payment, unless `amount` says less.',
    ids: { id: 'payment' },
    answer: { schema: refundResourceSchema },
    errors: [...connectionErrors, 'payment_not_refundable', 'refund_exceeds_payment'],
    example: { amount: { value: '2.50', currency: 'EUR' }, reference: 'return-7' },
  },
  list: {
    summary: 'List the refunds of a payment',
    ids: { id: 'payment' },
    answer: {
      schema: z.strictObject({
        data: z.array(refundResourceSchema),
        refundable: amountShownSchema,
        /** Of an order of many: what is left of each entry. */
        entries: z.array(z.strictObject({ entry: z.int().min(1), refundable: amountShownSchema })).optional(),
      }),
    },
  },
  get: { summary: 'Read a refund', ids: refundIds, answer: { schema: refundResourceSchema } },
  timeline: { summary: 'Read what happened to a refund', ids: refundIds, answer: { schema: timelineSchema } },
  cancel: {
    summary: 'Cancel a refund',
    description: 'Possible until it has been sent to the bank.',
    ids: refundIds,
    answer: { schema: refundResourceSchema },
    errors: ['payout_not_cancellable'],
  },
} as const satisfies Record<string, OperationDescription>;
