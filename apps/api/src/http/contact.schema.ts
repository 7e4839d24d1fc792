import { isValidPhoneNumber } from 'libphonenumber-js';
import { z } from 'zod';
import { ibanSchema } from './iban.schema.js';
import { plainText } from './text.schema.js';

/** Somebody at the other end: an IBAN with a name, an e-mail address, or a phone number. */
export const contactSchema = z
  .strictObject({
    name: plainText(70).optional(),
    iban: ibanSchema.optional(),
    email: z.email('is not an e-mail address').max(254).optional(),
    phone: z
      .string()
      .max(20)
      .refine(
        (phone) => /^\+\d+$/.test(phone) && isValidPhoneNumber(phone),
        'must be a phone number in E.164, for example "+31612345678"',
      )
      .optional(),
  })
  .refine(({ iban, email, phone }) => [iban, email, phone].filter((alias) => alias !== undefined).length === 1, {
    message: 'give exactly one of iban, email and phone',
  })
  .refine(({ iban, name }) => iban === undefined || name !== undefined, {
    message: 'is required with iban',
    path: ['name'],
  });

export type Contact = z.output<typeof contactSchema>;

/** @returns the same with null for what was left out */
export function toContact({ name, iban, email, phone }: Contact) {
  return { name: name ?? null, iban: iban ?? null, email: email ?? null, phone: phone ?? null };
}
