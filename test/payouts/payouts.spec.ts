import { randomUUID } from 'node:crypto';
import { fromPublicId } from '@sluis/persistence';
import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import { untilEventsShow } from '../support/events-shown.js';
import type { PartnerClient } from '../support/partner-client.js';
import { createPayout, payoutBody, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { expectProblem } from '../support/problem.js';
import { signedAnswersOf } from '../support/signed-answers.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

type Partner = PartnerClient & { partnerId: string };

interface World {
  partner: Partner;
  shop: BankUser;
  supplier: BankUser;
  connectionId: string;
}

let stack: Stack;
let sql: Sql;

beforeAll(async () => {
  stack = await startStack({ withBusinessAccount: true });
  sql = await Sql.open(stack.environment.database.url);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

afterEach(() => stack.bank.clearFaults());

async function makeWorld(balance = '1000.00'): Promise<World> {
  const [partner, shop, supplier] = await Promise.all([
    stack.createPartner(),
    stack.bank.createUser('Koffie & Zo', balance),
    stack.bank.createUser('Branderij BV', '0.00'),
  ]);
  const { id: connectionId } = await connectByKey(partner, shop);
  return { partner, shop, supplier, connectionId };
}

async function movementsOf(reference: string) {
  return (await stack.bank.state()).payments.filter((one) => one.merchant_reference === reference);
}

const pathOf = ({ id }: { id: string }) => `/v1/payouts/${id}`;

describe('a payout', () => {
  it('moves the money once, under our id, and says executed on the movement itself', async () => {
    const { partner, shop, supplier, connectionId } = await makeWorld();
    const created = await createPayout(partner, { ...payoutBody(supplier), reference: 'inv-7' });
    expect(created).toMatchObject({
      status: 'received',
      bank_connection_id: connectionId,
      debtor: { iban: shop.iban },
      creditor: { name: supplier.name, iban: supplier.iban, email: null, phone: null },
      failure: null,
    });
    const executed = await waitForPayout(partner, pathOf(created), ['executed']);
    expect(executed['executed_at']).not.toBeNull();
    expect(await movementsOf(created.id)).toMatchObject([
      { iban: shop.iban, counterparty_iban: supplier.iban, amount: '-12.50' },
      { iban: supplier.iban, counterparty_iban: shop.iban, amount: '12.50' },
    ]);
    const listed = await partner.get('/v1/payouts?reference=inv-7&status=executed').expect(200);
    expect(listed.body).toMatchObject({ data: [{ id: created.id }], has_more: false });
    // What the bank signed about it alone is kept.
    expect(await signedAnswersOf(sql, created.id)).toEqual([{ outcome: 'done', cause: null, kept: 1 }]);
  });

  it('tells every step, in its timeline and in its events', async () => {
    const { partner, supplier } = await makeWorld();
    const created = await createPayout(partner, payoutBody(supplier));
    await waitForPayout(partner, pathOf(created), ['executed']);
    const steps = ['received', 'submitting', 'accepted', 'executed'];
    const timeline = (await partner.get(`${pathOf(created)}/timeline`).expect(200)).body as {
      data: { status: string; actor: string }[];
    };
    expect(timeline.data.map(({ status, actor }) => `${status} ${actor}`)).toEqual([
      'received partner',
      'submitting platform',
      'accepted bank',
      'executed bank',
    ]);
    await untilEventsShow(stack.environment.database.url);
    const { data } = (await partner.get('/v1/events?limit=100').expect(200)).body as {
      data: { type: string; resource_version: number; data: { id: string; status: string } }[];
    };
    const own = data.filter((event) => event.data.id === created.id).toReversed();
    expect(own.map(({ type }) => type)).toEqual(steps.map((step) => `payout.${step}`));
    expect(own.map(({ resource_version }) => resource_version)).toEqual([1, 2, 3, 4]);
    expect(own.map((event) => event.data.status)).toEqual(steps);
  });

  it('goes to an e-mail address as well', async () => {
    const { partner } = await makeWorld();
    const email = `${randomUUID()}@emulator.test`;
    await stack.bank.post('/_emulator/users', { name: 'B. Bakker', balance: '0.00', email });
    const created = await createPayout(partner, {
      amount: { value: '3.00', currency: 'EUR' },
      creditor: { email },
      remittance_information: 'Thanks',
    });
    await waitForPayout(partner, pathOf(created), ['executed']);
    expect(await movementsOf(created.id)).toHaveLength(2);
  });

  it('fails, with stage and reason, when the account does not hold the amount', async () => {
    const { partner, supplier } = await makeWorld('10.00');
    const created = await createPayout(partner, payoutBody(supplier, '10.01'));
    const failed = await waitForPayout(partner, pathOf(created), ['failed']);
    expect(failed.failure).toEqual({ stage: 'submission', reason: 'insufficient_funds' });
    expect(await movementsOf(created.id)).toEqual([]);
  });

  it('fails when the bank refuses it for another reason', async () => {
    const { partner } = await makeWorld();
    const created = await createPayout(partner, {
      ...payoutBody({ name: 'Nobody', iban: '' }),
      creditor: { email: `${randomUUID()}@nobody.test` },
    });
    const failed = await waitForPayout(partner, pathOf(created), ['failed']);
    expect(failed.failure).toEqual({ stage: 'submission', reason: 'bank_refused' });
  });

  it('is one for one idempotency key, however often it is asked', async () => {
    const { partner, supplier } = await makeWorld();
    const key = randomUUID();
    const first = await partner.post('/v1/payouts', payoutBody(supplier), key).expect(201);
    const again = await partner.post('/v1/payouts', payoutBody(supplier), key).expect(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expectProblem(await partner.post('/v1/payouts', payoutBody(supplier, '12.51'), key), {
      status: 422,
      code: 'idempotency_key_reused',
    });
    await waitForPayout(partner, pathOf(first.body as { id: string }), ['executed']);
    expect((await movementsOf(String(first.body.id))).filter(({ amount }) => amount.startsWith('-'))).toHaveLength(1);
  });

  it.each([
    ['another amount', { amount: { value: '-7.78', currency: 'EUR' } }, 'amount_differs'],
    ['another payee', { counterparty_alias: { iban: 'NL14RABO0169202917' } }, 'creditor_differs'],
    ['another reference', { merchant_reference: 'pot_other' }, 'reference_differs'],
  ])('goes to review, with an alarm, when the bank shows it with %s', async (_, lie, reason) => {
    const { partner, shop, supplier } = await makeWorld();
    const reading = { method: 'GET', path: `^/v1/user/\\d+/monetary-account/${shop.accountId}/payment` };
    // The proof cannot be read before it is known what to lie about.
    await stack.bank.addFault({ match: { ...reading, times: 50 }, then: { status: 503, body: '' } });
    const created = await createPayout(partner, payoutBody(supplier, '7.77'));
    await waitForPayout(partner, pathOf(created), ['accepted']);
    const [moved] = (await movementsOf(created.id)).filter(({ amount }) => amount === '-7.77');
    await stack.bank.clearFaults();
    const truth = {
      id: moved?.id,
      created: '2026-01-05 10:10:10.101010',
      amount: { value: '-7.77', currency: 'EUR' },
      alias: { iban: shop.iban },
      counterparty_alias: { iban: supplier.iban },
      merchant_reference: created.id,
    };
    const answer = { Response: [{ Payment: { ...truth, ...lie } }], Pagination: {} };
    await stack.bank.addFault({ match: { ...reading, times: 50 }, then: { status: 200, body: answer } });
    const reviewed = await waitForPayout(partner, pathOf(created), ['in_review', 'executed']);
    expect(reviewed).toMatchObject({ status: 'in_review', review_reason: reason });
    const alarms = await sql.rows(`SELECT cause FROM audit_records WHERE subject_id = $1 AND outcome = 'alarm'`, [
      created.id,
    ]);
    expect(alarms).toEqual([{ cause: reason }]);
  });

  it('is not executed while the bank holds its movement back', async () => {
    const { partner, shop, supplier } = await makeWorld();
    const reading = { method: 'GET', path: `^/v1/user/\\d+/monetary-account/${shop.accountId}/payment` };
    await stack.bank.addFault({ match: { ...reading, times: 50 }, then: { status: 503, body: '' } });
    const created = await createPayout(partner, payoutBody(supplier, '8.88'));
    await waitForPayout(partner, pathOf(created), ['accepted']);
    const [moved] = (await movementsOf(created.id)).filter(({ amount }) => amount === '-8.88');
    await stack.bank.clearFaults();
    const held = {
      id: moved?.id,
      created: '2026-01-05 10:10:10.101010',
      amount: { value: '-8.88', currency: 'EUR' },
      alias: { iban: shop.iban },
      counterparty_alias: { iban: supplier.iban },
      merchant_reference: created.id,
      payment_suspended_outgoing: { status: 'PENDING' },
    };
    const before = (await stack.bank.requests()).length;
    const answer = { Response: [{ Payment: held }], Pagination: {} };
    await stack.bank.addFault({ match: { ...reading, times: 2 }, then: { status: 200, body: answer } });
    await until('both held answers to be read', async () =>
      (await stack.bank.requests()).slice(before).filter(({ path }) => path.includes(`/${shop.accountId}/payment`))
        .length >= 2
        ? true
        : undefined,
    );
    await waitForPayout(partner, pathOf(created), ['executed']);
    const timeline = (await partner.get(`${pathOf(created)}/timeline`).expect(200)).body as { data: object[] };
    expect(timeline.data).toHaveLength(4);
  });
});

describe('a payout is refused', () => {
  it.each([
    ['from an account that is its creditor', (world: World) => payoutBody(world.shop), 400, 'request_invalid'],
    [
      'on a connection that is not the partner’s',
      (world: World) => ({ ...payoutBody(world.supplier), bank_connection_id: 'bco_00000000000000000000000000' }),
      422,
      'bank_connection_not_usable',
    ],
    [
      'from an account that is not the connection’s',
      (world: World) => ({ ...payoutBody(world.supplier), account_id: 'acc_00000000000000000000000000' }),
      422,
      'account_not_in_connection',
    ],
    ['with an amount of nothing', (world: World) => payoutBody(world.supplier, '0.00'), 400, 'request_invalid'],
    [
      'with a field nobody knows',
      (world: World) => ({ ...payoutBody(world.supplier), status: 'executed' }),
      400,
      'request_invalid',
    ],
  ] as const)('%s', async (_, bodyOf, status, code) => {
    const world = await makeWorld();
    expectProblem(await world.partner.post('/v1/payouts', bodyOf(world)), { status, code });
  });

  it('without any connection', async () => {
    const partner = await stack.createPartner();
    const supplier = await stack.bank.createUser('Branderij BV');
    const refused = { status: 422, code: 'bank_connection_not_usable' };
    expectProblem(await partner.post('/v1/payouts', payoutBody(supplier)), refused);
  });
});

describe('cancelling a payout', () => {
  it('stops one that never left, and is refused once the bank has it', async () => {
    const { partner, supplier } = await makeWorld();
    const rateLimited = { Error: [{ error_description: 'Too many requests.' }] };
    await stack.bank.addFault({
      match: { method: 'POST', path: '^/v1/user/\\d+/monetary-account/\\d+/payment$', times: 1 },
      then: { status: 429, body: rateLimited },
    });
    const waiting = await createPayout(partner, payoutBody(supplier, '4.44'));
    await until('the bank to have sent it away', async () =>
      (await stack.bank.requests()).some(({ path, status }) => path.endsWith('/payment') && status === 429)
        ? true
        : undefined,
    );
    await waitForPayout(partner, pathOf(waiting), ['submitting']);
    expect((await partner.post(`${pathOf(waiting)}/cancel`).expect(200)).body).toMatchObject({
      end_requested: 'cancelled',
    });
    await waitForPayout(partner, pathOf(waiting), ['cancelled']);
    expect(await movementsOf(waiting.id)).toEqual([]);

    const paid = await createPayout(partner, payoutBody(supplier));
    await waitForPayout(partner, pathOf(paid), ['executed']);
    expectProblem(await partner.post(`${pathOf(paid)}/cancel`), { status: 409, code: 'payout_not_cancellable' });
  });
});

describe('disconnecting', () => {
  it('cancels what never left, and sees to its end what the bank has', async () => {
    const { partner, supplier, connectionId } = await makeWorld();
    const disconnect = () =>
      request(partner.apiUrl)
        .delete(`/v1/bank-connections/${connectionId}`)
        .set('Authorization', `Bearer ${partner.key}`);
    await stack.bank.failNext(
      { method: 'POST', path: '^/v1/user/\\d+/monetary-account/\\d+/payment$', body: '"5.55"' },
      { drop: 'after' },
    );
    const inDoubt = await createPayout(partner, payoutBody(supplier, '5.55'));
    await waitForPayout(partner, pathOf(inDoubt), ['outcome_unknown']);
    await disconnect().expect(200);
    await waitForPayout(partner, pathOf(inDoubt), ['executed']);
    await until('the last of the access to be destroyed', async () => {
      const left = await sql.value(
        `SELECT 1 FROM bank_connections WHERE id = $1 AND closing_secret_sealed IS NOT NULL`,
        [fromPublicId('bankConnection', connectionId) ?? ''],
      );
      return left === undefined ? true : undefined;
    });
    expectProblem(await partner.post('/v1/payouts', payoutBody(supplier)), {
      status: 422,
      code: 'bank_connection_not_usable',
    });
  });
});

describe('a key that its owner deletes at the bank', () => {
  it('ends the connection and the payout that met it, which was never sent', async () => {
    const { partner, supplier, connectionId } = await makeWorld();
    const wrong = {
      Error: [{ error_description: 'User credentials are incorrect. Incorrect API key or IP address.' }],
    };
    await stack.bank.failNext(
      { method: 'POST', path: '^/v1/user/\\d+/monetary-account/\\d+/payment$', body: '"6.66"' },
      { status: 401, body: { Error: [{ error_description: 'Insufficient authentication.' }] } },
    );
    await stack.bank.addFault({ match: { path: '/v1/session-server', times: 5 }, then: { status: 400, body: wrong } });
    const created = await createPayout(partner, payoutBody(supplier, '6.66'));
    const failed = await waitForPayout(partner, pathOf(created), ['failed']);
    expect(failed.failure).toEqual({ stage: 'submission', reason: 'bank_access_lost' });
    await partner.waitFor(`/v1/bank-connections/${connectionId}`, ['lost']);
  });
});

it('leaves books that agree with the bank’s', async () => {
  expect(await payoutViolations(stack)).toEqual([]);
});
