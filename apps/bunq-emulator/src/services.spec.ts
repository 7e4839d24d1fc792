import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { connectedClient, idOf, part, TestClient } from './testing/test-client.js';
import { makeCertificate } from './testing/test-tpp.js';
import { formatTimestamp } from './wire/timestamp.js';

describe('the services around an account', () => {
  let emulator: Emulator;
  let client: TestClient;
  let user: TestUser;
  let home: string;
  let path: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    user = await createUser(emulator.url, { name: 'Anna Visser', balance: '100.00' });
    client = await connectedClient(emulator.url, user.apiKey);
    home = `/v1/user/${user.id}`;
    path = `${home}/monetary-account/${user.accountId}`;
    for (const value of ['1.00', '2.50']) {
      const counterparty_alias = { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Kiosk "De Hoek"; Ede' };
      const body = { amount: { value, currency: 'EUR' }, counterparty_alias, description: 'Krant' };
      await client.send('POST', `${path}/payment`, { body });
    }
  });
  afterAll(() => emulator.close());

  const today = () => formatTimestamp(emulator.bank.time()).slice(0, 10);
  const order = (more: Record<string, unknown>) =>
    client.send('POST', `${path}/customer-statement`, {
      body: { statement_format: 'CSV', regional_format: 'EUROPEAN', date_start: today(), date_end: today(), ...more },
    });
  const fileOf = async (more: Record<string, unknown>) => {
    const file = await client.fetchFile(`${path}/customer-statement/${idOf(await order(more))}/content`);
    return { ...file, text: file.bytes.toString('latin1') };
  };

  it('write statements as CSV, MT940 and PDF, signed', async () => {
    const european = await fileOf({});
    expect(european).toMatchObject({ status: 200, contentType: 'text/csv', isSigned: true });
    expect(european.text.split('\r\n')[3]).toContain('"-2,50";');
    expect(european.text).toContain('"Kiosk ""De Hoek""; Ede"');
    expect((await fileOf({ regional_format: 'UK_US' })).text).toContain('"-2.50",');
    const mt940 = (await fileOf({ statement_format: 'MT940' })).text;
    expect(mt940).toMatch(/:60F:C\d{6}EUR0,00\r\n/);
    expect(mt940).toMatch(/:62F:C\d{6}EUR96,50\r\n-/);
    const pdf = await fileOf({ statement_format: 'PDF' });
    expect([pdf.contentType, pdf.text.slice(0, 8)]).toEqual(['application/pdf', '%PDF-1.4']);
    const startxref = Number(/startxref\n(\d+)/.exec(pdf.text)?.[1]);
    expect(pdf.text.slice(startxref, startxref + 4)).toBe('xref');
  });

  it('list, read and delete statements, and refuse days that do not exist', async () => {
    const id = idOf(await order({}));
    const one = `${path}/customer-statement/${id}`;
    expect(part(await client.send('GET', one), 'CustomerStatement')).toMatchObject({
      status: 'COMPLETED',
      regional_format: 'EUROPEAN',
    });
    expect((await client.send('DELETE', one)).status).toBe(200);
    expect((await client.send('GET', one)).status).toBe(404);
    expect((await order({ date_start: '2026-02-30' })).error).toContain('date_start');
    expect((await order({ date_end: '2020-01-01' })).status).toBe(400);
    expect((await order({ regional_format: null })).error).toBe('Missing field "regional_format".');
  });

  it('tell of events, newest first and by account or status', async () => {
    await client.send('POST', `${path}/request-inquiry`, {
      body: {
        amount_inquired: { value: '1', currency: 'EUR' },
        counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
        description: 'x',
        allow_bunqme: true,
      },
    });
    const all = (await client.send('GET', `${home}/event`)).body.Response ?? [];
    expect(all.map(({ Event }) => Object.keys(Object(Event).object)[0])).toEqual([
      'RequestInquiry',
      'Payment',
      'Payment',
      'Payment',
    ]);
    const waiting = (await client.send('GET', `${home}/event?status=AWAITING_REPLY`)).body.Response ?? [];
    expect(waiting).toHaveLength(1);
    const { id } = Object(waiting[0]?.['Event']);
    expect(part(await client.send('GET', `${home}/event/${id}`), 'Event')).toMatchObject({
      action: 'CREATE',
      user_id: String(user.id),
    });
    expect((await client.send('GET', `${home}/event?monetary_account_id=1,2`)).body.Response).toEqual([]);
    expect((await client.send('GET', `${home}/event?status=DONE`)).status).toBe(400);
  });

  it('sum up where the money went', async () => {
    const insights = await client.send('GET', `${home}/insights`);
    expect(insights.body.Response).toMatchObject([
      { InsightCategory: { category: 'INCOME', amount_total: { value: '100.00' }, number_of_transactions: 1 } },
      { InsightCategory: { category: 'GENERAL', amount_total: { value: '-3.50' }, number_of_transactions: 2 } },
    ]);
    expect((await client.send('GET', `${home}/insights-search?category=GENERAL`)).body.Response).toHaveLength(2);
    expect((await client.send('GET', `${home}/insights?time_end=2020-01-01 00:00:00`)).body.Response).toEqual([]);
  });

  it('let people change what they say about themselves', async () => {
    const put = (body: Record<string, unknown>) => client.send('PUT', `/v1/user-person/${user.id}`, { body });
    const address_main = { street: 'Kade', house_number: '9', postal_code: '1111AA', city: 'Hoorn', country: 'NL' };
    expect(idOf(await put({ public_nick_name: 'Annie', address_main, language: 'nl_NL' }))).toBe(user.id);
    expect(part(await client.send('GET', '/v1/user'), 'UserPerson')).toMatchObject({
      public_nick_name: 'Annie',
      address_main,
      language: 'nl_NL',
      legal_name: 'Anna Visser',
    });
    expect((await put({ notification_filters: [] })).error).toBe('Superfluous field "notification_filters".');
    expect((await client.send('PUT', `/v1/user-company/${user.id}`, { body: {} })).status).toBe(404);
    expect(part(await client.send('GET', `${home}/limit`), 'CustomerLimit')['limit_monetary_account']).toBe(25);
  });

  it('show pictures people chose', async () => {
    const headers = { 'Content-Type': 'image/png', 'X-Bunq-Attachment-Description': 'Me' };
    const picture = await client.send('POST', '/v1/attachment-public', { raw: Buffer.from('png'), headers });
    const attachment_public_uuid = part(picture, 'Uuid')['uuid'];
    const avatar_uuid = part(await client.send('POST', '/v1/avatar', { body: { attachment_public_uuid } }), 'Uuid')[
      'uuid'
    ];
    await client.send('PUT', `/v1/user-person/${user.id}`, { body: { avatar_uuid } });
    const read = part(await client.send('GET', '/v1/user'), 'UserPerson');
    expect(read['avatar']).toMatchObject({ uuid: avatar_uuid, image: [{ attachment_public_uuid }] });
    expect(read).not.toHaveProperty('avatar_uuid');
  });

  it('let a key be used from another address later, and no more after that', async () => {
    const elsewhere = new TestClient(emulator.url);
    await elsewhere.install();
    const body = { description: 'x', secret: user.apiKey, permitted_ips: ['203.0.113.7'] };
    await elsewhere.send('POST', '/v1/device-server', { body });
    expect((await elsewhere.openSession(user.apiKey)).status).toBe(400);
    const credential = part(await client.send('GET', `${home}/credential-password-ip`), 'CredentialPasswordIp');
    const ips = `${home}/credential-password-ip/${String(credential['id'])}/ip`;
    expect((await client.send('POST', ips, { body: { ip: 'nonsense' } })).status).toBe(400);
    const id = idOf(await client.send('POST', ips, { body: { ip: '127.0.0.1', status: 'ACTIVE' } }));
    expect((await elsewhere.openSession(user.apiKey)).status).toBe(200);
    await client.send('PUT', `${ips}/${id}`, { body: { status: 'INACTIVE' } });
    expect((await elsewhere.openSession(user.apiKey)).status).toBe(400);
    expect(part(await client.send('GET', `${ips}/${id}`), 'PermittedIp')).toMatchObject({
      ip: '127.0.0.1',
      status: 'INACTIVE',
    });
  });

  it('keep push filters and pinned certificates', async () => {
    const filters = [{ category: 'MUTATION' }, { category: 'REQUEST' }];
    const push = await client.send('POST', `${home}/notification-filter-push`, {
      body: { notification_filters: filters },
    });
    expect(push.body.Response).toMatchObject([
      { NotificationFilterPush: filters[0] },
      { NotificationFilterPush: filters[1] },
    ]);
    const { pem: certificate } = await makeCertificate('CN=Pinned AISP, C=NL');
    const pin = (chain: unknown) =>
      client.send('POST', `${home}/certificate-pinned`, { body: { certificate_chain: chain } });
    expect((await pin([{ certificate: 'nonsense' }])).status).toBe(400);
    const id = idOf(await pin([{ certificate }]));
    expect(part(await client.send('GET', `${home}/certificate-pinned/${id}`), 'CertificatePinned')['id']).toBe(id);
    await client.send('DELETE', `${home}/certificate-pinned/${id}`);
    expect((await client.send('GET', `${home}/certificate-pinned`)).body.Response).toEqual([]);
  });

  it('speak Dutch to whoever asks for it', async () => {
    const error = async (language: string) =>
      (await client.send('GET', '/v1/nothing', { headers: { 'X-Bunq-Language': language } })).body.Error?.[0];
    expect(await error('nl_NL')).toEqual({
      error_description: 'Route not found.',
      error_description_translated: 'Route niet gevonden.',
    });
    expect(await error('fr_FR')).toMatchObject({ error_description_translated: 'Route not found.' });
    const missing = await client.send('POST', `${path}/payment`, { body: {}, headers: { 'X-Bunq-Language': 'nl_NL' } });
    expect(missing.body.Error?.[0]?.['error_description_translated']).toBe('Veld "amount" ontbreekt.');
  });

  it('follow the switches of open questions', async () => {
    const turn = (switches: Record<string, unknown>) => control(emulator.url, 'POST', '/switches', switches);
    await turn({ listsWithoutIds: true });
    const [listed] = (await client.send('GET', `${path}/payment`)).body.Response ?? [];
    expect(Object.keys(Object(listed?.['Payment']))).not.toContain('id');
    await turn({ listsWithoutIds: false, repeatedRequestId: 'replay', requestIdMemorySeconds: 60 });
    const counterparty_alias = { type: 'EMAIL', value: 'bravo@bunq.com' };
    const body = { amount: { value: '1', currency: 'EUR' }, counterparty_alias, description: 'once' };
    const pay = () => client.send('POST', `${path}/payment`, { body, headers: { 'X-Bunq-Client-Request-Id': 'same' } });
    const first = idOf(await pay());
    expect(idOf(await pay())).toBe(first);
    await turn({ repeatedRequestId: 'refuse', repeatedRequestIdStatus: 409 });
    expect((await pay()).status).toBe(409);
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 61 });
    expect(idOf(await pay())).toBeGreaterThan(first);
    await turn({ expiredSessionStatus: 403 });
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 604_801 });
    expect((await client.send('GET', '/v1/user')).status).toBe(403);
    await client.openSession(user.apiKey);
  });
});

describe('limits and fault plans', () => {
  let emulator: Emulator;
  let client: TestClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    const user = await createUser(emulator.url, {});
    client = await connectedClient(emulator.url, user.apiKey);
  });
  afterAll(() => emulator.close());

  const call = async (times: number) => {
    const statuses: number[] = [];
    for (let index = 0; index < times; index += 1) statuses.push((await client.send('GET', '/v1/user')).status);
    return statuses;
  };
  const limits = (body: Record<string, unknown>) => control(emulator.url, 'POST', '/limits', body);

  it('count what is allowed and refused, and can be changed without a word', async () => {
    await limits({ GET: { requests: 4, seconds: 60 } });
    expect(await call(3)).toEqual([200, 200, 200]);
    await limits({ GET: { requests: 3, seconds: 60 } });
    expect(await call(1)).toEqual([429]);
    await limits({ GET: { requests: 5, seconds: 60 } });
    expect(await call(3)).toEqual([200, 200, 429]);
    const { counters } = (await control(emulator.url, 'GET', '/limits')).body;
    expect(counters).toMatchObject({
      allowed: 5,
      refused: 2,
      refused_share: 2 / 7,
      endpoints: [{ method: 'GET', endpoint: '/v1/user', limit: { requests: 5, seconds: 60 }, used_rate: 1 }],
    });
    await limits({ enabled: false });
    expect(await call(2)).toEqual([200, 200]);
  });

  it('let refused calls weigh when that is asked for', async () => {
    const budget = { GET: { requests: 1, seconds: 0.4 }, reset_counters: true };
    const refusedInARow = async (count_refused: boolean) => {
      await limits({ ...budget, count_refused });
      const statuses = [];
      for (let index = 0; index < 4; index += 1) {
        statuses.push(...(await call(1)));
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      await limits({ enabled: false });
      return statuses;
    };
    expect(await refusedInARow(true)).toEqual([200, 429, 429, 429]);
    expect(await refusedInARow(false)).toEqual([200, 429, 200, 429]);
  });

  it('draw the same accidents from the same seed, and others from another', async () => {
    const run = async (seed: number) => {
      await control(emulator.url, 'DELETE', '/fault-plans');
      const faults = [{ status: 500 }, { status: 491 }];
      await control(emulator.url, 'POST', '/fault-plans', {
        seed,
        paths: ['/v1/user'],
        methods: ['GET'],
        faults,
        rate: 0.4,
      });
      return call(40);
    };
    const [first, again, other] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500, 491]));
    const hits = first.filter((status) => status !== 200).length;
    expect(hits).toBeGreaterThan(6);
    expect(hits).toBeLessThan(27);
    const { plans } = (await control(emulator.url, 'GET', '/fault-plans')).body;
    expect(plans).toMatchObject([
      { calls: 40, decided: expect.arrayContaining([expect.objectContaining({ fault: null })]) },
    ]);
    await control(emulator.url, 'DELETE', '/fault-plans');
  });

  it('leave off after as many accidents as agreed', async () => {
    const plan = { seed: 'x', paths: ['^/v1/user$'], faults: [{ status: 500 }], rate: 1, at_most: 2 };
    const { body } = await control(emulator.url, 'POST', '/fault-plans', plan);
    expect(await call(4)).toEqual([500, 500, 200, 200]);
    expect((await control(emulator.url, 'DELETE', `/fault-plans/${String(body['id'])}`)).status).toBe(200);
    expect((await control(emulator.url, 'POST', '/fault-plans', { ...plan, paths: ['^('] })).status).toBe(400);
  });
});
