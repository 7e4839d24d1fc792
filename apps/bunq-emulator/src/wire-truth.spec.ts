import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { idOf, part, type Reply, TestClient, uniqueText } from './testing/test-client.js';
import { isBodySignedBy } from './wire/signature.js';

const paymentBody = (description = 'Tea') => ({
  amount: { value: '1', currency: 'EUR' },
  counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
  description,
});
const idsOn = (reply: Reply) => reply.body.Response?.map((one) => Reflect.get(Object(one['Payment']), 'id'));

describe('the wire', () => {
  let emulator: Emulator;
  let client: TestClient;
  let user: TestUser;
  let path: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    user = await createUser(emulator.url, { name: 'Zoë Café', balance: '1000.00' });
    client = new TestClient(emulator.url);
    await client.install();
    await client.registerDevice(user.apiKey);
    await client.openSession(user.apiKey);
    path = `/v1/user/${user.id}/monetary-account/${user.accountId}/payment`;
  });
  afterAll(() => emulator.close());
  beforeEach(() => control(emulator.url, 'POST', '/switches', { listLagSeconds: 0, rejectSuperfluousFields: true }));

  const pay = (description?: string, options = {}): Promise<Reply> =>
    client.send('POST', path, { body: paymentBody(description), ...options });
  const payments = async () => (await client.send('GET', `${path}?count=200`)).body.Response?.length;

  it.each(['/v1/user/%zz', `/v1/user/${'7'.repeat(300)}`, '/v1'])('seals its answer to %s', async (address) => {
    const headers = { 'X-Bunq-Client-Request-Id': uniqueText() };
    const reply = await client.send('GET', address, { headers });
    expect([reply.status, reply.error]).toEqual([expect.toBeOneOf([403, 404]), expect.any(String)]);
    expect(client.isSigned(reply)).toBe(true);
    expect(reply.headers.get('x-bunq-client-response-id')).not.toBeNull();
    expect(reply.headers.get('x-bunq-client-request-id')).toBe(headers['X-Bunq-Client-Request-Id']);
  });

  it('signs the empty body of an answer to HEAD', async () => {
    const { status, headers } = await fetch(`${emulator.url}/v1/user`, { method: 'HEAD' });
    expect(status).toBe(405);
    const signature = headers.get('x-bunq-server-signature') ?? '';
    expect(isBodySignedBy(Buffer.alloc(0), signature, client.serverPublicKey)).toBe(true);
  });

  it('answers an installation with id, token and server key in this order, unsigned', async () => {
    const reply = await client.send('POST', '/v1/installation', {
      body: { client_public_key: client.publicKeyPem },
      token: '',
      signature: false,
    });
    expect(reply.body.Response?.map((one) => Object.keys(one)[0])).toEqual(['Id', 'Token', 'ServerPublicKey']);
    expect(part(reply, 'Token')).toMatchObject({
      token: expect.stringMatching(/^[0-9a-f]{64}$/),
      created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/),
    });
    expect(reply.headers.get('x-bunq-server-signature')).toBeNull();
  });

  it('signs successes and errors, in ASCII, with a response id and the echo of the request id', async () => {
    const id = uniqueText();
    const good = await client.send('GET', '/v1/user', { headers: { 'X-Bunq-Client-Request-Id': id } });
    const bad = await client.send('GET', '/v1/nothing-here');
    expect([good.status, bad.status]).toEqual([200, 404]);
    for (const reply of [good, bad]) {
      expect(client.isSigned(reply)).toBe(true);
      expect(reply.headers.get('content-type')).toBe('application/json');
      expect(reply.headers.get('x-bunq-client-response-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(reply.bytes.every((byte) => byte < 0x7f)).toBe(true);
    }
    expect(good.headers.get('x-bunq-client-request-id')).toBe(id);
    expect(part(good, 'UserPerson')['legal_name']).toBe('Zoë Café');
    expect(bad.error).toBe('Route not found.');
  });

  it('refuses a wrong signature everywhere and a missing one where money moves', async () => {
    const wrong = await client.send('GET', '/v1/user', { signature: Buffer.alloc(256, 1).toString('base64') });
    expect([wrong.status, wrong.error]).toEqual([400, 'The request signature is invalid.']);
    const before = await payments();
    const missing = await pay('Tea', { signature: false });
    expect([missing.status, missing.error]).toEqual([
      466,
      'For this operation a request signature is required. Check the urls for more information.',
    ]);
    expect(missing.body.Error?.[0]?.['error_additional_parameter']).toEqual([
      { url_together_post: 'https://together.bunq.com/d/15399' },
    ]);
    expect(await payments()).toBe(before);
  });

  it('verifies the signature over the bytes as sent', async () => {
    const raw = Buffer.from(`{ "secret" :\n "${user.apiKey}" }`);
    const reply = await client.send('POST', '/v1/session-server', { raw, token: client.installationToken });
    expect(reply.status).toBe(200);
  });

  it('names unknown, missing and mistyped fields', async () => {
    const send = async (body: unknown) => (await client.send('POST', path, { body })).error;
    expect(await send({ ...paymentBody(), colour: 'red' })).toBe('Superfluous field "colour".');
    expect(await send({ ...paymentBody(), amount: undefined })).toBe('Missing field "amount".');
    expect(await send({ ...paymentBody(), description: 7 })).toBe(
      'Invalid type for field "description" (expected STRING).',
    );
    expect(await send({ ...paymentBody(), amount: { value: '-1.00', currency: 'EUR' } })).toBe(
      'The amount must be more than 0.00.',
    );
    const filters = await client.send('POST', `/v1/user/${user.id}/notification-filter-url`, {
      body: { notification_filters: 'x' },
    });
    expect(filters.error).toBe('Invalid type for field "notification_filters" (expected ARRAY containing STRUCT).');
    await control(emulator.url, 'POST', '/switches', { rejectSuperfluousFields: false });
    expect(await send({ ...paymentBody(), colour: 'red' })).toBeUndefined();
  });

  it('tells an unknown token from a right that is missing', async () => {
    const unknown = await client.send('GET', '/v1/user', { token: 'f'.repeat(64) });
    const other = await client.send('GET', '/v1/user/1');
    const role = await client.send('POST', `/v1/user/${user.id}/confirmation-of-funds`, { body: {} });
    expect([unknown.status, unknown.error]).toEqual([401, 'Insufficient authentication.']);
    expect([other.status, other.error]).toEqual([403, 'Insufficient authorisation.']);
    expect(role.status).toBe(403);
    expect((await client.send('DELETE', '/v1/user')).status).toBe(405);
  });

  it('refuses a repeated request id without acting, but forgets the id of a refused call', async () => {
    const headers = { 'X-Bunq-Client-Request-Id': uniqueText() };
    expect((await pay('x'.repeat(9001), { headers })).status).toBe(400);
    expect((await pay('Coffee', { headers })).status).toBe(200);
    const before = await payments();
    const again = await pay('Coffee', { headers });
    expect([again.status, again.error]).toEqual([400, expect.stringContaining('request id')]);
    expect(await payments()).toBe(before);
  });

  it('pages newest first with ids that rise over the whole bank', async () => {
    const ids: number[] = [];
    for (let index = 0; index < 5; index += 1) ids.push(idOf(await pay(`Page ${index}`)));
    expect([...ids].sort((one, other) => one - other)).toEqual(ids);
    const first = await client.send('GET', `${path}?count=2`);
    expect(idsOn(first)).toEqual([ids[4], ids[3]]);
    expect(first.body.Pagination).toEqual({
      future_url: `${path}?count=2&newer_id=${ids[4]}`,
      newer_url: null,
      older_url: `${path}?count=2&older_id=${ids[3]}`,
    });
    const middle = await client.send('GET', first.body.Pagination?.['older_url'] ?? '');
    expect(idsOn(middle)).toEqual([ids[2], ids[1]]);
    expect(middle.body.Pagination).toMatchObject({ future_url: null, newer_url: `${path}?count=2&newer_id=${ids[2]}` });
    const above = await client.send('GET', `${path}?count=2&newer_id=${ids[0]}`);
    expect(idsOn(above)).toEqual([ids[2], ids[1]]);
    const oldest = await client.send('GET', `${path}?older_id=${ids[0]}&count=200`);
    expect(oldest.body.Pagination?.['older_url']).toBeNull();
    const none = await client.send('GET', `${path}?newer_id=${ids[4]}`);
    expect(none.body).toEqual({ Response: [], Pagination: { future_url: null, newer_url: null, older_url: null } });
    expect((await client.send('GET', `${path}?count=201`)).status).toBe(400);
  });

  it('lets new objects appear in lists only after the lag, while a read by id sees them', async () => {
    await control(emulator.url, 'POST', '/switches', { listLagSeconds: 60 });
    const id = idOf(await pay('Late'));
    expect((await client.send('GET', `${path}/${id}`)).status).toBe(200);
    const seen = async () => JSON.stringify((await client.send('GET', `${path}?count=1`)).body).includes('Late');
    expect(await seen()).toBe(false);
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 61 });
    expect(await seen()).toBe(true);
  });

  it('books both sides of a payment inside the bank', async () => {
    const payee = await createUser(emulator.url);
    const body = { ...paymentBody('For you'), counterparty_alias: { type: 'IBAN', value: payee.iban, name: 'x' } };
    const paid = part(
      await client.send('GET', `${path}/${idOf(await client.send('POST', path, { body }))}`),
      'Payment',
    );
    expect(paid).toMatchObject({
      type: 'BUNQ',
      amount: { value: '-1.00', currency: 'EUR' },
      monetary_account_id: user.accountId,
    });
    const state = await control(emulator.url, 'GET', '/state');
    expect(state.body['payments']).toContainEqual(
      expect.objectContaining({ account_id: payee.accountId, amount: '1.00', counterparty_iban: user.iban }),
    );
  });

  it('refuses to pay more than there is', async () => {
    const reply = await client.send('POST', path, {
      body: { ...paymentBody(), amount: { value: '99999999.99', currency: 'EUR' } },
    });
    expect(reply.status).toBe(400);
  });

  it('ends a session on time and by request', async () => {
    const other = new TestClient(emulator.url);
    await other.install();
    await other.registerDevice(user.apiKey);
    await other.openSession(user.apiKey);
    expect((await other.send('DELETE', '/v1/session/0')).body).toEqual({ Response: [] });
    expect((await other.send('GET', '/v1/user')).status).toBe(401);
    await other.openSession(user.apiKey);
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 604_801 });
    expect((await other.send('GET', '/v1/user')).status).toBe(401);
    await client.openSession(user.apiKey);
  });

  it('makes sandbox users for whoever asks, without a body', async () => {
    const reply = await client.send('POST', '/v1/sandbox-user-company', { token: '', signature: false });
    expect(part(reply, 'ApiKey')['api_key']).toMatch(/^sandbox_[0-9a-f]{64}$/);
  });

  it('replaces notification filters as a whole and wants HTTPS', async () => {
    const filterPath = `/v1/user/${user.id}/notification-filter-url`;
    const set = (targets: string[]) =>
      client.send('POST', filterPath, {
        body: {
          notification_filters: targets.map((notification_target) => ({ category: 'MUTATION', notification_target })),
        },
      });
    expect((await set(['http://tpp.example/hook'])).status).toBe(400);
    expect((await set(['https://a.example', 'https://b.example', 'https://c.example'])).status).toBe(400);
    expect(part(await set(['https://a.example/1']), 'NotificationFilterUrl')).toMatchObject({ category: 'MUTATION' });
    await set([]);
    expect((await client.send('GET', filterPath)).body.Response).toEqual([]);
  });

  it('keeps the classic limits when they are switched on', async () => {
    await control(emulator.url, 'POST', '/limits', {});
    const replies = [];
    for (let index = 0; index < 4; index += 1) replies.push(await client.send('GET', '/v1/user'));
    await control(emulator.url, 'POST', '/limits', { enabled: false });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(replies[3]?.error).toBe('Too many requests. You can do a maximum of 3 calls per 3 second to this endpoint.');
  });
});
