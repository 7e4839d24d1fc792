import { z } from 'zod';

const plannedClass = z.object({
  id: z.string(),
  cut_off: z.string(),
  due: z.number(),
  held: z.number(),
  needed: z.number(),
});

export const dryRunSchema = z.object({ data: z.array(plannedClass) });

export const retentionSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      case_reference: z.string(),
      asked_by: z.string(),
      asked_at: z.string(),
      decided_by: z.string().nullable(),
      ended_at: z.string().nullable(),
      approval: z.string().nullable(),
      classes: z.array(plannedClass.extend({ name: z.string(), deleted: z.number() })),
    }),
  ),
  policy: z.array(z.object({ id: z.string(), name: z.string(), kept: z.string(), ground: z.string() })),
});
export type Retention = z.output<typeof retentionSchema>;
