import { z } from 'zod';

/** What came of the standing order at the bank; null until the payer has agreed to it there. */
export const scheduleStatuses = ['active', 'finished', 'cancelled'] as const;
export type ScheduleStatus = (typeof scheduleStatuses)[number];

export const recurrenceUnits = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const;

/** When the bank is to pay, as partners write it and as it is kept. Times are RFC 3339 in UTC. */
export const paymentScheduleSchema = z.strictObject({
  start: z.iso.datetime(),
  recurrence: z
    .strictObject({ unit: z.enum(recurrenceUnits), every: z.int(), until: z.iso.datetime() })
    .nullable()
    .describe('null for one payment at `start`'),
});
export type PaymentSchedule = z.output<typeof paymentScheduleSchema>;

/** When the last payment can fall due. */
export function endOf({ start, recurrence }: PaymentSchedule): Date {
  return new Date(recurrence?.until ?? start);
}
