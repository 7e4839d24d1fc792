import { dayInAmsterdam, endOfBusinessDay } from '@sluis/money';

/**
 * Why the payee may count on the money.
 *
 * - `within_bunq`: both accounts are at bunq, where accepting and crediting is one step
 * - `expected_arrival`: the bank told when it arrives at the other bank, and that time has come
 * - `sct_term`: a credit transfer to another bank has to be credited by the end of the next business day, and that is over
 *
 * @see PSD2 art. 80 (irrevocability), art. 83(1) (term)
 */
export const creditableBases = ['within_bunq', 'expected_arrival', 'sct_term'] as const;
export type CreditableBasis = (typeof creditableBases)[number];

export interface Creditable {
  basis: CreditableBasis;
  from: Date;
}

/** The movement that proved the execution, as far as the bank showed it. */
export interface ProvenMovement {
  creditorIban: string | null;
  /** When the bank expects it at the other bank. */
  arrivalExpectedAt?: Date | undefined;
}

/** @returns when the payee may count on all of these movements: what comes last decides */
export function creditableFrom(movements: readonly ProvenMovement[], executedAt: Date): Creditable {
  const each = movements.map((movement) => ofMovement(movement, executedAt));
  return each.reduce((last, one) => (one.from > last.from ? one : last), { basis: 'within_bunq', from: executedAt });
}

function ofMovement({ creditorIban, arrivalExpectedAt }: ProvenMovement, executedAt: Date): Creditable {
  if (creditorIban !== null && isBunqIban(creditorIban)) return { basis: 'within_bunq', from: executedAt };
  if (arrivalExpectedAt) {
    const from = arrivalExpectedAt > executedAt ? arrivalExpectedAt : executedAt;
    return { basis: 'expected_arrival', from };
  }
  return { basis: 'sct_term', from: endOfNextBusinessDay(executedAt) };
}

/** Only what the IBAN itself says. A bunq account under another country's number is taken for another bank: later, never too early. */
function isBunqIban(iban: string): boolean {
  return /^(NL|IE)\d{2}BUNQ/.test(iban);
}

/** The first moment after the next TARGET business day, in Amsterdam. */
export function endOfNextBusinessDay(after: Date): Date {
  return endOfBusinessDay(dayInAmsterdam(after), 1);
}
