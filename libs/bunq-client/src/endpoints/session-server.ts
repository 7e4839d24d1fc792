import { z } from 'zod';
import { readCreatedId, readOne } from '../bunq-answer.js';
import type { BunqSession } from '../bunq-context-store.js';
import type { BunqAuthentication, BunqCallOptions, BunqHttp } from '../bunq-http.js';
import { timeSchema } from '../bunq-objects.js';
import { readUser, sessionTimeoutSeconds } from '../bunq-user.js';

const tokenSchema = z.object({ token: z.string().min(1), created: timeSchema });

export const sessionServer = {
  /**
   * Opens a session for an API key or an OAuth access token on the existing installation. bunq allows one call per 30 s
   * and address and may block an address that insists, so nothing here repeats it.
   *
   * The end of the session is reckoned from `session_timeout`, never from bunq's prose, which contradicts itself.
   */
  async create(
    http: BunqHttp,
    authentication: BunqAuthentication,
    input: { secret: string },
    options: BunqCallOptions = {},
  ): Promise<Omit<BunqSession, 'credentialHash'>> {
    const body = JSON.stringify({ secret: input.secret });
    const answer = await http.send({ ...options, method: 'POST', endpoint: 'session-server', body }, authentication);
    const token = readOne(answer, 'Token', tokenSchema);
    const found = readUser(answer);
    return {
      sessionId: readCreatedId(answer),
      token: token.token,
      bunqUserId: found.user.id,
      userType: found.userType,
      grantedByUser: found.userType === 'UserApiKey' ? found.grantedByUser : undefined,
      createdAt: token.created,
      expiresAt: new Date(token.created.getTime() + sessionTimeoutSeconds(found) * 1000),
    };
  },

  /** Ends the session whose token signs in, whatever id is named. */
  async close(http: BunqHttp, authentication: BunqAuthentication, options: BunqCallOptions = {}): Promise<void> {
    await http.send(
      { ...options, method: 'DELETE', endpoint: 'session/{sessionId}', params: { sessionId: 0 } },
      authentication,
    );
  },
};
