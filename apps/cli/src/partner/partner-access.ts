import { Transport } from '@sluis/sdk';
import { type LocalStackFile, localStackFilePath, localStackFileSchema } from '../local-stack-file.js';
import { readJson } from '../private-file.js';
import { readSettings } from '../settings.js';
import { misuse } from './exit-codes.js';

export interface PartnerOptions {
  apiKey?: string;
  apiUrl?: string;
  json?: true;
}

/** The way to the API with a partner's key. */
export interface PartnerAccess {
  apiUrl: string;
  api: Transport;
  /** The local stack, where that is what is being used. */
  stack: LocalStackFile | undefined;
}

/**
 * From the options, else from the environment, else from the local stack that runs.
 *
 * @throws CommandError when neither names an address or a key
 */
export async function openPartnerAccess(
  { apiKey, apiUrl }: PartnerOptions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<PartnerAccess> {
  const running = await readJson(localStackFilePath(readSettings()), localStackFileSchema);
  const named = apiUrl ?? given(environment['SLUIS_API_URL']);
  const url = named === undefined ? running?.api_url : withoutVersion(named);
  if (url === undefined) {
    throw misuse(
      'No API is named: give --api-url or set SLUIS_API_URL. On this machine, npm start runs one that is found by itself.',
    );
  }
  if (!URL.canParse(url)) throw misuse(`${url} is no address. --api-url takes one such as https://api.example.com.`);
  const stack = running?.api_url === url ? running : undefined;
  // The local stack's key is for the local stack: it never goes to an address that somebody typed.
  const key = apiKey ?? given(environment['SLUIS_API_KEY']) ?? stack?.api_key;
  if (key === undefined) throw misuse(`There is no API key for ${url}: set SLUIS_API_KEY, or give --api-key.`);
  return { apiUrl: url, api: new Transport({ baseUrl: url, apiKey: key }), stack };
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function withoutVersion(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1$/, '');
}
