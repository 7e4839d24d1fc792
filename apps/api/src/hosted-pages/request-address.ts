import { isPossiblyBunqIban, type Creditor } from '@sluis/payment-initiation';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import { ibanSchema } from '../http/iban.schema.js';

const nobody: Creditor = { name: null, iban: null, email: null, phone: null };
const emailSchema = z.email().max(254);

/**
 * Where a payer wants their payment request: an e-mail address, a phone number, or an IBAN of the bank. People type numbers
 * with spaces and without the code of the country, which is then the Netherlands.
 */
export function readAddress(typed: string): Creditor | 'missing' | 'malformed' {
  const text = typed.trim();
  if (text === '') return 'missing';
  if (text.includes('@')) {
    const email = emailSchema.safeParse(text);
    return email.success ? { ...nobody, email: email.data } : 'malformed';
  }
  if (/^[A-Za-z]{2}/.test(text)) {
    const iban = ibanSchema.safeParse(text.replace(/[\s.-]/g, '').toUpperCase());
    return iban.success && isPossiblyBunqIban(iban.data) ? { ...nobody, iban: iban.data } : 'malformed';
  }
  const phone = parsePhoneNumberFromString(text, 'NL');
  return phone?.isValid() ? { ...nobody, phone: phone.number } : 'malformed';
}
