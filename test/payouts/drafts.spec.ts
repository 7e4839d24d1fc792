import request from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectAtBank, connectByKey } from '../support/connection-journey.js';
import type { PartnerClient } from '../support/partner-client.js';
import {
  createPayout,
  createRefund,
  payoutBody,
  payoutViolations,
  waitForPayout,
  type PayoutAnswer,
} from '../support/payout-journey.js';
import { agreePayment, authorisePayment, giveConsent } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

interface World {
  partner: PartnerClient & { partnerId: string };
  shop: BankUser;
  supplier: BankUser;
  connectionId: string;
}

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ withBusinessAccount: true });
});

afterAll(() => stack.stop());
afterEach(() => stack.bank.clearFaults());

/** A partner whose account was connected by a visit to the bank: the app may draft, and moves nothing by itself. */
async function makeWorld(): Promise<World> {
  const [partner, shop, supplier] = await Promise.all([
    stack.createPartner(),
    stack.bank.createUser('Koffie & Zo', '1000.00'),
    stack.bank.createUser('Branderij BV', '0.00'),
  ]);
  const { id: connectionId } = await connectAtBank(stack, partner, shop);
  return { partner, shop, supplier, connectionId };
}

const pathOf = ({ id }: { id: string }) => `/v1/payouts/${id}`;

async function draftsOf({ id }: { id: string }) {
  const { drafts } = await stack.bank.state();
  return drafts.filter(({ entries }) => entries.some((entry) => entry.merchant_reference === id));
}

async function movementsOf({ id }: { id: string }) {
  const { payments } = await stack.bank.state();
  return payments.filter((one) => one.merchant_reference === id && one.amount.startsWith('-'));
}

async function waiting(world: World): Promise<{ payout: PayoutAnswer; draftId: number }> {
  const { id } = await createPayout(world.partner, payoutBody(world.supplier));
  const payout = await waitForPayout(world.partner, `/v1/payouts/${id}`, ['awaiting_authorisation']);
  const [draft] = await draftsOf(payout);
  return { payout, draftId: draft?.id ?? 0 };
}

describe('a payout from an account that was connected by a visit to the bank', () => {
  it('waits for the owner, and is executed on the movement once they confirm it', async () => {
    const world = await makeWorld();
    const { payout, draftId } = await waiting(world);
    expect(await movementsOf(payout)).toEqual([]);
    await stack.bank.decideDraft(world.shop, draftId, 'accept');
    const executed = await waitForPayout(world.partner, pathOf(payout), ['executed']);
    expect(executed['executed_at']).not.toBeNull();
    expect(await movementsOf(payout)).toMatchObject([{ iban: world.shop.iban, amount: '-12.50' }]);
    const timeline = (await world.partner.get(`${pathOf(payout)}/timeline`).expect(200)).body as {
      data: { status: string }[];
    };
    expect(timeline.data.map(({ status }) => status)).toEqual([
      'received',
      'submitting',
      'awaiting_authorisation',
      'executed',
    ]);
  });

  it('is rejected when the owner says no', async () => {
    const world = await makeWorld();
    const { payout, draftId } = await waiting(world);
    await stack.bank.decideDraft(world.shop, draftId, 'reject');
    await waitForPayout(world.partner, pathOf(payout), ['rejected']);
    expect(await movementsOf(payout)).toEqual([]);
  });

  it('is taken back at the bank when the partner cancels it', async () => {
    const world = await makeWorld();
    const { payout } = await waiting(world);
    const asked = await world.partner.post(`${pathOf(payout)}/cancel`).expect(200);
    expect(asked.body).toMatchObject({ end_requested: 'cancelled' });
    await waitForPayout(world.partner, pathOf(payout), ['cancelled']);
    expect(await draftsOf(payout)).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('is taken back when the account is disconnected', async () => {
    const world = await makeWorld();
    const { payout } = await waiting(world);
    await request(world.partner.apiUrl)
      .delete(`/v1/bank-connections/${world.connectionId}`)
      .set('Authorization', `Bearer ${world.partner.key}`)
      .expect((answer) => expect(answer.ok).toBe(true));
    await waitForPayout(world.partner, pathOf(payout), ['cancelled']);
    expect(await draftsOf(payout)).toMatchObject([{ status: 'CANCELLED' }]);
  });

  it('stands at the bank once, whatever happens to the answer', async () => {
    const world = await makeWorld();
    await stack.bank.failNext({ method: 'POST', path: '^.*/draft-payment$' }, { drop: 'after' });
    const { payout, draftId } = await waiting(world);
    expect(await draftsOf(payout)).toHaveLength(1);
    await stack.bank.decideDraft(world.shop, draftId, 'accept');
    await waitForPayout(world.partner, pathOf(payout), ['executed']);
    expect(await movementsOf(payout)).toHaveLength(1);
  });

  it('goes out at once where the same account is connected by a key, too', async () => {
    const world = await makeWorld();
    await connectByKey(world.partner, world.shop);
    const payout = await createPayout(world.partner, payoutBody(world.supplier));
    await waitForPayout(world.partner, pathOf(payout), ['executed']);
    expect(await draftsOf(payout)).toEqual([]);
  });
});

describe('a refund from such an account', () => {
  it('counts against the payment until the owner says no', async () => {
    const world = await makeWorld();
    const { partner, shop } = world;
    const payer = await giveConsent({ ...stack, partner }, await stack.bank.createUser('A. Visser', '100.00'));
    const payment = await agreePayment({ ...stack, partner }, 'draft', payer, { creditor: shop, amount: '20.00' });
    await authorisePayment(stack, payment);
    await partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    const refund = await createRefund(partner, payment.id);
    const path = `/v1/payments/${payment.id}/refunds`;
    await waitForPayout(partner, `${path}/${refund.id}`, ['awaiting_authorisation']);
    expect((await partner.get(path).expect(200)).body).toMatchObject({ refundable: { value: '0.00' } });
    const draft = await until('the draft', async () => (await draftsOf(refund))[0]);
    await stack.bank.decideDraft(shop, draft.id, 'reject');
    await waitForPayout(partner, `${path}/${refund.id}`, ['rejected']);
    expect((await partner.get(path).expect(200)).body).toMatchObject({ refundable: { value: '20.00' } });
  });
});

describe('all of it', () => {
  it('leaves books that agree with the bank’s', async () => {
    expect(await payoutViolations(stack)).toEqual([]);
  });
});
