import type { CreateConnectionInput } from '@sluis/bank-connections';
import { z } from 'zod';
import { plainText, redirectUri } from '../http/text.schema.js';

/** A bunq API key as its owner copied it; the bank tells whether it is one. */
const apiKey = z.string().regex(/^[\x21-\x7e]{16,200}$/, 'must be 16 to 200 printable characters without spaces');

/** `POST /v1/bank-connections`. */
export const createBankConnectionSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('oauth'), redirect_uri: redirectUri, state: plainText(512).optional() }),
  z.strictObject({ method: z.literal('api_key'), api_key: apiKey }),
]);

export type CreateBankConnectionRequest = z.output<typeof createBankConnectionSchema>;

export function toCreateConnection(request: CreateBankConnectionRequest): CreateConnectionInput {
  return request.method === 'oauth'
    ? { method: 'oauth', redirectUri: request.redirect_uri, state: request.state ?? null }
    : { method: 'api_key', apiKey: request.api_key };
}
