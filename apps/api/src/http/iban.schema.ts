import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { z } from 'zod';

/** An IBAN with right check digits and the length of its country; spaces are taken out, letters become capitals. */
export const ibanSchema = z
  .string()
  .max(42, 'is too long for an IBAN')
  .refine((text) => /^[A-Za-z0-9 ]*$/.test(text), 'must hold letters, digits and spaces only')
  .transform((text) => electronicFormatIBAN(text) ?? '')
  .refine((iban) => isValidIBAN(iban), 'is not a valid IBAN: country, length or check digits are wrong');
