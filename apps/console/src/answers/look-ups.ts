import { z } from 'zod';
import { pageOf } from './parties.js';

export const lookUpPageSchema = pageOf(
  z.object({
    id: z.string(),
    at: z.string(),
    staff: z.object({ id: z.string(), name: z.string().nullable() }),
    action: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    outcome: z.string(),
    reason: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  }),
);
