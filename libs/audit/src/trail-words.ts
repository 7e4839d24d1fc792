import { countrySpecs, isValidIBAN } from 'ibantools';
import { z } from 'zod';

const noPersonalData =
  'has personal data (an IBAN, an e-mail address or a phone number): no personal data here: name the case';

/** What people type into the audit trail stays there when the person it is about is erased, so it must name nobody. */
export function namesSomebody(text: string): boolean {
  return hasIban(text) || /[^\s@]@[^\s@]/.test(text) || hasPhoneNumber(text);
}

/**
 * The number of a file at the desk, not its story. Without spaces, and with a digit, it is hardly a name.
 */
export const caseNumberSchema = z
  .string()
  .trim()
  .regex(
    /^(?=.*\d)[A-Za-z0-9#][A-Za-z0-9._/#-]{2,39}$/,
    'must be the number of a case: 3 to 40 letters, digits and ._/#-, one digit at least, no spaces',
  )
  .refine((text) => !hasIban(text), noPersonalData);

/** Why something was done or wanted, in the words of whoever did it. */
export const trailTextSchema = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !namesSomebody(text), noPersonalData);

/** With whatever stands between its letters, and wherever it begins. */
function hasIban(text: string): boolean {
  const compact = text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return [...compact.matchAll(/(?=([A-Z]{2})\d{2})/g)].some(({ index, 1: country = '' }) => {
    const length = countrySpecs[country]?.chars;
    return typeof length === 'number' && isValidIBAN(compact.slice(index, index + length));
  });
}

/** From abroad, or as in the Netherlands; days and times are none. */
function hasPhoneNumber(text: string): boolean {
  const withoutDays = text.replaceAll(/\b\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b/g, ' . ');
  return /(?<![\w.])(?:(?:\+|00)[1-9](?:[ ().-]{0,2}\d){7,14}|\(?0[1-9](?:[ ().-]{0,2}\d){7,9})(?!\w)/.test(
    withoutDays,
  );
}
