import { transactionResourceSchema } from '@sluis/accounts';
import { bankConnectionResourceSchema } from '@sluis/bank-connections';
import { consentResourceSchema } from '@sluis/consents';
import { fundsConfirmationBatchResourceSchema, fundsConfirmationResourceSchema } from '@sluis/funds-confirmation';
import { paymentInstanceResourceSchema, paymentResourceSchema } from '@sluis/payment-initiation';
import { paymentLinkResourceSchema } from '@sluis/payment-links';
import {
  attachmentResourceSchema,
  incomingRequestResourceSchema,
  paymentRequestResourceSchema,
} from '@sluis/payment-requests';
import {
  payoutBatchResourceSchema,
  payoutInstanceResourceSchema,
  payoutResourceSchema,
  refundResourceSchema,
} from '@sluis/payouts';
import { publicIdSchema } from '@sluis/persistence';
import { disabledReasons } from '@sluis/webhooks';
import { z } from 'zod';

/** Events about one kind of resource. */
interface EventFamily {
  schema: z.ZodType;
  /** What follows the dot: mostly the status that was reached. */
  news: readonly string[];
}

const families: Record<string, EventFamily> = {
  payment: { schema: paymentResourceSchema, news: [...paymentResourceSchema.shape.status.options, 'creditable'] },
  payment_instance: {
    schema: paymentInstanceResourceSchema,
    news: paymentInstanceResourceSchema.shape.status.options,
  },
  payment_link: { schema: paymentLinkResourceSchema, news: ['created', 'paid', 'deactivated', 'expired'] },
  consent: {
    schema: consentResourceSchema,
    news: [
      ...consentResourceSchema.shape.status.options,
      'expiring',
      'renewal_requested',
      'renewed',
      'renewal_rejected',
      'renewal_failed',
      'renewal_expired',
    ],
  },
  bank_connection: { schema: bankConnectionResourceSchema, news: bankConnectionResourceSchema.shape.status.options },
  payout: { schema: payoutResourceSchema, news: payoutResourceSchema.shape.status.options },
  payout_batch: { schema: payoutBatchResourceSchema, news: payoutBatchResourceSchema.shape.status.options },
  payout_instance: {
    schema: payoutInstanceResourceSchema,
    news: payoutInstanceResourceSchema.shape.status.options,
  },
  refund: { schema: refundResourceSchema, news: refundResourceSchema.shape.status.options },
  payment_request: {
    schema: paymentRequestResourceSchema,
    news: [...paymentRequestResourceSchema.shape.status.options, 'shareable'],
  },
  incoming_payment_request: {
    schema: incomingRequestResourceSchema,
    news: incomingRequestResourceSchema.shape.status.options,
  },
  attachment: { schema: attachmentResourceSchema, news: attachmentResourceSchema.shape.status.options },
  funds_confirmation: {
    schema: fundsConfirmationResourceSchema,
    news: fundsConfirmationResourceSchema.shape.status.options,
  },
  funds_confirmation_batch: {
    schema: fundsConfirmationBatchResourceSchema,
    news: fundsConfirmationBatchResourceSchema.shape.status.options,
  },
  transaction: { schema: transactionResourceSchema, news: ['booked'] },
  webhook_endpoint: {
    schema: z.strictObject({
      id: publicIdSchema('webhookEndpoint'),
      url: z.string().optional(),
      disabled_reason: z.enum(disabledReasons).optional(),
    }),
    news: ['test', 'disabled'],
  },
};

export interface EventType {
  type: string;
  resourceType: string;
  schema: z.ZodType;
  /** Follows the dot: the status that the resource has then, or what else is told of it. */
  news: string;
}

/** Everything a partner can be told, each with the resource that the event carries. */
export const eventTypes: EventType[] = Object.entries(families).flatMap(([resourceType, { schema, news }]) =>
  news.map((what) => ({ type: `${resourceType}.${what}`, resourceType, schema, news: what })),
);
