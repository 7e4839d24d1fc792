import { z } from 'zod';

export const party = z.object({ name: z.string().nullable(), iban: z.string().nullable() });
export const amount = z.object({ value: z.string(), currency: z.string() });
export const partner = z.object({ id: z.string(), name: z.string() });
const detail = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const timelineEntrySchema = z.object({
  at: z.string(),
  source: z.string(),
  who: z.string(),
  what: z.string(),
  details: z.record(z.string(), detail),
});
export type TimelineEntry = z.output<typeof timelineEntrySchema>;

export const shownPage = z.object({
  id: z.string(),
  template_version: z.string(),
  language: z.string(),
  text_sha256: z.string(),
  first_shown_at: z.string(),
  times_shown: z.number(),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), has_more: z.boolean(), next: z.string().nullable() });
