import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { idOf, part, TestClient, uniqueText } from './testing/test-client.js';
import { authoriseUrl, exchange, type OauthApp, registerOauthApp, registerTpp } from './testing/test-tpp.js';

const defaults = {
  enforceRequestIds: true,
  rememberRequestIdOfRefused: false,
  pspDraftsWithoutId: false,
  requireUserAgent: true,
  laxRoles: false,
  oneSessionPerInstallation: false,
  unsignedTooManyRequests: false,
  fundsNeedConsent: false,
  tokenErrorStatus: 400,
};

describe('switches', () => {
  let emulator: Emulator;
  let tpp: TestClient;
  let app: OauthApp;
  let psu: TestUser;

  beforeAll(async () => {
    emulator = await startEmulator();
    tpp = await registerTpp(emulator.url);
    app = await registerOauthApp(tpp);
    psu = await createUser(emulator.url, { balance: '100.00' });
  });
  afterAll(() => emulator.close());
  afterEach(() => control(emulator.url, 'POST', '/switches', defaults));

  const turn = (switches: Record<string, unknown>) => control(emulator.url, 'POST', '/switches', switches);
  const draftPath = () => `/v1/user/${tpp.userId}/payment-service-provider-draft-payment`;
  const order = (headers = {}, counterparty_iban = 'NL14RABO0169202917') =>
    tpp.send('POST', draftPath(), {
      headers,
      body: {
        sender_iban: psu.iban,
        counterparty_iban,
        counterparty_name: 'Webshop BV',
        description: 'Order 7',
        amount: { value: '1.00', currency: 'EUR' },
      },
    });
  const ownClient = async (permitted_ips: string[]) => {
    const client = new TestClient(emulator.url);
    await client.install();
    const body = { description: 'x', secret: psu.apiKey, permitted_ips };
    await client.send('POST', '/v1/device-server', { body, token: client.installationToken });
    return client;
  };

  it('are read back, keep what is not named, and refuse unknown names', async () => {
    expect((await turn({ listLagSeconds: 0.5 })).body).toMatchObject({ ...defaults, listLagSeconds: 0.5 });
    expect((await control(emulator.url, 'GET', '/switches')).body['listLagSeconds']).toBe(0.5);
    expect((await turn({ listLagSeconds: 0 })).status).toBe(200);
    expect((await turn({ nonsense: true })).status).toBe(400);
  });

  it('take the id out of PSP drafts', async () => {
    const id = idOf(await order());
    const wrapper = 'PaymentServiceProviderDraftPayment';
    expect(part(await tpp.send('GET', `${draftPath()}/${id}`), wrapper)['id']).toBe(id);
    await turn({ pspDraftsWithoutId: true });
    const read = part(await tpp.send('GET', `${draftPath()}/${id}`), wrapper);
    expect(Object.keys(read).sort()).toEqual(['amount', 'receiver_iban', 'sender_iban', 'status']);
  });

  it('decide what a request id is remembered for', async () => {
    const headers = { 'X-Bunq-Client-Request-Id': uniqueText() };
    await turn({ rememberRequestIdOfRefused: true });
    expect((await order(headers, 'NL00')).status).toBe(400);
    expect((await order(headers)).error).toContain('request id');
    await turn({ enforceRequestIds: false });
    expect((await order(headers)).status).toBe(200);
  });

  it('loosen the roles', async () => {
    const path = `/v1/user/${tpp.userId}/monetary-account`;
    expect((await tpp.send('GET', path)).status).toBe(403);
    await turn({ laxRoles: true });
    expect((await tpp.send('GET', path)).status).toBe(200);
  });

  it('allow one session per installation only', async () => {
    const client = await ownClient(['*']);
    await turn({ oneSessionPerInstallation: true });
    expect((await client.openSession(psu.apiKey)).status).toBe(200);
    expect((await client.openSession(psu.apiKey)).error).toBe('Authentication token already has a user session.');
  });

  it('tie funds to a consent', async () => {
    const ask = () =>
      tpp.send('POST', `/v1/user/${tpp.userId}/confirmation-of-funds`, {
        body: { pointer_iban: { type: 'IBAN', value: psu.iban }, amount: { value: '1.00', currency: 'EUR' } },
      });
    await turn({ fundsNeedConsent: true });
    expect((await ask()).status).toBe(403);
    const url = authoriseUrl(emulator.url, app);
    await control(emulator.url, 'POST', `/psu/${psu.id}/authorise`, { url, decision: 'accept' });
    expect((await ask()).status).toBe(200);
  });

  it('choose the status of a refused token exchange', async () => {
    await turn({ tokenErrorStatus: 401 });
    expect((await exchange(emulator.url, app, 'https://tpp.example/back?code=none')).status).toBe(401);
  });

  it('leave 429 unsigned', async () => {
    await turn({ unsignedTooManyRequests: true });
    await control(emulator.url, 'POST', '/limits', { GET: { requests: 1, seconds: 30 } });
    const [first, second] = [await tpp.send('GET', '/v1/user'), await tpp.send('GET', '/v1/user')];
    await control(emulator.url, 'POST', '/limits', { enabled: false });
    expect([first.status, second.status]).toEqual([200, 429]);
    expect([tpp.isSigned(first), tpp.isSigned(second)]).toEqual([true, false]);
  });

  it('leave a key bound to its addresses alone', async () => {
    const elsewhere = await ownClient(['203.0.113.7']);
    const refused = await elsewhere.openSession(psu.apiKey);
    expect([refused.status, refused.error]).toEqual([
      400,
      'User credentials are incorrect. Incorrect API key or IP address.',
    ]);
    expect((await (await ownClient(['203.0.113.7', '*'])).openSession(psu.apiKey)).status).toBe(200);
  });

  it('leave a draft alone that changed since it was seen', async () => {
    const client = await ownClient(['*']);
    await client.openSession(psu.apiKey);
    const path = `/v1/user/${psu.id}/monetary-account/${psu.accountId}/draft-payment`;
    const entry = {
      amount: { value: '1.00', currency: 'EUR' },
      counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
      description: 'x',
    };
    const id = idOf(await client.send('POST', path, { body: { entries: [entry], number_of_required_accepts: 1 } }));
    const seen = part(await client.send('GET', `${path}/${id}`), 'DraftPayment')['updated'];
    const put = (previous_updated_timestamp: unknown) =>
      client.send('PUT', `${path}/${id}`, { body: { status: 'ACCEPTED', previous_updated_timestamp } });
    expect((await put('2020-01-01 00:00:00.000000')).status).toBe(400);
    expect((await put(seen)).status).toBe(200);
    const accepted = part(await client.send('GET', `${path}/${id}`), 'DraftPayment');
    expect(accepted).toMatchObject({ status: 'ACCEPTED', object: { Payment: { amount: { value: '-1.00' } } } });
  });
});
