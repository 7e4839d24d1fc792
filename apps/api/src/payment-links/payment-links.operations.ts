import { paymentLinkResourceSchema } from '@sluis/payment-links';
import { z } from 'zod';
import { pageSchema } from '../http/pagination.js';
import type { OperationDescription } from '../openapi/documented.js';

const answerSchema = paymentLinkResourceSchema
  .extend({ url: z.string().describe('What payers open. Whoever has it can pay by it.') })
  .meta({ id: 'PaymentLinkWithUrl' });

const ids = { id: 'paymentLink' } as const;

export const paymentLinkOperations = {
  create: {
    summary: 'Create a payment link',
    description: 'A link that makes a payment for whoever opens it: once, or as often as people like.',
    answer: { schema: answerSchema },
    errors: ['redirect_uri_not_registered', 'rail_not_available'],
    example: {
      use: 'multiple',
      amount: { value: '5.00', currency: 'EUR' },
      creditor: { name: 'Koffie & Zo', iban: 'NL02ABNA0123456789' },
      remittance_information: 'Tip jar',
    },
  },
  list: { summary: 'List payment links', answer: { schema: pageSchema(answerSchema) } },
  get: { summary: 'Read a payment link', ids, answer: { schema: answerSchema } },
  deactivate: {
    summary: 'Deactivate a payment link',
    ids,
    answer: { schema: answerSchema },
    errors: ['payment_link_not_usable'],
  },
  qrSvg: {
    summary: 'Draw a payment link as a QR code (SVG)',
    ids,
    answer: { contentType: 'image/svg+xml' },
  },
  qrPng: { summary: 'Draw a payment link as a QR code (PNG)', ids, answer: { contentType: 'image/png' } },
} as const satisfies Record<string, OperationDescription>;
