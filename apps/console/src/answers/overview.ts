import { z } from 'zod';

const seconds = z.number().nullable();

export const overviewSchema = z.object({
  as_of: z.string(),
  days: z.array(z.object({ day: z.string(), executed: z.number(), ended_unpaid: z.number(), open: z.number() })),
  consents: z.object({
    authorised: z.number(),
    authorised_in_30_days: z.number(),
    revoked_in_30_days: z.number(),
  }),
  seconds_to_authorise: z.object({ median: seconds, ninety_percent: seconds }),
  bank: z.object({
    in_doubt: z.number(),
    in_review: z.number(),
    calls_in_24_hours: z.number(),
    not_accepted_in_24_hours: z.number(),
  }),
  complaints: z.object({ open: z.number(), overdue: z.number() }),
  incidents: z.object({ open: z.number(), near: z.number(), overdue: z.number() }),
  certificates: z.object({ in_use: z.number(), ending_in_60_days: z.number(), expired: z.number() }),
  audit: z.object({
    records_not_sealed: z.number(),
    oldest_not_sealed_seconds: seconds,
    sealed_at: z.string().nullable(),
    witness_lag_seconds: seconds,
  }),
});
export type OverviewDay = z.output<typeof overviewSchema>['days'][number];

export const trendsSchema = z.object({
  days: z.array(
    z.object({
      day: z.string(),
      seconds_to_authorise: z.object({ median: seconds, ninety_percent: seconds }),
      consents: z.object({ authorised: z.number(), revoked: z.number() }),
      bank: z.object({ calls: z.number(), not_accepted: z.number() }),
      longest_sealing_seconds: seconds,
    }),
  ),
});
