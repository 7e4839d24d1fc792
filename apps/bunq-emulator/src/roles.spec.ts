import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { connectedClient, TestClient } from './testing/test-client.js';
import { authoriseUrl, exchange, registerOauthApp, registerTpp } from './testing/test-tpp.js';

const tokenAnswer = z.object({ access_token: z.string() });

// Who may call what: o own key, a AISP consent, p PISP consent, t the TPP itself.
const matrix: readonly (readonly [method: string, path: string, allowed: string])[] = [
  ['GET', 'A/payment', 'oa'],
  ['POST', 'A/payment', 'o'],
  ['POST', 'A/payment-batch', 'o'],
  ['GET', 'A/draft-payment', 'op'],
  ['GET', 'A/request-inquiry', 'o'],
  ['POST', 'A/request-inquiry', 'o'],
  ['POST', 'A/request-inquiry-batch', 'o'],
  ['GET', 'A/request-response', 'o'],
  ['PUT', 'A/request-response/1', 'o'],
  ['GET', 'A/schedule', 'oa'],
  ['POST', 'A/schedule-payment', 'o'],
  ['GET', 'A/customer-statement', 'o'],
  ['POST', 'A/attachment', 'o'],
  ['GET', 'A/attachment/1/content', 'oa'],
  ['GET', 'A/mastercard-action', 'oa'],
  ['GET', 'U/monetary-account-savings', 'oap'],
  ['POST', 'U/monetary-account-joint', 'o'],
  ['PUT', 'U/monetary-account-bank/1', 'o'],
  ['GET', 'U/card', 'oa'],
  ['GET', 'U/event', 'oa'],
  ['GET', 'U/insights', 'oa'],
  ['GET', 'U/credential-password-ip', 'ot'],
  ['GET', 'U/certificate-pinned', 'ot'],
  ['GET', 'U/notification-filter-url', 'oapt'],
  ['GET', 'U/notification-filter-failure', 'oapt'],
  ['POST', 'U/confirmation-of-funds', 't'],
  ['GET', 'U/payment-service-provider-draft-payment', 't'],
];

describe('the roles of a session', () => {
  let emulator: Emulator;
  let user: TestUser;
  const clients = new Map<string, TestClient>();

  beforeAll(async () => {
    emulator = await startEmulator();
    user = await createUser(emulator.url, {});
    clients.set('o', await connectedClient(emulator.url, user.apiKey));
    const aisp = await registerTpp(emulator.url, 'CN=Books AISP, C=NL');
    const pisp = await registerTpp(emulator.url, 'CN=Payer PISP, C=NL');
    clients.set('a', await consentOf(aisp));
    clients.set('p', await consentOf(pisp));
    clients.set('t', pisp);
  });
  afterAll(() => emulator.close());

  const consentOf = async (tpp: TestClient) => {
    const app = await registerOauthApp(tpp);
    const url = authoriseUrl(emulator.url, app);
    const { body } = await control(emulator.url, 'POST', `/psu/${user.id}/authorise`, { url, decision: 'accept' });
    const token = tokenAnswer.parse(
      await (await exchange(emulator.url, app, z.string().parse(body['redirect_to']))).json(),
    );
    const client = Object.assign(new TestClient(emulator.url), { installationToken: tpp.installationToken });
    await client.openSession(token.access_token);
    return client;
  };

  it.each(matrix)('decide about %s %s', async (method, path, allowed) => {
    const mayCall: string[] = [];
    for (const [name, client] of clients) {
      const home = `/v1/user/${client.userId}`;
      const full = path.replace('A/', `${home}/monetary-account/${user.accountId}/`).replace('U/', `${home}/`);
      const { status } = await client.send(method, full, method === 'GET' ? {} : { body: {} });
      if (status !== 403) mayCall.push(name);
    }
    expect(mayCall.join('')).toBe(allowed);
  });

  it('are all allowed everything where that is switched on', async () => {
    await control(emulator.url, 'POST', '/switches', { laxRoles: true });
    const client = clients.get('a');
    const path = `/v1/user/${client?.userId ?? 0}/monetary-account/${user.accountId}/request-inquiry`;
    expect((await client?.send('GET', path))?.status).toBe(200);
  });
});
