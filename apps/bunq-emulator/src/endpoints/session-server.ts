import { z } from 'zod';
import { requireUsableHere, usableKey } from '../bank/keys.js';
import { invalid, wrongCredentials } from '../bank/refusal.js';
import { newToken } from '../bank/token.js';
import { type Endpoint, installationEndpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { stamps } from '../objects/labels.js';
import { sessionTimeoutOf, userObject } from '../objects/user.js';
import { answer } from '../wire/envelope.js';

export const sessionEndpoints: Endpoint[] = [
  installationEndpoint({
    method: 'POST',
    path: '/v1/session-server',
    body: z.object({ secret: z.string() }),
    mustBeSigned: () => true,
    handle({ bank, body, installation, ip }) {
      const key = usableKey(bank, body.secret);
      requireUsableHere(bank, key, installation, ip);
      const user = bank.tables.users.get(key.userId);
      if (user === undefined) throw wrongCredentials();
      const open = bank.tables.sessions.where('installation', installation.id);
      if (bank.switches.oneSessionPerInstallation && open.some((other) => other.expiresAt > bank.time())) {
        throw invalid('Authentication token already has a user session.');
      }
      const row = bank.newRow();
      const session = bank.tables.sessions.insert({
        ...row,
        token: newToken(),
        installationId: installation.id,
        apiKeyId: key.id,
        userId: user.id,
        expiresAt: row.createdAt + sessionTimeoutOf(bank, user) * 1_000_000,
      });
      bank.record('session_opened', { session_id: session.id, user_id: user.id, user_kind: user.kind });
      return answer(
        { Id: { id: session.id } },
        { Token: { ...stamps(session), id: bank.nextId(), token: session.token } },
        userObject(bank, user),
      );
    },
  }),
  sessionEndpoint({
    method: 'DELETE',
    // Closes the caller's session whatever id is given; SDKs send 0.
    path: '/v1/session/:sessionId',
    allow: ['own', 'oauth', 'aisp', 'pisp', 'psp'],
    body: noFields,
    handle({ bank, caller }) {
      bank.tables.sessions.remove(caller.session.id);
      bank.record('session_closed', { session_id: caller.session.id, user_id: caller.user.id });
      return answer();
    },
  }),
];
