import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectAtBank, connectByKey } from '../support/connection-journey.js';
import { untilEventsShow } from '../support/events-shown.js';
import type { PartnerClient } from '../support/partner-client.js';
import { createPayout, payoutBody, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const hour = 3_600_000;

interface World {
  partner: PartnerClient & { partnerId: string };
  shop: BankUser;
  landlord: BankUser;
  connectionId: string;
}

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    withBusinessAccount: true,
  });
});

afterAll(() => stack.stop());
afterEach(() => stack.bank.clearFaults());

async function makeWorld(method: 'api_key' | 'oauth' = 'api_key', balance = '1000.00'): Promise<World> {
  const [partner, shop, landlord] = await Promise.all([
    stack.createPartner(),
    stack.bank.createUser('Koffie & Zo', balance),
    stack.bank.createUser('Verhuur BV', '0.00'),
  ]);
  const { id: connectionId } =
    method === 'oauth' ? await connectAtBank(stack, partner, shop) : await connectByKey(partner, shop);
  return { partner, shop, landlord, connectionId };
}

let bankIsAheadMs = 0;

/** Times of ours are real; the bank's clock is moved over them. */
async function moveBankClockTo(aheadMs: number): Promise<void> {
  await stack.bank.post('/_emulator/clock', { advance_seconds: (aheadMs - bankIsAheadMs) / 1000 });
  bankIsAheadMs = aheadMs;
}

/** As the bank tells time. */
function inMs(ms: number): string {
  return new Date(Date.now() + bankIsAheadMs + ms).toISOString();
}

function weekly() {
  return { start: inMs(2 * hour), recurrence: { unit: 'weekly', every: 1, until: inMs(60 * 24 * hour) } };
}

async function plan({ partner, landlord }: World, schedule: object, more: object = {}) {
  return createPayout(partner, { ...payoutBody(landlord), schedule, ...more });
}

const pathOf = ({ id }: { id: string }) => `/v1/payouts/${id}`;

async function instancesOf({ partner }: World, payout: { id: string }): Promise<string[]> {
  const { body } = await partner.get(`${pathOf(payout)}/instances`).expect(200);
  return (body as { data: { status: string }[] }).data.map(({ status }) => status);
}

/** What the bank holds of a payout: its plans, and what came of them. */
function plansOf({ id }: { id: string }) {
  const { schedules } = stack.emulator.bank.tables;
  return schedules.all().filter(({ entries }) => entries.some((entry) => entry.merchantReference === `${id}-1`));
}

async function movementsOf({ id }: { id: string }) {
  const { payments } = await stack.bank.state();
  return payments.filter((one) => one.merchant_reference === `${id}-1` && one.amount.startsWith('-'));
}

describe('a payout for later', () => {
  it('stands at the bank as a plan, and is executed once the bank has paid', async () => {
    const world = await makeWorld();
    const payout = await plan(world, { start: inMs(2 * hour) });
    expect(payout).toMatchObject({ status: 'received', schedule: { recurrence: null, status: null } });
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    expect(await movementsOf(payout)).toEqual([]);
    await moveBankClockTo(bankIsAheadMs + 3 * hour);
    const executed = await waitForPayout(world.partner, pathOf(payout), ['executed']);
    expect(executed['schedule']).toMatchObject({ status: 'finished' });
    expect(await instancesOf(world, payout)).toEqual(['executed']);
    expect(await movementsOf(payout)).toMatchObject([{ iban: world.shop.iban, amount: '-12.50' }]);
    const timeline = (await world.partner.get(`${pathOf(payout)}/timeline`).expect(200)).body as {
      data: { status: string }[];
    };
    expect(timeline.data.map(({ status }) => status)).toEqual(['received', 'submitting', 'scheduled', 'executed']);
    expect(await payoutViolations(stack)).toEqual([]);
  });

  it('tells of every time that it fell due, again and again, and is cancelled at the bank', async () => {
    const world = await makeWorld();
    const payout = await plan(world, weekly());
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    await moveBankClockTo(bankIsAheadMs + 3 * hour);
    await until('the first time', async () => (await instancesOf(world, payout)).length === 1 || undefined);
    await moveBankClockTo(bankIsAheadMs + 7 * 24 * hour);
    await until('the second time', async () => (await instancesOf(world, payout)).length === 2 || undefined);
    const { body } = await world.partner.get(pathOf(payout)).expect(200);
    expect(body).toMatchObject({ status: 'scheduled', schedule: { status: 'active' } });
    const asked = await world.partner.post(`${pathOf(payout)}/cancel`).expect(200);
    expect(asked.body).toMatchObject({ end_requested: 'cancelled' });
    const ended = await waitForPayout(world.partner, pathOf(payout), ['partially_executed']);
    expect(ended).toMatchObject({
      schedule: { status: 'cancelled' },
      failure: { stage: 'execution', reason: 'cancelled' },
    });
    expect(plansOf(payout)).toMatchObject([{ status: 'CANCELLED' }]);
    await moveBankClockTo(bankIsAheadMs + 30 * 24 * hour);
    expect(await movementsOf(payout)).toHaveLength(2);
    await untilEventsShow(stack.environment.database.url);
    const { body: events } = await world.partner.get('/v1/events?limit=100').expect(200);
    const told = (events as { data: { type: string; data: { payout_id?: string } }[] }).data.filter(
      ({ type, data }) => type === 'payout_instance.executed' && data.payout_id === payout.id,
    );
    expect(told).toHaveLength(2);
    await world.partner.post(`${pathOf(payout)}/cancel`).expect(409);
  }, 60_000);

  it('is cancelled at the bank before it paid anything', async () => {
    const world = await makeWorld();
    const payout = await plan(world, { start: inMs(2 * hour) });
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    await world.partner.post(`${pathOf(payout)}/cancel`).expect(200);
    await waitForPayout(world.partner, pathOf(payout), ['cancelled']);
    expect(plansOf(payout)).toMatchObject([{ status: 'CANCELLED' }]);
    await moveBankClockTo(bankIsAheadMs + 3 * hour);
    expect(await movementsOf(payout)).toEqual([]);
  });

  it('is not failed while the list of the bank does not show yet what it paid', async () => {
    const world = await makeWorld();
    const payout = await plan(world, { start: inMs(2 * hour) });
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    await stack.bank.setSwitches({ listLagSeconds: (24 * hour) / 1000 });
    await moveBankClockTo(bankIsAheadMs + 3 * hour);
    const seen = await until('the plan to be over', async () => {
      const { body } = await world.partner.get(pathOf(payout)).expect(200);
      const { status, schedule } = body as { status: string; schedule: { status: string } };
      return schedule.status === 'finished' ? status : undefined;
    });
    expect(seen).toBe('scheduled');
    await stack.bank.setSwitches({ listLagSeconds: 0 });
    await waitForPayout(world.partner, pathOf(payout), ['executed']);
    expect(await instancesOf(world, payout)).toEqual(['executed']);
  });

  it('fails, with its reason, when the account never has the money', async () => {
    const world = await makeWorld('api_key', '1.00');
    const payout = await plan(world, { start: inMs(2 * hour) });
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    await moveBankClockTo(bankIsAheadMs + 3 * hour);
    await until('a first try', async () => (await instancesOf(world, payout)).includes('retrying') || undefined);
    await moveBankClockTo(bankIsAheadMs + 25 * hour);
    await moveBankClockTo(bankIsAheadMs + 25 * hour);
    const failed = await waitForPayout(world.partner, pathOf(payout), ['failed']);
    expect(failed.failure).toEqual({ stage: 'execution', reason: 'instances_failed' });
    expect(await instancesOf(world, payout)).toEqual(['failed']);
  });

  it('goes to review when the bank paid something else', async () => {
    const world = await makeWorld();
    const payout = await plan(world, { start: inMs(2 * hour) });
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    const [atBank] = plansOf(payout);
    if (!atBank) throw new Error('no plan at the bank');
    await stack.bank.layFault({ method: 'GET', path: '^.*/schedule', times: 500 }, { status: 503, body: '' });
    await moveBankClockTo(bankIsAheadMs + 3 * hour);
    const [movement] = await movementsOf(payout);
    const row = stack.emulator.bank.tables.payments.get(movement?.id ?? 0);
    if (!row) throw new Error('the bank moved nothing');
    row.amount -= 1n;
    await stack.bank.clearFaults();
    const reviewed = await waitForPayout(world.partner, pathOf(payout), ['in_review']);
    expect(reviewed.review_reason).toBe('instance_differs');
  });

  it('ends at the bank when the account is disconnected', async () => {
    const world = await makeWorld();
    const payout = await plan(world, { start: inMs(2 * hour) });
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    await request(world.partner.apiUrl)
      .delete(`/v1/bank-connections/${world.connectionId}`)
      .set('Authorization', `Bearer ${world.partner.key}`)
      .expect((answer) => expect(answer.ok).toBe(true));
    await waitForPayout(world.partner, pathOf(payout), ['cancelled']);
    expect(plansOf(payout)).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it.each([
    ['starts in the past', () => ({ start: new Date(Date.now() - hour).toISOString() }), 422, 'schedule_not_possible'],
    ['is a refund', () => ({ start: inMs(hour) }), 400, 'request_invalid'],
  ])('is refused when it %s', async (name, schedule, status, code) => {
    const world = await makeWorld();
    const path = name === 'is a refund' ? '/v1/payments/pay_01kaaaaaaaaaaaaaaaaaaaaaaa/refunds' : '/v1/payouts';
    const body =
      name === 'is a refund' ? { schedule: schedule() } : { ...payoutBody(world.landlord), schedule: schedule() };
    const answer = await world.partner.post(path, body).expect(status);
    expect(answer.body).toMatchObject({ code });
  });

  it('is one plan, whatever number of times it is asked for under one key', async () => {
    const world = await makeWorld();
    const body = { ...payoutBody(world.landlord), schedule: weekly() };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => world.partner.post('/v1/payouts', body, 'one-plan')),
    );
    const made = answers.filter(({ status }) => status === 201).map(({ body: made }) => (made as { id: string }).id);
    expect(new Set(made).size).toBe(1);
    expect(answers.filter(({ status }) => ![201, 409].includes(status))).toEqual([]);
    const id = made[0] ?? '';
    await waitForPayout(world.partner, pathOf({ id }), ['scheduled']);
    const { schedules } = stack.emulator.bank.tables;
    expect(schedules.where('account', world.shop.accountId)).toHaveLength(1);
  });
});

describe('a payout for later from an account that was connected by a visit', () => {
  it('waits for the owner, then stands as their plan, which only they can end', async () => {
    const world = await makeWorld('oauth');
    const payout = await plan(world, weekly());
    await waitForPayout(world.partner, pathOf(payout), ['awaiting_authorisation']);
    const draft = (await stack.bank.state()).drafts.find(
      ({ entries }) => entries[0]?.merchant_reference === `${payout.id}-1`,
    );
    await stack.bank.decideDraft(world.shop, draft?.id ?? 0, 'accept');
    await waitForPayout(world.partner, pathOf(payout), ['scheduled']);
    await moveBankClockTo(bankIsAheadMs + 3 * hour);
    await until('the first time', async () => (await instancesOf(world, payout)).length === 1 || undefined);
    expect((await world.partner.post(`${pathOf(payout)}/cancel`).expect(409)).body).toMatchObject({
      code: 'payout_not_cancellable',
    });
    const [theirs] = plansOf(payout);
    Object.assign(theirs ?? {}, { status: 'CANCELLED', nextRunAt: null });
    const ended = await waitForPayout(world.partner, pathOf(payout), ['partially_executed']);
    expect(ended.failure).toEqual({ stage: 'execution', reason: 'schedule_cancelled_at_bank' });
  });
});
