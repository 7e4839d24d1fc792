import { z } from 'zod';

export const sessionSchema = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  operations: z.array(z.string()),
  form_token: z.string(),
  expires_at: z.string(),
});
export type Session = z.output<typeof sessionSchema>;
