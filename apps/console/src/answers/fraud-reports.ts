import { z } from 'zod';

export const fraudReportListSchema = z.object({
  data: z.array(z.object({ id: z.string(), period: z.string(), made_at: z.string(), made_by: z.string() })),
});

export const fraudReportSchema = z.object({
  id: z.string(),
  made_at: z.string(),
  made_by: z.string(),
  figures: z.object({
    period: z.string(),
    from: z.string(),
    until: z.string(),
    home_country: z.string(),
    currency: z.string(),
    rows: z.array(
      z.object({
        row: z.string(),
        name: z.string(),
        area: z.string(),
        transactions: z.number(),
        value: z.string(),
        fraudulent: z.number(),
        fraudulent_value: z.string(),
      }),
    ),
    beside_the_table: z.object({
      by_finding: z.array(z.object({ finding: z.string(), transactions: z.number(), value: z.string() })),
      losses: z.array(z.object({ borne_by: z.string(), lost: z.string(), recovered: z.string() })),
    }),
    drawn_from: z.object({
      by_rail: z.array(z.object({ rail: z.string(), transactions: z.number(), value: z.string() })),
      findings: z.number(),
      transactions_in_other_currencies: z.number(),
    }),
  }),
});
export type FraudReport = z.output<typeof fraudReportSchema>;
