import { compareNames, type NameComparison } from './compare-names.js';

/** `not_possible`: nothing is known that the name could be compared with. */
export type PayeeResult = NameComparison | 'not_possible';

/**
 * Whose word the name was compared with:
 * - `bank`        the bank showed it as its own customer's
 * - `beneficiary` an operator saw evidence when the partner registered the account
 */
export type NameSource = 'bank' | 'beneficiary';

export type NotPossibleReason = 'no_account_number' | 'no_name' | 'unknown_account';

/** What became of comparing a payee's name with the one under which the account is known. Never that name itself. */
export interface PayeeVerification {
  result: PayeeResult;
  source: NameSource | null;
  /** Why nothing could be compared. */
  reason: NotPossibleReason | null;
  checked_at: string;
}

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
