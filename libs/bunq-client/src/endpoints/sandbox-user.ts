import { z } from 'zod';
import { readOne } from '../bunq-answer.js';
import type { BunqCallOptions, BunqHttp } from '../bunq-http.js';

const apiKeySchema = z.object({ api_key: z.string().min(1) });

/** New users of bunq's sandbox, without authentication. Production knows no such call. */
export const sandboxUser = {
  /** @returns the API key of a new person with one empty account; it lapses unless a device uses it within hours */
  createPerson(http: BunqHttp, options: BunqCallOptions = {}): Promise<string> {
    return create(http, 'sandbox-user-person', options);
  },

  /** @returns the API key of a new company with one empty account; it lapses unless a device uses it within hours */
  createCompany(http: BunqHttp, options: BunqCallOptions = {}): Promise<string> {
    return create(http, 'sandbox-user-company', options);
  },
};

async function create(http: BunqHttp, endpoint: string, options: BunqCallOptions): Promise<string> {
  const answer = await http.send({ ...options, method: 'POST', endpoint, body: '{}' });
  return readOne(answer, 'ApiKey', apiKeySchema).api_key;
}
