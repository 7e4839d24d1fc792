import { z } from 'zod';
import { cents } from './cents.js';
import { address, geolocation, id, micros, party, row } from './record-parts.js';

export const requireAddress = z.enum(['NONE', 'BILLING', 'SHIPPING', 'BILLING_SHIPPING', 'OPTIONAL']);

/** Somebody asks somebody for money; the side that asks. */
export const requestInquiry = z.object({
  ...row.shape,
  accountId: id,
  createdByUserId: id,
  amount: cents,
  counterparty: party,
  description: z.string(),
  merchantReference: z.string().nullable(),
  attachmentIds: z.array(id),
  status: z.enum(['PENDING', 'ACCEPTED', 'REJECTED', 'REVOKED', 'EXPIRED', 'REFUND_REQUESTED', 'REFUNDED']),
  amountResponded: cents.nullable(),
  respondedAt: micros.nullable(),
  expiresAt: micros,
  revokedByUserId: id.nullable(),
  minimumAge: z.number().int().nullable(),
  requireAddress,
  redirectUrl: z.string().nullable(),
  eventId: id.nullable(),
  batchId: id.nullable(),
  /** Of a request to somebody who is no customer: where the payer is sent. */
  shareUrl: z.string().nullable(),
  addressBilling: address.nullable(),
  addressShipping: address.nullable(),
  geolocation: geolocation.nullable(),
  /** The other side, when it is a customer. */
  responseId: id.nullable(),
  paymentId: id.nullable(),
  refundRequestedAt: micros.nullable().default(null),
  refundRequestedByUserId: id.nullable().default(null),
  refundedAt: micros.nullable().default(null),
});
/** The side that is asked. What happens to a request is kept once, with the inquiry. */
export const requestResponse = z.object({ ...row.shape, inquiryId: id, accountId: id, paymentId: id.nullable() });
export const requestBatch = z.object({
  ...row.shape,
  accountId: id,
  inquiryIds: z.array(id),
  total: cents,
  eventId: id.nullable(),
});

export type RequestInquiry = z.infer<typeof requestInquiry>;
export type RequestResponse = z.infer<typeof requestResponse>;
export type RequestBatch = z.infer<typeof requestBatch>;
export type RequireAddress = z.infer<typeof requireAddress>;
