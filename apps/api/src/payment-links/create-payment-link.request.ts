import { Money, moneyWireSchema } from '@sluis/money';
import { paymentLinkUses, type CreatePaymentLinkInput } from '@sluis/payment-links';
import { z } from 'zod';
import { plainText, redirectUri } from '../http/text.schema.js';
import { contactSchema } from '../http/contact.schema.js';
import { toCreditor } from '../payments/initiate-payment.request.js';

const dayMs = 86_400_000;
const longestDays = 3 * 365;
const smallest = Money.fromWire({ value: '0.01', currency: 'EUR' });
const largest = Money.fromWire({ value: '99999999.99', currency: 'EUR' });

const openAmountSchema = z
  .strictObject({ minimum: moneyWireSchema.optional(), maximum: moneyWireSchema.optional() })
  .transform(({ minimum, maximum }) => ({
    minimum: minimum ? Money.fromWire(minimum) : smallest,
    maximum: maximum ? Money.fromWire(maximum) : largest,
  }))
  .refine(({ minimum, maximum }) => minimum.minorUnits <= maximum.minorUnits, {
    message: 'must not be less than the minimum',
    path: ['maximum'],
  });

/** `POST /v1/payment-links`. */
export const createPaymentLinkSchema = z
  .strictObject({
    use: z.enum(paymentLinkUses).default('single'),
    amount: moneyWireSchema.optional(),
    open_amount: openAmountSchema.optional(),
    creditor: contactSchema,
    remittance_information: plainText(140),
    reference: plainText(70).optional(),
    redirect_uri: redirectUri.optional(),
    expires_at: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .refine((date) => date.getTime() > Date.now(), 'must lie in the future')
      .refine((date) => date.getTime() <= Date.now() + longestDays * dayMs, 'must be at most three years from now')
      .optional(),
  })
  .refine(({ amount, open_amount: open }) => (amount === undefined) !== (open === undefined), {
    message: 'give exactly one of amount and open_amount',
    path: ['amount'],
  });

export type CreatePaymentLinkRequest = z.output<typeof createPaymentLinkSchema>;

export function toCreatePaymentLink(request: CreatePaymentLinkRequest): CreatePaymentLinkInput {
  const { amount, open_amount: open } = request;
  return {
    use: request.use,
    amount: amount ? Money.fromWire(amount) : (open ?? { minimum: smallest, maximum: largest }),
    creditor: toCreditor(request.creditor),
    remittanceInformation: request.remittance_information,
    reference: request.reference ?? null,
    redirectUri: request.redirect_uri ?? null,
    expiresAt: request.expires_at ?? null,
  };
}
