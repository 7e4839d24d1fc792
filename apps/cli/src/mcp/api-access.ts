import { Sluis, SluisError } from '@sluis/sdk';

export interface PlatformAccess {
  baseUrl: string;
  apiKey: string;
}

/** What may be written when payments are allowed: drafts that a person confirms at the bank, and their withdrawal. */
const drafting = /\/v1\/payments(\/[^/]+\/cancel)?$/;

/**
 * The API, as far as an agent may go. Held here once more, below the tools: a tool that forgot itself still writes nothing.
 *
 * @throws SluisError for a request beyond that, before it is sent
 */
export function apiFor({ baseUrl, apiKey }: PlatformAccess, { mayDraft }: { mayDraft: boolean }): Sluis {
  return new Sluis({
    apiKey,
    baseUrl,
    fetch: async (url, init) => {
      const isAllowed = init.method === 'GET' || (mayDraft && drafting.test(new URL(url).pathname));
      if (!isAllowed) throw new SluisError('this server only reads');
      return fetch(url, init);
    },
  });
}
