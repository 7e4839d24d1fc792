import { fromPublicId, queryRows, Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreePayment, authorisePayment, bankPageOf } from '../../support/payers.js';
import { until } from '../../support/until.js';
import { orderPath, refusal, tooMany } from './accidents.js';
import { Doubt } from './doubt.js';

let doubt: Doubt;
beforeAll(async () => {
  doubt = await Doubt.open();
}, 60_000);
afterAll(() => doubt.close());

describe('a payment in doubt that is absent from the bank', () => {
  it('is not given up because the bank was too busy to take it again', async () => {
    await doubt.setBank();
    const amount = doubt.newAmount();
    const match = { method: 'POST', path: orderPath.draft, body: `"${amount}"` };
    // Busy before the accident and after it.
    await doubt.stack.bank.layFault({ ...match, times: 3 }, { status: 429, body: tooMany });
    await doubt.stack.bank.layFault({ ...match, nth: 4 }, { drop: 'before' });
    await doubt.stack.bank.layFault({ ...match, nth: 5, times: 4 }, { status: 429, body: tooMany });
    const payment = await agreePayment(doubt.stack, 'draft', doubt.payerOf(4), {
      creditor: doubt.shop,
      amount,
      waits: false,
    });
    expect(
      await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation', 'in_review']),
    ).toMatchObject({
      status: 'awaiting_authorisation',
    });
    await authorisePayment(doubt.stack, payment);
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(await doubt.violations()).toEqual([]);
  });

  it('goes to a person when the bank cannot be read for too long', async () => {
    await doubt.setBank();
    const amount = doubt.newAmount();
    await doubt.stack.bank.layFault({ method: 'POST', path: orderPath.draft, body: `"${amount}"` }, { drop: 'after' });
    await doubt.stack.bank.layFault(
      { method: 'GET', path: orderPath.draft, times: 10_000 },
      { status: 500, body: refusal },
    );
    const payment = await agreePayment(doubt.stack, 'draft', doubt.payerOf(5), {
      creditor: doubt.shop,
      amount,
      waits: false,
    });
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['outcome_unknown']);
    // As if the time of giving up had passed.
    await doubt.stack.api
      .get(Transactions)
      .run((tx) =>
        tx.query(`UPDATE order_attempts SET unknown_since = unknown_since - interval '1 day' WHERE order_id = $1`, [
          fromPublicId('payment', payment.id),
        ]),
      );
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['in_review']);
    await doubt.stack.bank.clearFaults();
    expect(await doubt.violations()).toEqual([]);
  });
});

describe('a payment that its partner cancels while its outcome is unknown', () => {
  it('is never sent again', async () => {
    await doubt.setBank();
    const payment = await doubt.agree('draft', doubt.payerOf(2), { effect: { drop: 'before' } });
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['outcome_unknown']);
    await doubt.stack.partner.post(`/v1/payments/${payment.id}/cancel`).expect(200);
    const { drafts } = await doubt.stack.bank.state();
    const [attempt] = await until('several more reads of the list', async () => {
      const rows = await doubt.stack.api
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
    expect(await doubt.stack.partner.get(`/v1/payments/${payment.id}`)).toMatchObject({
      body: { status: 'outcome_unknown', end_requested: 'cancelled' },
    });
    expect((await doubt.stack.bank.state()).drafts).toHaveLength(drafts.length);
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
      await doubt.setBank();
      const amount = doubt.newAmount();
      for (const step of steps) await doubt.lay('draft', amount, step);
      const payment = await agreePayment(doubt.stack, 'draft', doubt.payerOf(4), {
        creditor: doubt.shop,
        amount,
        waits: false,
      });
      const { status } = await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, [
        'awaiting_authorisation',
        'in_review',
      ]);
      expect(status).toBe('awaiting_authorisation');
      await authorisePayment(doubt.stack, payment);
      await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
      expect(await doubt.violations()).toEqual([]);
    },
    60_000,
  );
});

describe('a payer with two payments, one of them in doubt', () => {
  it('is not led to the bank, where the one in doubt could wait twice', async () => {
    await doubt.setBank({ listLagSeconds: 2, enforceRequestIds: false });
    const inDoubt = await doubt.agree('psp_draft', doubt.payerOf(3), { effect: { drop: 'after' } });
    await doubt.stack.partner.waitFor(`/v1/payments/${inDoubt.id}`, ['outcome_unknown']);
    const other = await doubt.agree('psp_draft', doubt.payerOf(3));
    await doubt.stack.partner.waitFor(`/v1/payments/${other.id}`, ['awaiting_authorisation']);
    expect(await bankPageOf(other)).toBeUndefined();
    await authorisePayment(doubt.stack, other);
    expect(await doubt.waitingOrders(inDoubt)).toBe(0);
    await doubt.stack.partner.waitFor(`/v1/payments/${other.id}`, ['executed']);
    await doubt.stack.partner.waitFor(`/v1/payments/${inDoubt.id}`, ['executed']);
    expect(await doubt.violations()).toEqual([]);
  }, 40_000);
});
