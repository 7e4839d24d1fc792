import { DomainError } from '@sluis/errors';
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

/** A word of the bank's that we do not know is no end. */
export function scheduleStatusOf(rawStatus: string): ScheduleStatus {
  if (rawStatus === 'FINISHED') return 'finished';
  return rawStatus === 'CANCELLED' ? 'cancelled' : 'active';
}

/** When the last payment can fall due. */
export function endOf({ start, recurrence }: PaymentSchedule): Date {
  return new Date(recurrence?.until ?? start);
}

/** @throws DomainError schedule_not_possible when it would begin in the past */
export function requireStartAhead({ start }: PaymentSchedule, now: Date): void {
  if (new Date(start) <= now) throw scheduleNotPossible('/schedule/start', 'must lie in the future');
}

export function scheduleNotPossible(pointer: string, detail: string): DomainError {
  return new DomainError('schedule_not_possible', `The schedule is not possible: it ${detail}.`, {
    fields: [{ pointer, code: 'not_possible', detail }],
  });
}
