import { z } from 'zod';
import { readOne } from '../bunq-answer.js';
import type { BunqCallOptions } from '../bunq-http.js';
import type { BunqCaller } from '../bunq-caller.js';
import { type BunqUser, readUser } from '../bunq-user.js';

const legalNamesSchema = z.object({ legal_names: z.array(z.string()).nullish() });

/** A user's typed twins answer for users of their own kind only. */
const twins = {
  UserPerson: 'user-person/{bunqUserId}',
  UserCompany: 'user-company/{bunqUserId}',
  UserPaymentServiceProvider: 'user-payment-service-provider/{bunqUserId}',
} as const;

export const user = {
  /** The user of this session. Safe to repeat. */
  async get(caller: BunqCaller, options: BunqCallOptions = {}): Promise<BunqUser> {
    return readUser(await caller.send({ ...options, method: 'GET', endpoint: 'user' }));
  },

  /**
   * A user by id: the session's own, and through a consent also the one who gave it. Safe to repeat.
   *
   * @throws BunqApiError for anybody else's id
   */
  async getById(caller: BunqCaller, input: BunqCallOptions & { bunqUserId: number }): Promise<BunqUser> {
    const { bunqUserId, ...options } = input;
    return readUser(
      await caller.send({ ...options, method: 'GET', endpoint: 'user/{bunqUserId}', params: { bunqUserId } }),
    );
  },

  /** As `getById`, from the endpoint of one kind of user. Safe to repeat. */
  async getOfKind(
    caller: BunqCaller,
    input: BunqCallOptions & { kind: keyof typeof twins; bunqUserId: number },
  ): Promise<BunqUser> {
    const { kind, bunqUserId, ...options } = input;
    return readUser(await caller.send({ ...options, method: 'GET', endpoint: twins[kind], params: { bunqUserId } }));
  },

  /** The names under which bunq knows the user by law. Safe to repeat. */
  async legalNames(caller: BunqCaller, options: BunqCallOptions = {}): Promise<string[]> {
    const answer = await caller.send({ ...options, method: 'GET', endpoint: 'user/{userId}/legal-name' });
    return readOne(answer, 'UserLegalNameArray', legalNamesSchema).legal_names ?? [];
  },
};
