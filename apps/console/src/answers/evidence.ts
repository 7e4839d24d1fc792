import { z } from 'zod';

export const evidencePackSchema = z.object({
  id: z.string(),
  subject: z.string(),
  status: z.enum(['making', 'ready', 'failed', 'gone']),
  failure: z.string().nullable(),
  findings: z.array(z.string()),
});
export type EvidencePack = z.output<typeof evidencePackSchema>;
