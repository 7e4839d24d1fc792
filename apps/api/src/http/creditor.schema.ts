import { isValidPhoneNumber } from 'libphonenumber-js';
import { z } from 'zod';
import { ibanSchema } from './iban.schema.js';
import { plainText } from './text.schema.js';

export const partyName = plainText(70);

/** Whom money goes to: an account with its holder's name, or somebody the bank knows by e-mail address or phone number. */
export const creditorSchema = z
  .strictObject({
    name: partyName.optional(),
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

interface Creditor {
  name: string | null;
  iban: string | null;
  email: string | null;
  phone: string | null;
}

export function toCreditor({ name = null, iban = null, email = null, phone = null }: Partial<Creditor>): Creditor {
  return { name, iban, email, phone };
}
