import { z } from 'zod';

const incidentSummary = z.object({
  id: z.string(),
  case_reference: z.string(),
  nature: z.string(),
  status: z.string(),
  classification: z.string(),
  detected_at: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  next: z.object({ report: z.string(), due_at: z.string().nullable(), state: z.string() }).nullable(),
});

export const incidentListSchema = z.object({ data: z.array(incidentSummary) });

export const incidentSchema = incidentSummary.extend({
  clocks: z.array(
    z.object({
      report: z.string(),
      state: z.string(),
      due_at: z.string().nullable(),
      free_day_until: z.string().nullable(),
      done_at: z.string().nullable(),
    }),
  ),
  entries: z.array(
    z.object({
      number: z.number(),
      kind: z.string(),
      facts: z.record(z.string(), z.unknown()),
      text: z.string(),
      made_by: z.string(),
      made_at: z.string(),
    }),
  ),
});
export type Incident = z.output<typeof incidentSchema>;

export const incidentFiguresSchema = z.object({
  from: z.string(),
  until: z.string(),
  payments: z.object({ attempted: z.number(), executed: z.number(), failed: z.number(), in_doubt: z.number() }),
  value: z.object({ attempted: z.string(), executed: z.string(), failed: z.string(), in_doubt: z.string() }),
  touched: z.object({ partners: z.number(), payers: z.number(), payments_without_known_payer: z.number() }),
  beside_average_day: z.object({
    affected_transactions_percent: z.number().nullable(),
    affected_value_percent: z.number().nullable(),
  }),
  bank: z.object({
    calls: z.number(),
    refused: z.number(),
    without_answer: z.number(),
    minutes_without_any_answer: z.number(),
  }),
  account_reads: z.object({ asked: z.number(), not_answered: z.number(), partners: z.number() }),
});
