import { z } from 'zod';

const limit = z.object({ calls: z.number(), seconds: z.number() });

/** What a worker process is told: which bank, as whom, and where the backlog and the budget lie. */
export const backlogOrderSchema = z.object({
  apiUrl: z.string(),
  redisUrl: z.string(),
  keyPrefix: z.string(),
  limits: z.object({ GET: limit, POST: limit, PUT: limit, DELETE: limit, sessionServer: limit }),
  apiKey: z.string(),
  installation: z.object({
    privateKeyPem: z.string(),
    publicKeyPem: z.string(),
    installationToken: z.string(),
    serverPublicKeyPem: z.string(),
  }),
  accountId: z.number(),
  writes: z.number(),
  /** writes under way at once; enough to fill a window */
  lanes: z.number(),
});
export type BacklogOrder = z.infer<typeof backlogOrderSchema>;

export const jobSchema = z.object({ requestId: z.string(), body: z.string() });

/** Redis keys of one backlog. */
export function backlogKeys(prefix: string): { jobs: string; done: string } {
  return { jobs: `${prefix}:jobs`, done: `${prefix}:done` };
}
