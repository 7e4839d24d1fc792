import { randomUUID } from 'node:crypto';
import { fromPublicId } from '@sluis/persistence';
import { register } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConsentJourneys } from '../consents/support/consent-journeys.js';
import { untilEventsShow } from '../support/events-shown.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { ask, bankPath, confirmationSchema, newAskedPayer, timesAsked, type AskedPayer } from './support.js';

let stack: Stack;
let sql: Sql;
let payer: AskedPayer;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await newAskedPayer(stack);
});

afterEach(() => stack.bank.clearFaults());

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

const uuid = (id: string) =>
  fromPublicId('fundsConfirmation', id) ?? fromPublicId('consent', id) ?? fromPublicId('account', id) ?? '';
const statusInDatabase = (consentId: string) =>
  sql.rows<{ status: string; reason: string | null; funds_available: boolean | null; asks: number }>(
    `SELECT status, reason, funds_available, asks FROM funds_confirmations WHERE consent_id = $1 ORDER BY id`,
    [uuid(consentId)],
  );

describe('the answer', () => {
  it.each([
    { value: '0.01', isAvailable: true },
    { value: '100.00', isAvailable: true },
    { value: '100.01', isAvailable: false },
    { value: '99999999.99', isAvailable: false },
  ])('to $value of 100.00 is $isAvailable', async ({ value, isAvailable }) => {
    const answer = await stack.partner.post(ask, payer.question(value)).expect(201);
    const confirmation = confirmationSchema.parse(answer.body);
    expect(confirmation).toMatchObject({
      consent_id: payer.consentId,
      account_id: payer.accountId,
      amount: { value, currency: 'EUR' },
      status: 'answered',
      funds_available: isAvailable,
      reason: null,
      version: 2,
    });
    expect((await stack.partner.get(`${ask}/${confirmation.id}`).expect(200)).body).toEqual(answer.body);
  });

  it('is yes or no: the balance comes to rest nowhere', async () => {
    const rich = await newAskedPayer(stack, { balance: '7315.27' });
    await stack.partner.post(ask, rich.question('12.50')).expect(201);
    const tables = await sql.rows<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const text = await sql.value<string>(`SELECT coalesce(string_agg(t::text, chr(10)), '') FROM ${name} t`);
      expect(`${name} ${text}`).not.toMatch(/7315[.,]?27|731527/);
    }
  });

  it('comes with an event for every version, and a record of who asked', async () => {
    const { body, headers } = await stack.partner.post(ask, payer.question('3.00')).expect(201);
    const { id } = confirmationSchema.parse(body);
    await untilEventsShow(stack.environment.database.url);
    const events = await sql.rows<{ type: string; body: string }>(
      `SELECT type, body FROM events WHERE resource_id = $1 ORDER BY resource_version`,
      [uuid(id)],
    );
    expect(events.map(({ type }) => type)).toEqual(['funds_confirmation.pending', 'funds_confirmation.answered']);
    expect(JSON.parse(events[1]?.body ?? '')).toMatchObject({ resource_version: 2, data: body as object });
    const records = await sql.rows(
      `SELECT actor_type, action, outcome, cause FROM audit_records WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    expect(records).toEqual([
      { actor_type: 'partner', action: 'funds_confirmation.pending', outcome: 'done', cause: headers['request-id'] },
      { actor_type: 'bank', action: 'funds_confirmation.answered', outcome: 'done', cause: null },
    ]);
  });

  it('is measured from the question on', async () => {
    await stack.partner.post(ask, payer.question('4.00')).expect(201);
    const text = await register.getSingleMetricAsString('sluis_funds_confirmation_duration_seconds');
    expect(text).toMatch(/duration_seconds_count\{kind="single",outcome="answered"\} [1-9]/);
  });

  it('is listed, newest first, for the consent it was given under', async () => {
    const other = await newAskedPayer(stack);
    const ids: string[] = [];
    for (const value of ['1.00', '2.00', '3.00'])
      ids.unshift(confirmationSchema.parse((await stack.partner.post(ask, other.question(value)).expect(201)).body).id);
    const list = async (query: string) =>
      (await stack.partner.get(`${ask}?consent_id=${other.consentId}${query}`).expect(200)).body as {
        data: { id: string }[];
        has_more: boolean;
        next_cursor: string;
      };
    const first = await list('&limit=2');
    expect(first).toMatchObject({ has_more: true, data: [{ id: ids[0] }, { id: ids[1] }] });
    expect(await list(`&limit=2&after=${first.next_cursor}`)).toMatchObject({
      has_more: false,
      data: [{ id: ids[2] }],
    });
    expect((await list(`&before=${ids[2]}`)).data.map(({ id }) => id)).toEqual([ids[0], ids[1]]);
  });
});

describe('what may not be asked', () => {
  it.each([
    ['nothing', '0.00'],
    ['less than nothing', '-1.00'],
    ['a thousandth', '1.001'],
    ['an exponent', '1e2'],
    ['one decimal', '12.5'],
    ['a hundred million', '100000000.00'],
    ['a number', 12.5],
  ])('%s', async (_, value) => {
    const answer = await stack.partner.post(ask, { consent_id: payer.consentId, amount: { value, currency: 'EUR' } });
    expectProblem(answer, { status: 400, code: 'request_invalid', pointer: '/amount/value' });
  });

  it('other money than euros, fields that do not exist', async () => {
    const dollars = { consent_id: payer.consentId, amount: { value: '1.00', currency: 'USD' } };
    expectProblem(await stack.partner.post(ask, dollars), {
      status: 400,
      code: 'request_invalid',
      pointer: '/amount/currency',
    });
    expectProblem(await stack.partner.post(ask, { ...payer.question('1.00'), iban: payer.user.iban }), {
      status: 400,
      code: 'request_invalid',
      pointer: '/iban',
    });
  });

  it('anything without a consent to be asked that, and the refusal is on record', async () => {
    const journeys = new ConsentJourneys(stack);
    const payments = await journeys.authorised(payer.user, 'payment_initiation');
    const accounts = await journeys.authorised(payer.user, 'account_information');
    const waiting = await journeys.create('funds_confirmation');
    const ended = await newAskedPayer(stack);
    await stack.partner.post(`/v1/consents/${ended.consentId}/revoke`).expect(200);
    const stranger = await newAskedPayer(stack, { partner: await stack.createPartner() });
    const notUsable = { status: 422, code: 'consent_not_usable', pointer: '/consent_id' };
    const notGranted = { status: 403, code: 'permission_not_granted', pointer: '/consent_id' };
    const before = await timesAsked(stack);
    for (const [consentId, problem] of [
      [payments.id, notGranted],
      [accounts.id, notGranted],
      [waiting.id, notUsable],
      [ended.consentId, notUsable],
      [stranger.consentId, notUsable],
      ['con_none', notUsable],
    ] as const) {
      expectProblem(await stack.partner.post(ask, { ...payer.question('1.00'), consent_id: consentId }), problem);
    }
    expect(await timesAsked(stack)).toBe(before);
    const refused = await sql.rows(
      `SELECT cause FROM audit_records WHERE action = 'funds_confirmation.refused' AND subject_id = $1`,
      [ended.consentId],
    );
    expect(refused).toEqual([{ cause: 'consent_not_usable' }]);
  });

  it('which of several accounts is not for us to guess', async () => {
    const two = await newAskedPayer(stack);
    await sql.rows(
      `WITH second AS (INSERT INTO accounts (partner_id, id, iban, holder_name, currency)
         SELECT partner_id, gen_random_uuid(), $2, holder_name, 'EUR' FROM accounts WHERE id = $1 RETURNING partner_id, id)
       INSERT INTO consent_accounts SELECT partner_id, $3::uuid, id, 1 FROM second`,
      [uuid(two.accountId), payer.user.iban.replace('BUNQ', 'SLUI'), uuid(two.consentId)],
    );
    expectProblem(await stack.partner.post(ask, two.question('1.00')), {
      status: 400,
      code: 'request_invalid',
      pointer: '/account_id',
    });
    await stack.partner.post(ask, { ...two.question('1.00'), account_id: two.accountId }).expect(201);
    expectProblem(await stack.partner.post(ask, { ...two.question('1.00'), account_id: payer.accountId }), {
      status: 422,
      code: 'account_not_in_consent',
      pointer: '/account_id',
    });
  });
});

describe('the same key', () => {
  it('gives the same answer byte for byte, also when the money is gone, and asks the bank once', async () => {
    const key = randomUUID();
    const before = await timesAsked(stack);
    const first = await stack.partner.post(ask, payer.question('100.00'), key).expect(201);
    const again = await stack.partner.post(ask, payer.question('100.00'), key).expect(201);
    expect(again.text).toBe(first.text);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await timesAsked(stack)).toBe(before + 1);
    expectProblem(await stack.partner.post(ask, payer.question('100.01'), key), {
      status: 422,
      code: 'idempotency_key_reused',
    });
  });

  it('joins the waiting while the bank is being asked', async () => {
    await stack.bank.layFault({ method: 'POST', path: bankPath }, { delay_ms: 700 });
    const key = randomUUID();
    const before = await timesAsked(stack);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => stack.partner.post(ask, payer.question('5.00'), key)),
    );
    const given = answers.filter(({ status }) => status === 201);
    expect(new Set(given.map(({ text }) => text)).size).toBe(1);
    expect(given.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    for (const late of answers.filter(({ status }) => status !== 201))
      expectProblem(late, { status: 409, code: 'idempotency_key_in_use' });
    expect(await timesAsked(stack)).toBe(before + 1);
  });
});

describe('when the bank', () => {
  const bank = { method: 'POST', path: bankPath };

  it.each([
    ['breaks off before it looks', { drop: 'before' }],
    ['breaks off after it looked', { drop: 'after' }],
    ['fails', { status: 500, body: {} }],
    ['signs wrongly', { bad_signature: true }],
    ['breaks off in the middle of its answer', { truncate: true }],
  ])('%s, it is asked again, and the answer is the answer', async (_, effect) => {
    await stack.bank.layFault(bank, effect);
    const { body } = await stack.partner.post(ask, payer.question('100.01')).expect(201);
    expect(body).toMatchObject({ status: 'answered', funds_available: false });
    const { id } = confirmationSchema.parse(body);
    expect(await sql.value('SELECT asks FROM funds_confirmations WHERE id = $1', [uuid(id)])).toBe(2);
  });

  it('stays away, it is asked three times, and the same key asks again when it is back', async () => {
    const away = await newAskedPayer(stack);
    await stack.bank.addFault(
      Object.fromEntries([
        ['match', { ...bank, times: 3 }],
        ['then', { status: 500, body: {} }],
      ]),
    );
    const key = randomUUID();
    const before = await timesAsked(stack);
    const refused = await stack.partner.post(ask, away.question('5.00'), key);
    expectProblem(refused, { status: 503, code: 'aspsp_unavailable' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // On a slow machine the request leaves before the question is given up.
    await until('the question to be given up', async () =>
      (await statusInDatabase(away.consentId))[0]?.status === 'unanswered' ? true : undefined,
    );
    expect(await timesAsked(stack)).toBe(before + 3);
    const { body } = await stack.partner.post(ask, away.question('5.00'), key).expect(201);
    expect(body).toMatchObject({ status: 'answered', funds_available: true });
    expect(await statusInDatabase(away.consentId)).toMatchObject([{ status: 'answered', asks: 1 }]);
  });

  it('limits us, the partner is told to come back', async () => {
    const limited = await newAskedPayer(stack);
    const tooMany = {
      Error: [
        {
          error_description: 'Too many requests. You can do a maximum of 5 calls per 60 second to this endpoint.',
          error_description_translated: 'Too many requests.',
        },
      ],
    };
    await stack.bank.layFault(bank, { status: 429, body: tooMany });
    const answer = await stack.partner.post(ask, limited.question('5.00'));
    expectProblem(answer, { status: 503, code: 'aspsp_unavailable' });
    const reason = await until('the question to be given up', async () => {
      const [row] = await statusInDatabase(limited.consentId);
      return row?.status === 'unanswered' ? row.reason : undefined;
    });
    expect(reason).toBe('bank_limited');
  });

  it('refuses to answer for the account, that is final', async () => {
    const refused = await newAskedPayer(stack);
    const body = { Error: [{ error_description: 'Not found.', error_description_translated: 'Not found.' }] };
    await stack.bank.layFault(bank, { status: 404, body });
    const key = randomUUID();
    const before = await timesAsked(stack);
    for (let time = 0; time < 2; time += 1)
      expectProblem(await stack.partner.post(ask, refused.question('5.00'), key), {
        status: 422,
        code: 'funds_not_confirmable',
      });
    expect(await timesAsked(stack)).toBe(before + 1);
    expect(await statusInDatabase(refused.consentId)).toMatchObject([{ status: 'unanswered', reason: 'bank_refused' }]);
  });

  it('asks for a consent of its own and the payer ended it there, the consent ends here too', async () => {
    const gone = await newAskedPayer(stack);
    await stack.bank.setSwitches({ fundsNeedConsent: true });
    await stack.bank.layFault({ callback: 'OAUTH' }, { callback: 'lose' });
    await stack.bank.revoke(gone.user);
    const answer = await stack.partner.post(ask, gone.question('5.00'));
    expect(['funds_not_confirmable', 'consent_not_usable']).toContain((answer.body as { code: string }).code);
    await stack.partner.waitFor(`/v1/consents/${gone.consentId}`, ['revoked']);
    await stack.bank.setSwitches({ fundsNeedConsent: false });
  });
});

describe('when the consent ends while the bank is being asked', () => {
  it('there is no answer, and the bank’s late one is not kept', async () => {
    const leaving = await newAskedPayer(stack);
    await stack.bank.layFault({ method: 'POST', path: bankPath }, { delay_ms: 1_500 });
    const asked = stack.partner.post(ask, leaving.question('5.00')).then((answer) => answer);
    await until('the bank to be asked', async () =>
      (await statusInDatabase(leaving.consentId))[0]?.asks === 1 ? true : undefined,
    );
    await stack.partner.post(`/v1/consents/${leaving.consentId}/revoke`).expect(200);
    expectProblem(await asked, { status: 422, code: 'consent_not_usable' });
    await until('the work to be done', async () =>
      (await sql.value<number>(`SELECT count(*)::int FROM outbox WHERE kind = 'funds.confirm'`)) === 0
        ? true
        : undefined,
    );
    expect(await statusInDatabase(leaving.consentId)).toMatchObject([
      { status: 'unanswered', reason: 'consent_ended', funds_available: null },
    ]);
  });
});
