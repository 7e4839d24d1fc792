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

/** Milliseconds since 1970 of its first payment; for ever without a plan. Whoever agrees later would pay at once. */
export function startOf(schedule: PaymentSchedule | null): number {
  return schedule ? Date.parse(schedule.start) : Infinity;
}

/** When the last payment can fall due. */
export function endOf({ start, recurrence }: PaymentSchedule): Date {
  return new Date(recurrence?.until ?? start);
}

const hourMs = 3_600_000;
const stepsMs = { hourly: hourMs, daily: 24 * hourMs, weekly: 7 * 24 * hourMs };
const stepMonths = { monthly: 1, yearly: 12 };

/** How often it falls due at least, when nobody ends it before; a time at the very end is not counted. */
export function timesDue({ start, recurrence }: PaymentSchedule): number {
  if (!recurrence) return 1;
  const { unit, every, until } = recurrence;
  const [from, to] = [new Date(start), new Date(until)];
  if (unit === 'hourly' || unit === 'daily' || unit === 'weekly')
    return Math.max(1, Math.ceil((to.getTime() - from.getTime()) / (every * stepsMs[unit])));
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const isLastMonthDue = timeInMonth(from) < timeInMonth(to);
  return Math.max(1, Math.ceil((months + (isLastMonthDue ? 1 : 0)) / (every * stepMonths[unit])));
}

function timeInMonth(time: Date): number {
  return time.getTime() - Date.UTC(time.getUTCFullYear(), time.getUTCMonth());
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
