import { z } from 'zod';

const dataRequestSummary = z.object({
  id: z.string(),
  person: z.string(),
  kind: z.string(),
  status: z.string(),
  case_reference: z.string(),
  received_on: z.string(),
  due_at: z.string(),
  is_extended: z.boolean(),
  is_overdue: z.boolean(),
  asked_by: z.string(),
  decided_by: z.string().nullable(),
});

export const dataRequestListSchema = z.object({ data: z.array(dataRequestSummary) });

export const dataRequestSchema = dataRequestSummary.extend({
  identifier: z.object({ kind: z.string(), value: z.string().nullable() }).nullable(),
  reason: z.string(),
  asked_at: z.string(),
  decided_at: z.string().nullable(),
  refusal: z.string().nullable(),
  ended_at: z.string().nullable(),
  is_held: z.boolean(),
  approval: z.string().nullable(),
  found: z.array(z.object({ id: z.string(), name: z.string(), rows: z.number(), staysBecause: z.string().optional() })),
  outcome: z
    .object({
      erased: z.array(z.object({ id: z.string(), name: z.string(), rows: z.number() })),
      kept: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          rows: z.number(),
          because: z.string(),
          until: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
});
export type DataRequest = z.output<typeof dataRequestSchema>;
