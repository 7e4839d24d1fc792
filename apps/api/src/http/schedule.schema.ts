import { recurrenceUnits, type PaymentSchedule } from '@sluis/payment-initiation';
import { z } from 'zod';

const time = z.iso.datetime({ offset: true, message: 'must be a time in RFC 3339, for example 2027-01-31T09:00:00Z' });
/** When the bank is to pay: once, later, or again and again until a day. */
export const scheduleSchema = z
  .strictObject({
    start: time,
    recurrence: z
      .strictObject({ unit: z.enum(recurrenceUnits), every: z.int().min(1).max(100).default(1), until: time })
      .optional(),
  })
  .refine(({ start, recurrence }) => !recurrence || new Date(recurrence.until) > new Date(start), {
    message: 'must come after start',
    path: ['recurrence', 'until'],
  });

export function toSchedule({ start, recurrence }: z.output<typeof scheduleSchema>): PaymentSchedule {
  const inUtc = (text: string) => new Date(text).toISOString();
  return { start: inUtc(start), recurrence: recurrence ? { ...recurrence, until: inUtc(recurrence.until) } : null };
}
