import type { Sluis } from '@sluis/sdk';

const eventTypes = ['payment.*', 'payment_request.*', 'refund.*', 'consent.*'];

/**
 * One endpoint over all starts, so that what waited while the shop was closed still arrives. A secret is shown once, so each start
 * gets a new one.
 *
 * @returns the signing secret
 */
export async function registerEndpoint(sluis: Sluis, url: string): Promise<string> {
  const { data } = await sluis.webhookEndpoints.list();
  const known = data.find((endpoint) => endpoint.url === url);
  if (!known) return (await sluis.webhookEndpoints.create({ url, event_types: eventTypes })).secret;
  if (known.status === 'disabled') await sluis.webhookEndpoints.update(known.id, { status: 'enabled' });
  return (await sluis.webhookEndpoints.rotateSecret(known.id)).secret;
}
