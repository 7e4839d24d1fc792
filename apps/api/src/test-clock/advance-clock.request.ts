import { z } from 'zod';

const daySeconds = 86_400;
/** Long enough for a consent to end and to be renewed. */
const longestDays = 366;

const pattern = /^P(?!$)(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?!$)(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})S)?)?$/;

/** An ISO 8601 duration without years and months, which have no length. */
const duration = z
  .string()
  .max(40)
  .regex(pattern, 'must be a duration such as "P30D" or "PT12H", without years and months')
  .transform((text) => {
    const [weeks, days, hours, minutes, seconds] = (pattern.exec(text) ?? []).slice(1).map((part) => Number(part ?? 0));
    return ((weeks ?? 0) * 7 + (days ?? 0)) * daySeconds + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  })
  .refine((seconds) => seconds > 0, 'must be longer than nothing')
  .refine((seconds) => seconds <= longestDays * daySeconds, `must be at most ${longestDays} days`);

/** `POST /v1/test/clock`. */
export const advanceClockSchema = z.strictObject({ advance: duration });

export type AdvanceClockRequest = z.output<typeof advanceClockSchema>;
