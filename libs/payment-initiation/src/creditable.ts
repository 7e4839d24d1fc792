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
  let day = dayInAmsterdam(after);
  do day = addDays(day, 1);
  while (!isBusinessDay(day));
  return midnightInAmsterdam(addDays(day, 1));
}

/** TARGET is closed at weekends and on six days of the year. */
export function isBusinessDay(day: Date): boolean {
  if (day.getUTCDay() === 0 || day.getUTCDay() === 6) return false;
  const date = day.toISOString().slice(5, 10);
  if (['01-01', '05-01', '12-25', '12-26'].includes(date)) return false;
  const easter = easterSunday(day.getUTCFullYear()).getTime();
  return day.getTime() !== easter - 2 * dayMs && day.getTime() !== easter + dayMs;
}

const dayMs = 86_400_000;

/** The calendar day there, as midnight UTC of the same date. */
function dayInAmsterdam(moment: Date): Date {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(moment);
  return new Date(`${date}T00:00:00Z`);
}

function addDays(day: Date, count: number): Date {
  return new Date(day.getTime() + count * dayMs);
}

/** One or two hours before midnight UTC: whichever is midnight there on that date. */
function midnightInAmsterdam(day: Date): Date {
  const summer = new Date(day.getTime() - 2 * 3_600_000);
  return dayInAmsterdam(summer).getTime() === day.getTime() ? summer : new Date(day.getTime() - 3_600_000);
}

/** Western Easter, by the anonymous Gregorian algorithm. */
function easterSunday(year: number): Date {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return new Date(Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1));
}
