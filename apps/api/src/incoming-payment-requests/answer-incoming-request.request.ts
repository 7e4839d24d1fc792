import type { AnswerAddresses } from '@sluis/payment-requests';
import { z } from 'zod';
import { plainText } from '../http/text.schema.js';

const addressSchema = z.strictObject({
  street: plainText(140),
  house_number: plainText(20),
  postal_code: plainText(20),
  city: plainText(70),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capitals, for example "NL"'),
});

/** `POST /v1/incoming-payment-requests/{id}/accept`; a body is needed only where an address is asked for. */
export const acceptIncomingRequestSchema = z
  .strictObject({ billing_address: addressSchema.optional(), shipping_address: addressSchema.optional() })
  .default({});

export type AcceptIncomingRequestRequest = z.output<typeof acceptIncomingRequestSchema>;

export function toAnswerAddresses(request: AcceptIncomingRequestRequest): AnswerAddresses {
  return { billing: request.billing_address, shipping: request.shipping_address };
}
