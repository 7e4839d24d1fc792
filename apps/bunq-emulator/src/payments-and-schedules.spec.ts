import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { connectedClient, idOf, part, type TestClient } from './testing/test-client.js';
import { formatTimestamp } from './wire/timestamp.js';

const day = 86_400;

describe('payments, drafts and schedules', () => {
  let emulator: Emulator;
  let client: TestClient;
  let user: TestUser;
  let path: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    user = await createUser(emulator.url, { balance: '1000.00' });
    client = await connectedClient(emulator.url, user.apiKey);
    path = `/v1/user/${user.id}/monetary-account/${user.accountId}`;
    await control(emulator.url, 'POST', '/switches', { userSessionSeconds: 900 * day });
    await client.openSession(user.apiKey);
    await control(emulator.url, 'POST', '/clock', { frozen: true });
  });
  afterAll(() => emulator.close());

  const entry = (value = '1.00', more: Record<string, unknown> = {}) => ({
    amount: { value, currency: 'EUR' },
    counterparty_alias: { type: 'EMAIL', value: 'bravo@bunq.com' },
    description: 'x',
    ...more,
  });
  const inSeconds = (seconds: number) => formatTimestamp(emulator.bank.time() + seconds * 1_000_000);
  const pass = (seconds: number) => control(emulator.url, 'POST', '/clock', { advance_seconds: seconds });
  const payments = () => emulator.bank.tables.payments.where('account', user.accountId);
  const list = async (what: string) => (await client.send('GET', `${path}/${what}`)).body.Response ?? [];

  it('keep the place a payment was made and refuse pictures to other banks', async () => {
    const headers = { 'X-Bunq-Geolocation': '4.9 52.3 0 100 NL' };
    const id = idOf(await client.send('POST', `${path}/payment`, { body: entry(), headers }));
    const read = part(await client.send('GET', `${path}/payment/${id}`), 'Payment');
    expect(read['geolocation']).toEqual({ latitude: 52.3, longitude: 4.9, altitude: 0, radius: 100 });
    const upload = { 'Content-Type': 'image/png', 'X-Bunq-Attachment-Description': 'x' };
    const picture = idOf(await client.send('POST', `${path}/attachment`, { raw: Buffer.from('x'), headers: upload }));
    const outside = { counterparty_alias: { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Shop' } };
    const attachment = [{ id: picture }];
    expect(
      (await client.send('POST', `${path}/payment`, { body: entry('1', { attachment, ...outside }) })).status,
    ).toBe(400);
    const inside = idOf(await client.send('POST', `${path}/payment`, { body: entry('1', { attachment }) }));
    expect(part(await client.send('GET', `${path}/payment/${inside}`), 'Payment')['attachment']).toEqual([
      { id: picture, monetary_account_id: user.accountId },
    ]);
  });

  it('pay a batch as a whole or not at all', async () => {
    const before = payments().length;
    const post = (values: string[]) =>
      client.send('POST', `${path}/payment-batch`, { body: { payments: values.map((value) => entry(value)) } });
    expect((await post(['1.00', '5000.00'])).error).toContain('insufficient funds');
    expect(payments()).toHaveLength(before);
    const id = idOf(await post(['1.00', '2.00']));
    const batch = part(await client.send('GET', `${path}/payment-batch/${id}`), 'PaymentBatch');
    expect(batch).toHaveProperty('payments.Payment.1.batch_id', id);
    expect((await client.send('PUT', `${path}/payment-batch/${id}`, { body: { status: 'REVOKED' } })).status).toBe(400);
  });

  describe('of several payments, one to an account that was closed meanwhile', () => {
    const together = async () => {
      const payee = await createUser(emulator.url, { name: 'Closed BV' });
      const toPayee = { counterparty_alias: { type: 'IBAN', value: payee.iban, name: 'x' } };
      const close = () => {
        const account = emulator.bank.tables.accounts.get(payee.accountId);
        if (account !== undefined) account.status = 'CANCELLED';
      };
      return { entries: [entry('1.00'), entry('2.00', toPayee)], close };
    };

    it('pay none of a draft, which waits on', async () => {
      const { entries, close } = await together();
      const body = { entries, number_of_required_accepts: 1 };
      const id = idOf(await client.send('POST', `${path}/draft-payment`, { body }));
      close();
      const before = payments().length;
      const answer = await client.send('PUT', `${path}/draft-payment/${id}`, { body: { status: 'ACCEPTED' } });
      expect([answer.status, answer.error]).toEqual([400, 'The account is CANCELLED.']);
      expect(payments()).toHaveLength(before);
      expect(part(await client.send('GET', `${path}/draft-payment/${id}`), 'DraftPayment')['status']).toBe('PENDING');
    });

    it('pay none of a batch', async () => {
      const { entries, close } = await together();
      close();
      const before = payments().length;
      const answer = await client.send('POST', `${path}/payment-batch`, { body: { payments: entries } });
      expect([answer.status, answer.error]).toEqual([400, 'The account is CANCELLED.']);
      expect(payments()).toHaveLength(before);
    });

    it('pay none of a planned batch, which is tried again', async () => {
      const { entries, close } = await together();
      const schedule = { time_start: inSeconds(day), recurrence_unit: 'ONCE', recurrence_size: 1 };
      const body = { payments: entries, schedule };
      const id = idOf(await client.send('POST', `${path}/schedule-payment-batch`, { body }));
      close();
      const before = payments().length;
      await pass(day);
      expect(payments()).toHaveLength(before);
      expect(emulator.bank.tables.scheduleInstances.where('schedule', id)).toMatchObject([
        { state: 'RETRY', problem: 'The account is CANCELLED.', paymentIds: [], batchId: null },
      ]);
      await pass(2 * day);
      expect(payments()).toHaveLength(before);
      expect(emulator.bank.tables.schedules.get(id)?.status).not.toBe('ACTIVE');
    });
  });

  it('let a draft be changed until it is decided', async () => {
    const draft = { entries: [entry('1.00')], number_of_required_accepts: 1 };
    const id = idOf(await client.send('POST', `${path}/draft-payment`, { body: draft }));
    const put = (body: Record<string, unknown>) => client.send('PUT', `${path}/draft-payment/${id}`, { body });
    const read = async () => part(await client.send('GET', `${path}/draft-payment/${id}`), 'DraftPayment');
    const seen = (await read())['updated'];
    await put({ entries: [entry('3.00'), entry('4.00')], previous_updated_timestamp: seen });
    expect(await read()).toMatchObject({ entries: [{ amount: { value: '3.00' } }, { amount: { value: '4.00' } }] });
    expect((await put({ status: 'ACCEPTED', previous_updated_timestamp: seen })).error).toContain('changed since');
    expect((await put({ status: 'ACCEPTED', previous_updated_timestamp: (await read())['updated'] })).status).toBe(200);
    expect((await put({ entries: [entry()] })).status).toBe(400);
    const { PaymentBatch } = Object((await read())['object']);
    expect(part(await client.send('GET', `${path}/payment-batch/${PaymentBatch.id}`), 'PaymentBatch')).toEqual(
      PaymentBatch,
    );
  });

  it('turn an accepted draft with a plan into a schedule that pays on time', async () => {
    const schedule = { time_start: inSeconds(3600), recurrence_unit: 'ONCE', recurrence_size: 1 };
    const draft = { entries: [entry('5.00')], number_of_required_accepts: 1, schedule };
    const id = idOf(await client.send('POST', `${path}/draft-payment`, { body: draft }));
    await control(emulator.url, 'POST', `/psu/${user.id}/drafts/${id}`, { decision: 'accept' });
    const read = part(await client.send('GET', `${path}/draft-payment/${id}`), 'DraftPayment');
    expect(read).toMatchObject({
      schedule: { recurrence_unit: 'ONCE' },
      object: { ScheduledPayment: { status: 'ACTIVE' } },
    });
    const before = payments().length;
    await pass(3599);
    expect(payments()).toHaveLength(before);
    await pass(1);
    expect(payments().at(-1)).toMatchObject({ amount: -500n, extras: { scheduledId: expect.any(Number) } });
  });

  const plan = async (unit: string, more: Record<string, unknown> = {}, value = '1.00') =>
    idOf(
      await client.send('POST', `${path}/schedule-payment`, {
        body: {
          payment: entry(value),
          schedule: { time_start: inSeconds(day), recurrence_unit: unit, recurrence_size: 1, ...more },
        },
      }),
    );

  it('pay again and again until the end, one instance each', async () => {
    const id = await plan('DAILY', { time_end: inSeconds(3.5 * day) });
    const before = payments().length;
    await pass(10 * day);
    expect(payments()).toHaveLength(before + 3);
    expect(part(await client.send('GET', `${path}/schedule-payment/${id}`), 'ScheduledPayment')['status']).toBe(
      'FINISHED',
    );
    const instances = await list(`schedule/${id}/schedule-instance`);
    expect(instances).toHaveLength(3);
    expect(instances[0]).toMatchObject({
      ScheduledInstance: { state: 'FINISHED_SUCCESSFULLY', result_object: { Payment: { scheduled_id: id } } },
    });
  });

  it('keep to the last day of short months', async () => {
    const start = '2030-01-31 10:00:00.000000';
    const id = await plan('MONTHLY', { time_start: start, time_end: '2030-05-01 00:00:00.000000' });
    await pass((Date.UTC(2030, 4, 2) * 1000 - emulator.bank.time()) / 1_000_000);
    await client.openSession(user.apiKey);
    const runs = emulator.bank.tables.scheduleInstances
      .where('schedule', id)
      .map(({ plannedAt }) => formatTimestamp(plannedAt).slice(0, 10));
    expect(runs).toEqual(['2030-01-31', '2030-02-28', '2030-03-31', '2030-04-30']);
  });

  it('try again a day later when the money is missing, and give up after three times', async () => {
    const id = await plan('ONCE', {}, '5000.00');
    await pass(day);
    const states = async () =>
      (await list(`schedule/${id}/schedule-instance`)).map((one) => Object(one['ScheduledInstance']).state);
    expect(await states()).toEqual(['RETRY']);
    await pass(2 * day);
    expect(await states()).toEqual(['FAILED_USER_ERROR']);
  });

  it('are changed and cancelled, and need a signature', async () => {
    const id = await plan('WEEKLY');
    const one = `${path}/schedule-payment/${id}`;
    const changed = await client.send('PUT', one, { body: { payment: entry('9.00') } });
    expect(part(changed, 'ScheduledPayment')).toMatchObject({ payment: { amount: { value: '9.00' } } });
    expect(await list('schedule')).not.toHaveLength(0);
    const ofBatches = await list('schedule?type=SCHEDULE_DEFINITION_PAYMENT_BATCH');
    expect(ofBatches).not.toContainEqual({ Schedule: expect.objectContaining({ id }) });
    expect((await client.send('DELETE', one)).body).toEqual({ Response: [] });
    const before = payments().length;
    await pass(8 * day);
    expect(payments()).toHaveLength(before);
    const body = { payment: entry(), schedule: { time_start: inSeconds(1), recurrence_unit: 'ONCE' } };
    expect((await client.send('POST', `${path}/schedule-payment`, { body, signature: false })).status).toBe(466);
  });
});

describe('accounts and cards', () => {
  let emulator: Emulator;
  let client: TestClient;
  let user: TestUser;
  let base: string;

  beforeAll(async () => {
    emulator = await startEmulator();
    user = await createUser(emulator.url, { balance: '50.00' });
    client = await connectedClient(emulator.url, user.apiKey);
    base = `/v1/user/${user.id}/monetary-account`;
  });
  afterAll(() => emulator.close());

  it('are opened in every kind, each under its own name and list', async () => {
    const partner = await createUser(emulator.url, { email: 'partner@emulator.test' });
    const open = (kind: string, more: Record<string, unknown> = {}) =>
      client.send('POST', `${base}-${kind}`, { body: { currency: 'EUR', description: kind, ...more } });
    const goal = { savings_goal: { value: '200.00', currency: 'EUR' } };
    const all_co_owner = [{ alias: { type: 'EMAIL', value: 'partner@emulator.test' } }];
    expect((await open('joint')).error).toBe('Missing field "all_co_owner".');
    expect((await open('external-savings')).error).toBe('Missing field "service".');
    expect((await open('card')).status).toBe(405);
    const joint = idOf(await open('joint', { all_co_owner }));
    const savings = idOf(await open('savings', goal));
    await open('external', { service: 'AGGREGATOR' });
    await open('external-savings', { service: 'AGGREGATOR', ...goal });
    const all = await client.send('GET', base);
    expect(all.body.Response?.map((one) => Object.keys(one)[0])).toEqual([
      'MonetaryAccountExternalSavings',
      'MonetaryAccountExternal',
      'MonetaryAccountSavings',
      'MonetaryAccountJoint',
      'MonetaryAccountBank',
    ]);
    expect((await client.send('GET', `${base}-savings`)).body.Response).toHaveLength(1);
    expect((await client.send('GET', `${base}-bank/${savings}`)).status).toBe(404);
    const other = await connectedClient(emulator.url, partner.apiKey);
    const shared = part(
      await other.send('GET', `/v1/user/${partner.id}/monetary-account-joint/${joint}`),
      'MonetaryAccountJoint',
    );
    expect(shared['all_co_owner']).toMatchObject([{ status: 'ACCEPTED' }, { status: 'ACCEPTED' }]);
    await client.send('POST', `${base}/${user.accountId}/payment`, {
      body: {
        amount: { value: '20.00', currency: 'EUR' },
        counterparty_alias: { type: 'IBAN', value: emulator.bank.tables.accounts.get(savings)?.iban, name: 'x' },
        description: 'x',
      },
    });
    expect(part(await client.send('GET', `${base}-savings/${savings}`), 'MonetaryAccountSavings')).toMatchObject({
      balance: { value: '20.00' },
      savings_goal_progress: 10,
    });
  });

  it('are changed and, when empty, closed', async () => {
    const id = idOf(await client.send('POST', `${base}-bank`, { body: { currency: 'EUR' } }));
    const put = (body: Record<string, unknown>, account = id) =>
      client.send('PUT', `${base}-bank/${account}`, { body });
    await put({ description: 'Holidays', setting: { color: '#112233' } });
    const read = async () => part(await client.send('GET', `${base}-bank/${id}`), 'MonetaryAccountBank');
    expect(await read()).toMatchObject({ description: 'Holidays', setting: { color: '#112233', icon: null } });
    expect((await put({ daily_limit: { value: '10000.01', currency: 'EUR' } })).status).toBe(400);
    const closing = {
      status: 'CANCELLED',
      sub_status: 'REDEMPTION_VOLUNTARY',
      reason: 'OTHER',
      reason_description: 'Done',
    };
    expect((await put(closing, user.accountId)).error).toContain('balance is 0.00');
    expect((await put(closing)).status).toBe(200);
    expect(await read()).toMatchObject({ status: 'CANCELLED', sub_status: 'REDEMPTION_VOLUNTARY' });
    const iban = emulator.bank.tables.accounts.get(id)?.iban;
    const body = {
      amount: { value: '1', currency: 'EUR' },
      counterparty_alias: { type: 'IBAN', value: iban, name: 'x' },
      description: 'x',
    };
    expect((await client.send('POST', `${base}/${user.accountId}/payment`, { body })).error).toContain('CANCELLED');
  });

  it('show card payments, the refused ones too, and what was booked for them', async () => {
    const { body } = await control(emulator.url, 'POST', `/psu/${user.id}/cards`, {});
    const use = (amount: string) =>
      control(emulator.url, 'POST', `/psu/${user.id}/cards/${String(body['card_id'])}/payments`, {
        amount,
        merchant: 'Kiosk',
      });
    expect((await use('4.20')).body).toMatchObject({ decision: 'ALLOWED' });
    expect((await use('4000.00')).body).toMatchObject({ decision: 'INSUFFICIENT_FUNDS', payment_id: null });
    const cards = await client.send('GET', `/v1/user/${user.id}/card`);
    expect(part(cards, 'CardDebit')).toMatchObject({ id: body['card_id'], status: 'ACTIVE' });
    const path = `${base}/${user.accountId}/mastercard-action`;
    const [refused, allowed] = (await client.send('GET', path)).body.Response ?? [];
    expect(refused).toMatchObject({ MasterCardAction: { decision: 'INSUFFICIENT_FUNDS' } });
    const { id } = Object(allowed?.['MasterCardAction']);
    const booked = await client.send('GET', `${path}/${id}/payment`);
    expect(part(booked, 'MasterCardPayment')).toMatchObject({ type: 'MASTERCARD', amount: { value: '-4.20' } });
  });
});
