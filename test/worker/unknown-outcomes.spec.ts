import { fromPublicId, queryRows, Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { readBooks } from '../support/invariants.js';
import {
  agreePayment,
  authorisePayment,
  bankPageOf,
  giveConsent,
  rails,
  type ConsentingPayer,
  type OpenPayment,
  type Rail,
} from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const orderPath: Record<Rail, string> = {
  psp_draft: '^/v1/user/\\d+/payment-service-provider-draft-payment$',
  issuer_transaction: '^/v1/user/\\d+/payment-service-provider-issuer-transaction$',
  draft: '^/v1/user/\\d+/monetary-account/\\d+/draft-payment$',
};

const refusal = { Error: [{ error_description: 'Not today.', error_description_translated: 'Not today.' }] };
const tooMany = {
  Error: [
    {
      error_description: 'Too many requests. You can do a maximum of 5 calls per 1 second to this endpoint.',
      error_description_translated: 'Too many requests.',
    },
  ],
};
const used = {
  Error: [
    {
      error_description: 'The request id was already used: X-Bunq-Client-Request-Id must be unique per device.',
      error_description_translated: 'Used.',
    },
  ],
};

interface Accident {
  name: string;
  effect: Record<string, unknown>;
  times?: number;
  /** `refused` when the bank said no before it acted; else the payment goes through in the end. */
  ends: 'executed' | 'failed';
  /** Takes so many reads and sends that a slow machine may reach the time of giving up first. */
  mayReview?: boolean;
}

const accidents: Accident[] = [
  { name: 'the connection breaks before the bank acts', effect: { drop: 'before' }, ends: 'executed' },
  { name: 'the connection breaks after the bank acted', effect: { drop: 'after' }, ends: 'executed' },
  { name: 'the bank acts and never answers', effect: { drop: 'hang' }, ends: 'executed' },
  { name: 'the bank is slower than we wait', effect: { delay_ms: 1_900, delay_when: 'before' }, ends: 'executed' },
  { name: '500 without acting', effect: { status: 500, body: refusal }, ends: 'executed' },
  { name: '500 after acting', effect: { status: 500, body: refusal, act: true }, ends: 'executed' },
  { name: '491, maintenance, after acting', effect: { status: 491, body: refusal, act: true }, ends: 'executed' },
  { name: 'a page instead of an answer', effect: { status: 200, body: '<html>hello</html>' }, ends: 'executed' },
  {
    name: 'a page instead of an answer, after acting',
    effect: { status: 502, body: '<html>', act: true },
    ends: 'executed',
  },
  { name: 'half an answer', effect: { truncate: true }, ends: 'executed' },
  { name: 'an answer with a wrong signature', effect: { bad_signature: true }, ends: 'executed' },
  { name: '429, without acting', effect: { status: 429, body: tooMany }, ends: 'executed' },
  { name: '400, without acting', effect: { status: 400, body: refusal }, ends: 'failed' },
  {
    name: '400 with a wrong signature, after acting',
    effect: { status: 400, body: refusal, act: true, bad_signature: true },
    ends: 'executed',
  },
  { name: 'the id was used, after acting', effect: { status: 400, body: used, act: true }, ends: 'executed' },
  { name: 'two sends in a row are lost', effect: { drop: 'before' }, times: 2, ends: 'executed', mayReview: true },
];

interface BankSetting {
  name: string;
  switches: Record<string, unknown>;
  rails: readonly Rail[];
  /** Whether some outcomes cannot be told by any read. */
  mayReview: boolean;
}

const settings: BankSetting[] = [
  { name: 'as documented', switches: {}, rails, mayReview: false },
  {
    name: 'that takes request ids twice while its lists lag',
    switches: { listLagSeconds: 1, enforceRequestIds: false },
    rails,
    // Where neither the list nor the request id tells at once, a slow machine may reach the time of giving up.
    mayReview: true,
  },
  {
    name: 'that remembers the ids of refused requests while its lists lag',
    switches: { listLagSeconds: 2, rememberRequestIdOfRefused: true },
    rails,
    mayReview: true,
  },
  {
    name: 'that shows PSP drafts without ids',
    switches: { pspDraftsWithoutId: true },
    rails: ['psp_draft'],
    mayReview: true,
  },
];

const defaults = {
  enforceRequestIds: true,
  rememberRequestIdOfRefused: false,
  pspDraftsWithoutId: false,
  listLagSeconds: 0,
};

let stack: Stack;
let payers: ConsentingPayer[];
let shop: BankUser;
let amountCents = 100;

beforeAll(async () => {
  stack = await startStack({
    overrides: {
      BUNQ_TIMEOUT_MS: '2500',
      RECONCILE_SETTLE_MS: '500',
      RECONCILE_READ_GAP_MS: '400',
      // Long enough for a busy machine: giving up is what these payments must not need.
      RECONCILE_GIVE_UP_MS: '45000',
    },
  });
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  // A payer of its own for every accident: the bank's page shows a payer all that waits for them.
  const people = await Promise.all(accidents.map((_, index) => stack.bank.createUser(`Payer ${index}`, '100000.00')));
  payers = [];
  for (const person of people) payers.push(await giveConsent(stack, person));
}, 60_000);

afterAll(() => stack.stop());

function payerOf(index: number): ConsentingPayer {
  const payer = payers[index];
  if (!payer) throw new Error('no such payer');
  return payer;
}

/** An amount nobody used yet, by which the bank's orders can be told apart. */
function newAmount(): string {
  amountCents += 1;
  return (amountCents / 100).toFixed(2);
}

/** A payment whose order meets an accident on its first `times` ways to the bank; nothing else does. */
async function agree(
  rail: Rail,
  payer: ConsentingPayer,
  accident?: { effect: Record<string, unknown>; times?: number },
): Promise<OpenPayment> {
  const amount = newAmount();
  if (accident) await lay(rail, amount, accident);
  return agreePayment(stack, rail, payer, { creditor: shop, amount, waits: false });
}

async function lay(
  rail: Rail,
  amount: string,
  { effect, times = 1 }: { effect: Record<string, unknown>; times?: number },
): Promise<void> {
  await stack.bank.layFault({ method: 'POST', path: orderPath[rail], body: `"${amount}"`, times }, effect);
}

async function expectClean(): Promise<void> {
  const books = await readBooks(stack);
  expect(books.violations).toEqual([]);
}

async function settled({ id }: OpenPayment): Promise<string> {
  const ends = ['executed', 'failed', 'in_review'];
  return stack.partner.waitFor(`/v1/payments/${id}`, ends, 100_000).then(
    ({ status }) => status,
    (error: unknown) => String(error),
  );
}

/** The orders of one amount that the payer could still accept. */
async function waitingOrders(payment: OpenPayment): Promise<number> {
  return (await madeOrders(payment)).filter((status) => status === 'PENDING').length;
}

/** Statuses of all that the bank made of a payment. */
async function madeOrders({ rail, amount }: OpenPayment): Promise<unknown[]> {
  const { psp_drafts, issuer_transactions, drafts } = await stack.bank.state();
  const orders = {
    psp_draft: psp_drafts.map((order) => [order.status, order.amount]),
    issuer_transaction: issuer_transactions.map((order) => [order.status, order['amount']]),
    draft: drafts.map((order) => [order.status, order.entries[0]?.amount]),
  }[rail];
  return orders.filter(([, value]) => value === amount).map(([status]) => status);
}

/** How often the bank's list of such orders was read. */
async function readsOf(rail: Rail): Promise<number> {
  const list = new RegExp(orderPath[rail]);
  return (await stack.bank.requests()).filter(({ method, path }) => method === 'GET' && list.test(path)).length;
}

/** @returns what ended in another way than it should have */
async function meetAccidents(rail: Rail, mayReview: boolean | undefined): Promise<string[]> {
  const results = await Promise.all(
    accidents.map(async (accident, index) => {
      const payment = await agree(rail, payerOf(index), accident);
      const end = settled(payment);
      // Where the way to the bank never opens, the status below says why.
      if (accident.ends === 'executed')
        await Promise.race([authorisePayment(stack, payment, 90_000).catch(() => undefined), end]);
      const status = await end;
      const isExpected = status === accident.ends || ((mayReview || accident.mayReview) && status === 'in_review');
      return isExpected ? '' : `${rail}, ${accident.name}: ${status}`;
    }),
  );
  return results.filter((problem) => problem !== '');
}

describe.each(settings)('a bank $name', ({ switches, rails: railsThere, mayReview }) => {
  it('ends every accident with one order and one movement at most', async () => {
    await stack.bank.setSwitches({ ...defaults, ...switches });
    await stack.bank.clearFaults();
    const problems: string[] = [];
    // One rail after the other, so that a busy machine does not turn waits into accidents of their own.
    for (const rail of railsThere) problems.push(...(await meetAccidents(rail, mayReview)));
    expect(problems).toEqual([]);
    await expectClean();
  }, 300_000);
});

describe('two equal payments of different partners', () => {
  it.each(['before', 'after'])(
    'each adopt their own when the first one broke %s the bank acted',
    async (drop) => {
      await stack.bank.setSwitches({ ...defaults, listLagSeconds: 1, enforceRequestIds: false });
      await stack.bank.clearFaults();
      const other = await stack.createPartner('Thee & Co');
      const payer = payerOf(0);
      const amount = newAmount();
      const common = { creditor: shop, amount, waits: false };
      await lay('psp_draft', amount, { effect: { drop } });
      const first = await agreePayment(stack, 'psp_draft', payer, common);
      await stack.partner.waitFor(`/v1/payments/${first.id}`, ['outcome_unknown']);
      const second = await agreePayment(stack, 'psp_draft', payer, { ...common, partner: other });
      await stack.partner.waitFor(`/v1/payments/${first.id}`, ['awaiting_authorisation']);
      await other.waitFor(`/v1/payments/${second.id}`, ['awaiting_authorisation']);
      const waiting = (await stack.bank.state()).psp_drafts.filter(
        (draft) => draft.amount === amount && draft.status === 'PENDING',
      );
      expect(waiting).toHaveLength(2);
      await authorisePayment(stack, first);
      await stack.partner.waitFor(`/v1/payments/${first.id}`, ['executed']);
      await other.waitFor(`/v1/payments/${second.id}`, ['executed']);
      await expectClean();
    },
    60_000,
  );
});

describe('a list that lags behind an order that the bank named', () => {
  it.each(rails)('is not believed to show all there is, on the rail %s', async (rail) => {
    await stack.bank.setSwitches({ ...defaults, listLagSeconds: 1_000_000, enforceRequestIds: false });
    await stack.bank.clearFaults();
    const payment = await agree(rail, payerOf(1), { effect: { drop: 'after' } });
    await until('the order to stand there twice', async () =>
      (await waitingOrders(payment)) === 2 ? true : undefined,
    );
    const seen = await readsOf(rail);
    await until('five more looks', async () => ((await readsOf(rail)) >= seen + 5 ? true : undefined));
    expect(await stack.partner.get(`/v1/payments/${payment.id}`)).toMatchObject({
      body: { status: 'outcome_unknown' },
    });
    expect(await waitingOrders(payment)).toBe(2);
    await stack.bank.setSwitches({ listLagSeconds: 0 });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect(await waitingOrders(payment)).toBe(1);
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    await expectClean();
  });
});

describe('an order that the bank makes only after another one was adopted for it', () => {
  it.each(rails)(
    'is withdrawn on the rail %s',
    async (rail) => {
      await stack.bank.setSwitches({ ...defaults, enforceRequestIds: false });
      await stack.bank.clearFaults();
      const late = { delay_ms: 8_000, delay_when: 'before' };
      const payment = await agree(rail, payerOf(1), { effect: late });
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
      expect(await waitingOrders(payment)).toBe(1);
      await until('the late order', async () => ((await madeOrders(payment)).length === 2 ? true : undefined));
      await until('the surplus order to be withdrawn', async () =>
        (await waitingOrders(payment)) === 1 ? true : undefined,
      );
      await authorisePayment(stack, payment);
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
      await expectClean();
    },
    60_000,
  );
});

describe('a payment that was sent twice, of which the list shows one order before the other', () => {
  it('lets nobody in until the other one had time to show up', async () => {
    const { bank } = stack.emulator;
    const lagSeconds = 1_000_000;
    await stack.bank.setSwitches({ ...defaults, listLagSeconds: lagSeconds, enforceRequestIds: false });
    await stack.bank.clearFaults();
    const payment = await agree('psp_draft', payerOf(6), { effect: { drop: 'after' }, times: 2 });
    const looks = (wanted: string) =>
      until(`the attempt to have ${wanted}`, async () => {
        const rows = await stack.api
          .get(Transactions)
          .run((tx) =>
            queryRows(tx, `SELECT 1 FROM order_attempts WHERE order_id = $1 AND ${wanted}`, [
              fromPublicId('payment', payment.id),
            ]),
          );
        return rows.length > 0 ? true : undefined;
      });
    const show = (index: number) => {
      const cents = BigInt(payment.amount.replace('.', ''));
      const order = bank.tables.pspDrafts.all().filter(({ amount }) => amount === cents)[index];
      if (!order) throw new Error('the bank has no such order');
      order.createdAt -= lagSeconds * 1_000_000;
    };
    await looks(`sends = 2 AND status = 'unknown'`);
    show(0);
    await looks('(empty_reads = 1 OR resolved_at IS NOT NULL)');
    show(1);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect(await waitingOrders(payment)).toBe(1);
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    await expectClean();
  });
});

describe('a payment in doubt that is absent from the bank', () => {
  it('is not given up because the bank was too busy to take it again', async () => {
    await stack.bank.setSwitches(defaults);
    await stack.bank.clearFaults();
    const amount = newAmount();
    const match = { method: 'POST', path: orderPath.draft, body: `"${amount}"` };
    // Busy before the accident and after it.
    await stack.bank.layFault({ ...match, times: 3 }, { status: 429, body: tooMany });
    await stack.bank.layFault({ ...match, nth: 4 }, { drop: 'before' });
    await stack.bank.layFault({ ...match, nth: 5, times: 4 }, { status: 429, body: tooMany });
    const payment = await agreePayment(stack, 'draft', payerOf(4), { creditor: shop, amount, waits: false });
    expect(
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation', 'in_review']),
    ).toMatchObject({
      status: 'awaiting_authorisation',
    });
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    await expectClean();
  });

  it('goes to a person when the bank cannot be read for too long', async () => {
    await stack.bank.setSwitches(defaults);
    await stack.bank.clearFaults();
    const amount = newAmount();
    await stack.bank.layFault({ method: 'POST', path: orderPath.draft, body: `"${amount}"` }, { drop: 'after' });
    await stack.bank.layFault({ method: 'GET', path: orderPath.draft, times: 10_000 }, { status: 500, body: refusal });
    const payment = await agreePayment(stack, 'draft', payerOf(5), { creditor: shop, amount, waits: false });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['outcome_unknown']);
    // As if the time of giving up had passed.
    await stack.api
      .get(Transactions)
      .run((tx) =>
        tx.query(`UPDATE order_attempts SET unknown_since = unknown_since - interval '1 day' WHERE order_id = $1`, [
          fromPublicId('payment', payment.id),
        ]),
      );
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['in_review']);
    await stack.bank.clearFaults();
    await expectClean();
  });
});

describe('a payment that its partner cancels while its outcome is unknown', () => {
  it('is never sent again', async () => {
    await stack.bank.setSwitches(defaults);
    await stack.bank.clearFaults();
    const payment = await agree('draft', payerOf(2), { effect: { drop: 'before' } });
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['outcome_unknown']);
    await stack.partner.post(`/v1/payments/${payment.id}/cancel`).expect(200);
    const { drafts } = await stack.bank.state();
    const [attempt] = await until('several more reads of the list', async () => {
      const rows = await stack.api
        .get(Transactions)
        .run((tx) =>
          queryRows<{ sends: number }>(
            tx,
            `SELECT sends FROM order_attempts WHERE order_id = $1 AND empty_reads >= 4`,
            [fromPublicId('payment', payment.id)],
          ),
        );
      return rows.length > 0 ? rows : undefined;
    });
    expect(attempt).toEqual({ sends: 1 });
    expect(await stack.partner.get(`/v1/payments/${payment.id}`)).toMatchObject({
      body: { status: 'outcome_unknown', end_requested: 'cancelled' },
    });
    expect((await stack.bank.state()).drafts).toHaveLength(drafts.length);
  }, 40_000);
});

describe('a bank that does not take the order for a while', () => {
  const notTaken = { effect: { status: 429, body: tooMany }, times: 2 };
  const lost = { effect: { drop: 'before' } };

  it.each([
    { name: 'before an answer is lost', steps: [notTaken, lost] },
    { name: 'after an answer was lost', steps: [lost, notTaken] },
  ])(
    '$name, leaves all three sends to the order',
    async ({ steps }) => {
      await stack.bank.setSwitches(defaults);
      await stack.bank.clearFaults();
      const amount = newAmount();
      for (const step of steps) await lay('draft', amount, step);
      const payment = await agreePayment(stack, 'draft', payerOf(4), { creditor: shop, amount, waits: false });
      const { status } = await stack.partner.waitFor(`/v1/payments/${payment.id}`, [
        'awaiting_authorisation',
        'in_review',
      ]);
      expect(status).toBe('awaiting_authorisation');
      await authorisePayment(stack, payment);
      await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
      await expectClean();
    },
    60_000,
  );
});

describe('a payer with two payments, one of them in doubt', () => {
  it('is not led to the bank, where the one in doubt could wait twice', async () => {
    await stack.bank.setSwitches({ ...defaults, listLagSeconds: 2, enforceRequestIds: false });
    await stack.bank.clearFaults();
    const inDoubt = await agree('psp_draft', payerOf(3), { effect: { drop: 'after' } });
    await stack.partner.waitFor(`/v1/payments/${inDoubt.id}`, ['outcome_unknown']);
    const other = await agree('psp_draft', payerOf(3));
    await stack.partner.waitFor(`/v1/payments/${other.id}`, ['awaiting_authorisation']);
    expect(await bankPageOf(other)).toBeUndefined();
    await authorisePayment(stack, other);
    expect(await waitingOrders(inDoubt)).toBe(0);
    await stack.partner.waitFor(`/v1/payments/${other.id}`, ['executed']);
    await stack.partner.waitFor(`/v1/payments/${inDoubt.id}`, ['executed']);
    await expectClean();
  }, 40_000);
});
