import type { BunqCallOptions } from '../bunq-http.js';
import type { BunqCaller } from '../bunq-caller.js';
import { type BunqUser, readUser } from '../bunq-user.js';

export const user = {
  /** The user of this session. Safe to repeat. */
  async get(caller: BunqCaller, options: BunqCallOptions = {}): Promise<BunqUser> {
    return readUser(await caller.send({ ...options, method: 'GET', endpoint: 'user' }));
  },
};
