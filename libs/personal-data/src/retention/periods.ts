/**
 * How long the law has us keep things, and where it says so. The rules of `retention-policy.ts` and the answers to people
 * are made from this.
 */
export const periods = {
  money: {
    years: 7,
    text: 'Seven years after the calendar year in which it last changed',
    ground:
      'Bookkeeping, seven years: Algemene wet inzake rijksbelastingen art. 52(4). Within that: Wwft art. 33 and PSD2 art. 21, five years. GDPR art. 17(3)(b)',
  },
  evidence: {
    years: 5,
    text: 'Five years after it ended',
    ground: 'Records of payment services, five years: PSD2 art. 21. GDPR art. 17(3)(b) and (e)',
  },
  told: {
    days: 400,
    text: '400 days',
    ground: 'A payer may dispute a payment for 13 months: PSD2 art. 71. GDPR art. 17(3)(e)',
  },
} as const;

/** From when on a thing that last changed at `updated_at` need not be kept any longer: a first of January. */
export function moneyKeptSql(alias: string): string {
  return `(date_trunc('year', ${alias}.updated_at, 'Europe/Amsterdam') + interval '${periods.money.years + 1} years')`;
}

/** Null while it has not ended. */
export function evidenceKeptSql(alias: string): string {
  return `(${alias}.ended_at + interval '${periods.evidence.years} years')`;
}
