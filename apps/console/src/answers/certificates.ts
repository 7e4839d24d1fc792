import { z } from 'zod';

const certificateSchema = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  not_before: z.string(),
  not_after: z.string(),
  days_left: z.number(),
  state: z.string(),
  used_for: z.string(),
  from: z.string(),
  ended_at: z.string().nullable(),
  end_reason: z.string().nullable(),
});
export type Certificate = z.output<typeof certificateSchema>;

export const certificatesSchema = z.object({
  data: z.array(certificateSchema),
  keys: z.array(
    z.object({ setting: z.string(), algorithm: z.string(), key_id: z.string().nullable(), used_for: z.string() }),
  ),
});
