import { randomBytes } from 'node:crypto';
import community from '@bunq-community/bunq-js-client';
import { URL_ENVIROMENTS } from '@bunq-community/bunq-js-client/dist/Session.js';

export type CommunityClient = InstanceType<typeof CommunityClientClass>;

// Old CommonJS: its own default sits in what Node takes for the default, unless the loader has already looked inside.
const CommunityClientClass = 'default' in community ? community.default : community;

const silent = (): void => {};

/**
 * A bunq client that others wrote, unchanged but for the host.
 *
 * @param url of the bank, without `/v1`
 */
export function communityClient(url: string): CommunityClient {
  URL_ENVIROMENTS.SANDBOX = url;
  const kept = new Map<string, unknown>();
  const client = new CommunityClientClass(
    {
      get: (key: string) => kept.get(key),
      set: (key: string, value: unknown) => void kept.set(key, value),
      remove: (key: string) => void kept.delete(key),
    },
    { log: silent, info: silent, error: silent, debug: silent, trace: silent },
  );
  client.setKeepAlive(false);
  return client;
}

/** Installation, device and session, in the client's own way. */
export async function signIn(client: CommunityClient, apiKey: string): Promise<void> {
  await client.run(apiKey, [], 'SANDBOX', randomBytes(16).toString('hex'));
  await client.install();
  await client.registerDevice('community client');
  await client.registerSession();
}
