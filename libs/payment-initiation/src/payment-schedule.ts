/** What came of the standing order at the bank; null until the payer has agreed to it there. */
export type ScheduleStatus = 'active' | 'finished' | 'cancelled';

export const recurrenceUnits = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;

/** When the bank is to pay, as partners write it and as it is kept. Times are RFC 3339 in UTC. */
export interface PaymentSchedule {
  start: string;
  /** null for one payment at `start` */
  recurrence: { unit: (typeof recurrenceUnits)[number]; every: number; until: string } | null;
}

/** When the last payment can fall due. */
export function endOf({ start, recurrence }: PaymentSchedule): Date {
  return new Date(recurrence?.until ?? start);
}
