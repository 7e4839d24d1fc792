import { z } from 'zod';
import { compareNames, nameComparisons } from './compare-names.js';

/** `not_possible`: nothing is known that the name could be compared with. */
export const payeeResults = [...nameComparisons, 'not_possible'] as const;
export type PayeeResult = (typeof payeeResults)[number];

/**
 * Whose word the name was compared with:
 * - `bank`        the bank showed it as its own customer's
 * - `beneficiary` an operator saw evidence when the partner registered the account
 */
export const nameSources = ['bank', 'beneficiary'] as const;
export type NameSource = (typeof nameSources)[number];

export const notPossibleReasons = ['no_account_number', 'no_name', 'unknown_account'] as const;
export type NotPossibleReason = (typeof notPossibleReasons)[number];

/** What became of comparing a payee's name with the one under which the account is known. Never that name itself. */
export const payeeVerificationSchema = z
  .strictObject({
    result: z.enum(payeeResults),
    source: z.enum(nameSources).nullable(),
    reason: z.enum(notPossibleReasons).nullable().describe('Why nothing could be compared.'),
    checked_at: z.iso.datetime(),
  })
  .meta({ id: 'PayeeVerification' });
export type PayeeVerification = z.output<typeof payeeVerificationSchema>;

export interface KnownName {
  name: string;
  source: NameSource;
}

export interface PayeeToVerify {
  name: string | null;
  iban: string | null;
}

export function verifyName({ name, iban }: PayeeToVerify, known: KnownName | undefined): PayeeVerification {
  const checkedAt = new Date().toISOString();
  const notPossible = (reason: NotPossibleReason): PayeeVerification => ({
    result: 'not_possible',
    source: null,
    reason,
    checked_at: checkedAt,
  });
  if (iban === null) return notPossible('no_account_number');
  if (name === null) return notPossible('no_name');
  if (known === undefined) return notPossible('unknown_account');
  return { result: compareNames(name, known.name), source: known.source, reason: null, checked_at: checkedAt };
}
