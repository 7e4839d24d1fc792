import { z } from 'zod';
import type { PartnerApi } from '../../partner-side/partner-api.js';

const endpointSchema = z.object({ id: z.string(), url: z.string(), status: z.enum(['enabled', 'disabled']) });
const endpointsSchema = z.object({ data: z.array(endpointSchema) });
const secretSchema = z.object({ secret: z.string() });

/**
 * The test partner's webhook endpoint: one, over all starts, so that what waited for it while the stack was down still
 * arrives. Secrets are shown once, so each start gets a new one.
 *
 * @returns the signing secret
 */
export async function prepareWebhookEndpoint(api: PartnerApi, url: string): Promise<string> {
  const { data } = await api.get('/webhook-endpoints', endpointsSchema);
  const known = data.find((endpoint) => endpoint.url === url);
  if (!known) {
    const created = { url, event_types: ['*'], description: 'Test shop of the local stack' };
    return (await api.post('/webhook-endpoints', secretSchema, created)).secret;
  }
  const path = `/webhook-endpoints/${known.id}`;
  if (known.status === 'disabled') await api.patch(path, endpointSchema, { status: 'enabled' });
  return (await api.post(`${path}/rotate-secret`, secretSchema)).secret;
}
