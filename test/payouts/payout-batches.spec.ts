import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectAtBank, connectByKey } from '../support/connection-journey.js';
import type { PartnerClient } from '../support/partner-client.js';
import { payoutBody, payoutViolations } from '../support/payout-journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const hour = 3_600_000;

interface World {
  partner: PartnerClient & { partnerId: string };
  shop: BankUser;
  staff: BankUser[];
}

interface Batch {
  id: string;
  status: string;
  amount: { value: string };
  entries: { status: string; reference: string | null; failure: object | null }[];
  failure: { stage: string; reason: string } | null;
}

let stack: Stack;
let people: BankUser[];

beforeAll(async () => {
  stack = await startStack({
    withBusinessAccount: true,
    overrides: {
      BUNQ_TIMEOUT_MS: '1500',
      RECONCILE_SETTLE_MS: '400',
      RECONCILE_READ_GAP_MS: '400',
      RECONCILE_GIVE_UP_MS: '15000',
      PAYMENT_BOOKING_WAIT_MS: '1000',
    },
  });
  people = await Promise.all(['Anna', 'Bram', 'Cato'].map((name) => stack.bank.createUser(name, '0.00')));
});

afterAll(() => stack.stop());
afterEach(async () => {
  await stack.bank.clearFaults();
  await stack.bank.setSwitches({ enforceRequestIds: true, listLagSeconds: 0, leaveUnpaidIbans: [] });
});

async function makeWorld(method: 'api_key' | 'oauth' = 'api_key', balance = '1000.00'): Promise<World> {
  const [partner, shop] = await Promise.all([stack.createPartner(), stack.bank.createUser('Koffie & Zo', balance)]);
  if (method === 'oauth') await connectAtBank(stack, partner, shop);
  else await connectByKey(partner, shop);
  return { partner, shop, staff: people };
}

function wages({ staff }: World, amounts = ['10.00', '20.00', '30.00']) {
  return staff.map((person, index) => ({ ...payoutBody(person, amounts[index]), reference: `wages-${index + 1}` }));
}

async function order({ partner }: World, body: object, key?: string): Promise<Batch> {
  return (await partner.post('/v1/payout-batches', body, key).expect(201)).body as Batch;
}

const pathOf = ({ id }: { id: string }) => `/v1/payout-batches/${id}`;

async function waitFor({ partner }: World, batch: { id: string }, statuses: string[]): Promise<Batch> {
  return (await partner.waitFor(pathOf(batch), statuses, 60_000)) as unknown as Batch;
}

async function movementsOf({ id }: { id: string }) {
  const { payments } = await stack.bank.state();
  return payments.filter((one) => one.merchant_reference?.startsWith(`${id}-`) && one.amount.startsWith('-'));
}

function batchesAt({ shop }: World) {
  return stack.emulator.bank.tables.paymentBatches.where('account', shop.accountId);
}

async function draftOf({ id }: { id: string }) {
  return until('the draft', async () =>
    (await stack.bank.state()).drafts.find(({ entries }) => entries[0]?.merchant_reference === `${id}-1`),
  );
}

describe('a batch of payouts', () => {
  it('is one order at the bank, and executed when the movement of every entry was seen', async () => {
    const world = await makeWorld();
    const batch = await order(world, { entries: wages(world), reference: 'wages-11' });
    expect(batch).toMatchObject({ status: 'received', amount: { value: '60.00' }, reference: 'wages-11' });
    expect(batch.entries.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
    const executed = await waitFor(world, batch, ['executed']);
    expect(executed.entries.map(({ reference, status }) => [reference, status])).toEqual([
      ['wages-1', 'executed'],
      ['wages-2', 'executed'],
      ['wages-3', 'executed'],
    ]);
    expect(batchesAt(world)).toHaveLength(1);
    expect((await movementsOf(batch)).map(({ amount }) => amount)).toEqual(['-10.00', '-20.00', '-30.00']);
    const { body } = await world.partner.get('/v1/payout-batches?reference=wages-11').expect(200);
    expect((body as { data: Batch[] }).data.map(({ id }) => id)).toEqual([batch.id]);
    await world.partner.get(`/v1/payouts/${batch.id}`).expect(404);
    await world.partner.post(`${pathOf(batch)}/cancel`).expect(409);
    expect(await payoutViolations(stack)).toEqual([]);
  });

  it('is paid whole or not at all', async () => {
    const world = await makeWorld('api_key', '59.99');
    const failed = await waitFor(world, await order(world, { entries: wages(world) }), ['failed', 'executed']);
    expect(failed).toMatchObject({ status: 'failed', failure: { stage: 'submission', reason: 'insufficient_funds' } });
    expect(await movementsOf(failed)).toEqual([]);
    expect(await payoutViolations(stack)).toEqual([]);
  });

  it('tells equal entries apart', async () => {
    const world = await makeWorld();
    const [entry] = wages(world);
    const executed = await waitFor(world, await order(world, { entries: [entry, entry, entry] }), ['executed']);
    expect(executed.entries.map(({ status }) => status)).toEqual(['executed', 'executed', 'executed']);
    expect(await movementsOf(executed)).toHaveLength(3);
  });

  it('may be of three hundred and fifty, and of no more', async () => {
    const world = await makeWorld();
    const [first] = wages(world, ['0.01']);
    const entries = Array.from({ length: 350 }, () => ({ ...first, remittance_information: 'x'.repeat(140) }));
    await waitFor(world, await order(world, { entries }), ['executed']);
    const tooMany = await world.partner.post('/v1/payout-batches', { entries: [...entries, first] }).expect(400);
    expect(tooMany.body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/entries' }] });
  }, 60_000);

  it('is refused when an entry pays the account itself', async () => {
    const world = await makeWorld();
    const entries = [...wages(world), payoutBody(world.shop)];
    const { body } = await world.partner.post('/v1/payout-batches', { entries }).expect(400);
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ pointer: '/entries/3/creditor' }] });
  });

  it('is one order, whatever number of times it is asked for under one key', async () => {
    const world = await makeWorld();
    const body = { entries: wages(world) };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => world.partner.post('/v1/payout-batches', body, 'one-batch')),
    );
    const made = answers.filter(({ status }) => status === 201).map((answer) => (answer.body as Batch).id);
    expect(new Set(made).size).toBe(1);
    expect(answers.filter(({ status }) => ![201, 409].includes(status))).toEqual([]);
    await waitFor(world, { id: made[0] ?? '' }, ['executed']);
    expect(batchesAt(world)).toHaveLength(1);
    const other = await world.partner.post('/v1/payout-batches', { entries: body.entries.slice(1) }, 'one-batch');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('goes to review when the bank paid something else', async () => {
    const world = await makeWorld();
    await stack.bank.layFault({ method: 'GET', path: '^.*/payment-batch', times: 500 }, { status: 503, body: '' });
    const batch = await order(world, { entries: wages(world) });
    await waitFor(world, batch, ['accepted']);
    const { payments } = stack.emulator.bank.tables;
    const [one, other] = (await movementsOf(batch)).map(({ id }) => payments.get(id));
    if (!one || !other) throw new Error('the bank moved nothing');
    // In sum what was ordered, and not to whom.
    one.amount -= 100n;
    other.amount += 100n;
    await stack.bank.clearFaults();
    expect(await waitFor(world, batch, ['in_review'])).toMatchObject({ review_reason: 'entries_differ' });
  });
});

const refusal = { Error: [{ error_description: 'Not today.' }] };
const accidents = [
  ['the connection breaks before the bank acts', { drop: 'before' }, 'in_review', 0],
  ['the connection breaks after the bank acted', { drop: 'after' }, 'executed', 1],
  ['the bank acts and never answers', { drop: 'hang' }, 'executed', 1],
  ['500 without acting', { status: 500, body: refusal }, 'in_review', 0],
  ['500 after acting', { status: 500, body: refusal, act: true }, 'executed', 1],
  ['half an answer', { truncate: true }, 'executed', 1],
  ['an answer with a wrong signature', { bad_signature: true }, 'executed', 1],
  ['400, without acting', { status: 400, body: refusal }, 'failed', 0],
] as const;

describe.each([
  ['as documented', {}],
  ['whose lists lag', { listLagSeconds: 2 }],
  ['that takes request ids twice while its lists lag', { listLagSeconds: 2, enforceRequestIds: false }],
] as const)('at a bank %s', (_name, switches) => {
  it('a batch is booked once at most, and never sent twice in doubt', async () => {
    const world = await makeWorld('api_key', '100000.00');
    await stack.bank.setSwitches({ enforceRequestIds: true, listLagSeconds: 0, ...switches });
    const problems = await Promise.all(
      accidents.map(async ([name, effect, expected, booked], index) => {
        const amount = `${100 + index}.37`;
        await stack.bank.layFault({ method: 'POST', path: '^.*/payment-batch$', body: `"${amount}"` }, { ...effect });
        const batch = await order(world, { entries: wages(world, [amount, '1.00', '2.00']) });
        const { status } = await waitFor(world, batch, ['executed', 'failed', 'in_review']);
        const moved = (await movementsOf(batch)).length;
        return status === expected && moved === booked * 3 ? '' : `${name}: ${status}, ${moved} movements`;
      }),
    );
    expect(problems.filter((problem) => problem !== '')).toEqual([]);
    await stack.bank.setSwitches({ enforceRequestIds: true, listLagSeconds: 0 });
    expect(await payoutViolations(stack)).toEqual([]);
  }, 120_000);
});

describe('a batch from an account that was connected by a visit', () => {
  it('waits for the owner, and is executed on its movements once they confirm it', async () => {
    const world = await makeWorld('oauth');
    const batch = await order(world, { entries: wages(world) });
    await waitFor(world, batch, ['awaiting_authorisation']);
    const draft = await draftOf(batch);
    expect(draft.entries).toHaveLength(3);
    await stack.bank.decideDraft(world.shop, draft.id, 'accept');
    const executed = await waitFor(world, batch, ['executed']);
    expect(executed.entries.map(({ status }) => status)).toEqual(['executed', 'executed', 'executed']);
  });

  it('is partially executed when the bank leaves some of it unpaid, each entry saying which', async () => {
    const world = await makeWorld('oauth');
    await stack.bank.setSwitches({ leaveUnpaidIbans: [people[1]?.iban] });
    const batch = await order(world, { entries: wages(world) });
    await waitFor(world, batch, ['awaiting_authorisation']);
    await stack.bank.decideDraft(world.shop, (await draftOf(batch)).id, 'accept');
    const ended = await waitFor(world, batch, ['partially_executed']);
    expect(ended.entries.map(({ status }) => status)).toEqual(['executed', 'failed', 'executed']);
    const failure = { stage: 'execution', reason: 'entries_not_booked' };
    expect(ended.failure).toEqual(failure);
    expect(ended.entries.map((entry) => entry.failure)).toEqual([null, failure, null]);
    await stack.bank.setSwitches({ leaveUnpaidIbans: [] });
  });

  it('is taken back at the bank when the partner cancels it', async () => {
    const world = await makeWorld('oauth');
    const batch = await order(world, { entries: wages(world) });
    await waitFor(world, batch, ['awaiting_authorisation']);
    await world.partner.post(`${pathOf(batch)}/cancel`).expect(200);
    await waitFor(world, batch, ['cancelled']);
    expect(await draftOf(batch)).toMatchObject({ status: 'CANCELLED' });
  });
});

describe('a batch for later', () => {
  it('is planned, paid together each time, and cancelled at the bank', async () => {
    const world = await makeWorld();
    const recurrence = { unit: 'monthly', every: 1, until: new Date(Date.now() + 4_000 * hour).toISOString() };
    const schedule = { start: new Date(Date.now() + 2 * hour).toISOString(), recurrence };
    const batch = await order(world, { entries: wages(world), schedule });
    await waitFor(world, batch, ['scheduled']);
    await stack.bank.post('/_emulator/clock', { advance_seconds: (3 * hour) / 1000 });
    const instances = await until('the first time', async () => {
      const { body } = await world.partner.get(`${pathOf(batch)}/instances`).expect(200);
      const { data } = body as { data: { status: string; payout_batch_id: string; payout_id: null }[] };
      return data.length > 0 ? data : undefined;
    });
    expect(instances).toMatchObject([{ status: 'executed', payout_batch_id: batch.id, payout_id: null }]);
    expect(await movementsOf(batch)).toHaveLength(3);
    await world.partner.post(`${pathOf(batch)}/cancel`).expect(200);
    await waitFor(world, batch, ['partially_executed']);
    expect(await payoutViolations(stack)).toEqual([]);
  });
});
