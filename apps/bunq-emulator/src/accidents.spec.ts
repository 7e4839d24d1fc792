import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { TestClient } from './testing/test-client.js';

describe('faults', () => {
  let emulator: Emulator;
  let client: TestClient;
  let user: TestUser;

  beforeAll(async () => {
    emulator = await startEmulator();
    user = await createUser(emulator.url, { balance: '100.00' });
    client = new TestClient(emulator.url);
    await client.install();
    await client.registerDevice(user.apiKey);
    await client.openSession(user.apiKey);
  });
  afterAll(() => emulator.close());
  afterEach(() => control(emulator.url, 'DELETE', '/faults'));

  const lay = (match: Record<string, unknown>, then: Record<string, unknown>) =>
    control(emulator.url, 'POST', '/faults', { match: { path: '/v1/user', ...match }, then });
  const pay = (amount = '1.00') =>
    client.send('POST', `/v1/user/${user.id}/monetary-account/${user.accountId}/payment`, {
      body: {
        amount: { value: amount, currency: 'EUR' },
        counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
        description: 'x',
      },
    });
  const booked = () => emulator.bank.tables.payments.where('account', user.accountId).length;

  it('drops before acting', async () => {
    await lay({ method: 'POST' }, { drop: 'before' });
    const before = booked();
    await expect(pay()).rejects.toThrow('fetch failed');
    expect(booked()).toBe(before);
  });

  it('drops after acting', async () => {
    await lay({ method: 'POST' }, { drop: 'after' });
    const before = booked();
    await expect(pay()).rejects.toThrow('fetch failed');
    expect(booked()).toBe(before + 1);
  });

  it('answers with an error without acting, or after acting', async () => {
    await lay({ method: 'POST' }, { status: 500 });
    await lay({ method: 'POST', nth: 2 }, { status: 491, act: true });
    const before = booked();
    expect((await pay()).status).toBe(500);
    expect(booked()).toBe(before);
    expect((await pay()).status).toBe(491);
    expect(booked()).toBe(before + 1);
    expect((await pay()).status).toBe(200);
  });

  it('refuses of itself, and counts the request id as used where the switch says so', async () => {
    const path = `/v1/user/${user.id}/monetary-account/${user.accountId}/payment`;
    const body = {
      amount: { value: '1.00', currency: 'EUR' },
      counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
      description: 'x',
    };
    const payUnder = (id: string) => client.send('POST', path, { body, headers: { 'X-Bunq-Client-Request-Id': id } });
    for (const remembers of [false, true]) {
      await control(emulator.url, 'POST', '/switches', { rememberRequestIdOfRefused: remembers });
      await lay({ method: 'POST' }, { refuse: { status: 422 } });
      const before = booked();
      expect(await payUnder(`refused ${remembers}`)).toMatchObject({ status: 422, error: 'Not today.' });
      expect((await payUnder(`refused ${remembers}`)).status).toBe(remembers ? 400 : 200);
      expect(booked()).toBe(before + (remembers ? 0 : 1));
    }
    await control(emulator.url, 'POST', '/switches', { rememberRequestIdOfRefused: false });
  });

  it('leaves errors unsigned where the switch says so', async () => {
    for (const isUnsigned of [false, true]) {
      await control(emulator.url, 'POST', '/switches', { unsignedErrors: isUnsigned });
      const refused = await pay('0.00');
      expect([refused.status, client.isSigned(refused)]).toEqual([400, !isUnsigned]);
      expect(client.isSigned(await client.send('GET', '/v1/user'))).toBe(true);
    }
    await control(emulator.url, 'POST', '/switches', { unsignedErrors: false });
  });

  it('signs badly, for as many calls as asked', async () => {
    await lay({ method: 'GET', path: '^/v1/user$', times: 2 }, { bad_signature: true });
    const replies = [];
    for (let index = 0; index < 3; index += 1) replies.push(await client.send('GET', '/v1/user'));
    expect(replies.map((reply) => client.isSigned(reply))).toEqual([false, false, true]);
    const listed = await control(emulator.url, 'GET', '/faults');
    expect(listed.body['faults']).toMatchObject([{ hits: 2, matched: 3 }]);
  });

  it('breaks an answer off in the middle', async () => {
    await lay({}, { truncate: true });
    await expect(client.send('GET', '/v1/user')).rejects.toThrow('terminated');
  });

  it('acts at once but answers late', async () => {
    await lay({ method: 'POST' }, { delay_ms: 150 });
    const before = booked();
    const paying = pay();
    await expect.poll(booked, { interval: 5, timeout: 120 }).toBe(before + 1);
    expect((await paying).status).toBe(200);
  });

  it('hangs after acting until the client gives up', async () => {
    await lay({ path: '/v1/sandbox-user' }, { drop: 'hang' });
    const users = () => emulator.bank.tables.users.all().length;
    const before = users();
    const signal = AbortSignal.timeout(150);
    await expect(fetch(`${emulator.url}/v1/sandbox-user-person`, { method: 'POST', signal })).rejects.toThrow(
      'timeout',
    );
    expect(users()).toBe(before + 1);
  });

  it('answers something else, as a broken proxy would', async () => {
    await lay({}, { status: 502, body: '<html>Bad gateway</html>' });
    const response = await fetch(`${emulator.url}/v1/user`);
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
  });

  it('refuses a malformed fault and control calls under a foreign name', async () => {
    expect((await lay({ path: '^(' }, {})).status).toBe(400);
    const rebound = await emulatorRequest(emulator.url, 'evil.example');
    expect(rebound).toBe(403);
  });

  it('lets no page of another origin control it, and takes JSON alone', async () => {
    const users = () => emulator.bank.tables.users.all().length;
    const before = users();
    const post = async (headers: Record<string, string>, body?: string) =>
      (await fetch(`${emulator.url}/_emulator/users`, { method: 'POST', headers, ...(body ? { body } : {}) })).status;
    const json = { 'content-type': 'application/json' };
    expect(await post({ ...json, origin: 'https://evil.example' }, '{}')).toBe(403);
    expect(await post({ ...json, origin: 'null' }, '{}')).toBe(403);
    expect(await post({ origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await post({ 'content-type': 'text/plain' }, '{}')).toBe(415);
    expect(await post({ 'content-type': 'application/x-www-form-urlencoded' }, 'name=x')).toBe(415);
    expect(await post({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect(users()).toBe(before);
    expect(await post({ 'content-type': 'application/json; charset=utf-8', origin: emulator.url }, '{}')).toBe(200);
    expect(await post({})).toBe(200);
    expect(users()).toBe(before + 2);
  });
});

async function emulatorRequest(url: string, host: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(`${url}/_emulator/users`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
