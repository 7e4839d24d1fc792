import { z } from 'zod';
import {
  type BunqListQuery,
  type BunqPage,
  listQuery,
  readCreatedId,
  readOne,
  readPage,
  readValue,
} from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { idSchema } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

const callbackUrlSchema = z.object({ id: idSchema.nullish(), url: z.string() });
/** Recorded bare; a wrapper as everywhere else could not be ruled out. */
const nestedCallbackUrlSchema = z.union([
  callbackUrlSchema,
  z.object({ OauthCallbackUrl: callbackUrlSchema }).transform((wrapped) => wrapped.OauthCallbackUrl),
]);
const oauthClientSchema = z.object({
  id: idSchema,
  /** seen: ACTIVE, CANCELLED, CANCELLED_PENDING */
  status: z.string().nullish(),
  display_name: z.string().nullish(),
  client_id: z.string(),
  secret: z.string(),
  callback_url: z.array(nestedCallbackUrlSchema).nullish(),
});

export type OauthClient = z.infer<typeof oauthClientSchema>;
export type OauthCallbackUrl = z.infer<typeof callbackUrlSchema>;

const collection = 'user/{userId}/oauth-client';
const callbackCollection = `${collection}/{oauthClientId}/callback-url`;
const callbackItem = `${callbackCollection}/{callbackUrlId}`;

/** Calls of the TPP's own user. bunq keeps one OAuth client per user, with several callback URLs. */
export const oauthClient = {
  /** @returns the id of the new client */
  async create(caller: BunqCaller, options: BunqCallOptions = {}): Promise<number> {
    const answer = await caller.send({ ...options, method: 'POST', endpoint: collection, body: '{}' });
    const whole = answer.elements.find((element) => element.kind === 'OauthClient');
    // The documented answer is an Id; bunq's example app also reckons with the whole client.
    return whole ? readValue(answer, whole.value, oauthClientSchema).id : readCreatedId(answer);
  },

  /** One client with its secret. Safe to repeat. */
  async get(caller: BunqCaller, input: BunqCallOptions & { oauthClientId: number }): Promise<OauthClient> {
    const { oauthClientId, ...options } = input;
    const request = {
      ...options,
      method: 'GET',
      endpoint: `${collection}/{oauthClientId}`,
      params: { oauthClientId },
    } as const;
    return readOne(await caller.send(request), 'OauthClient', oauthClientSchema);
  },

  /** The clients of this user; bunq keeps one. Safe to repeat. */
  async list(caller: BunqCaller, input: BunqListQuery & BunqCallOptions = {}): Promise<BunqPage<OauthClient>> {
    const { deadlineMs, priority } = input;
    const request = { method: 'GET', endpoint: collection, query: listQuery(input), deadlineMs, priority } as const;
    return readPage(await caller.send(request), 'OauthClient', oauthClientSchema);
  },

  /**
   * Ends the client, or brings a cancelled one back. bunq does not say what becomes of the consents given to it: expect
   * all of them to end.
   */
  async setStatus(
    caller: BunqCaller,
    input: BunqCallOptions & { oauthClientId: number; status: 'ACTIVE' | 'CANCELLED' },
  ): Promise<void> {
    const { oauthClientId, status, ...options } = input;
    const endpoint = `${collection}/{oauthClientId}`;
    const body = JSON.stringify({ status });
    await caller.send({ ...options, method: 'PUT', endpoint, params: { oauthClientId }, body });
  },
};

/** Where bunq may send a PSU back to: compared character for character. */
export const oauthCallbackUrl = {
  /** @returns the id of the new address */
  async create(caller: BunqCaller, input: BunqCallOptions & { oauthClientId: number; url: string }): Promise<number> {
    const { oauthClientId, url, ...options } = input;
    const body = JSON.stringify({ url });
    const request = {
      ...options,
      method: 'POST',
      endpoint: callbackCollection,
      params: { oauthClientId },
      body,
    } as const;
    return readCreatedId(await caller.send(request));
  },

  /** The addresses of a client. Safe to repeat. */
  async list(
    caller: BunqCaller,
    input: BunqListQuery & BunqCallOptions & { oauthClientId: number },
  ): Promise<BunqPage<OauthCallbackUrl>> {
    const { oauthClientId, deadlineMs, priority } = input;
    const answer = await caller.send({
      method: 'GET',
      endpoint: callbackCollection,
      params: { oauthClientId },
      query: listQuery(input),
      deadlineMs,
      priority,
    });
    return readPage(answer, 'OauthCallbackUrl', callbackUrlSchema);
  },

  /** One address. Safe to repeat. */
  async get(caller: BunqCaller, input: OfClient & { callbackUrlId: number }): Promise<OauthCallbackUrl> {
    const { oauthClientId, callbackUrlId, ...options } = input;
    const params = { oauthClientId, callbackUrlId };
    const answer = await caller.send({ ...options, method: 'GET', endpoint: callbackItem, params });
    return readOne(answer, 'OauthCallbackUrl', callbackUrlSchema);
  },

  /** Puts another address in its place. */
  async update(caller: BunqCaller, input: OfClient & { callbackUrlId: number; url: string }): Promise<void> {
    const { oauthClientId, callbackUrlId, url, ...options } = input;
    const params = { oauthClientId, callbackUrlId };
    const body = JSON.stringify({ url });
    await caller.send({ ...options, method: 'PUT', endpoint: callbackItem, params, body });
  },

  /** From here on bunq sends nobody there. */
  async delete(caller: BunqCaller, input: OfClient & { callbackUrlId: number }): Promise<void> {
    const { oauthClientId, callbackUrlId, ...options } = input;
    const params = { oauthClientId, callbackUrlId };
    await caller.send({ ...options, method: 'DELETE', endpoint: callbackItem, params });
  },
};

interface OfClient extends BunqCallOptions {
  oauthClientId: number;
}
