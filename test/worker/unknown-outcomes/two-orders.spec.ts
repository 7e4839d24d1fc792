import { fromPublicId, queryRows, Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreePayment, authorisePayment, rails } from '../../support/payers.js';
import { until } from '../../support/until.js';
import { Doubt } from './doubt.js';

let doubt: Doubt;
beforeAll(async () => {
  doubt = await Doubt.open();
}, 60_000);
afterAll(() => doubt.close());

describe('two equal payments of different partners', () => {
  it.each(['before', 'after'])(
    'each adopt their own when the first one broke %s the bank acted',
    async (drop) => {
      await doubt.setBank({ listLagSeconds: 1, enforceRequestIds: false });
      const other = await doubt.stack.createPartner('Thee & Co');
      const payer = doubt.payerOf(0);
      const amount = doubt.newAmount();
      const common = { creditor: doubt.shop, amount, waits: false };
      await doubt.lay('psp_draft', amount, { effect: { drop } });
      const first = await agreePayment(doubt.stack, 'psp_draft', payer, common);
      await doubt.stack.partner.waitFor(`/v1/payments/${first.id}`, ['outcome_unknown']);
      const second = await agreePayment(doubt.stack, 'psp_draft', payer, { ...common, partner: other });
      await doubt.stack.partner.waitFor(`/v1/payments/${first.id}`, ['awaiting_authorisation']);
      await other.waitFor(`/v1/payments/${second.id}`, ['awaiting_authorisation']);
      const waiting = (await doubt.stack.bank.state()).psp_drafts.filter(
        (draft) => draft.amount === amount && draft.status === 'PENDING',
      );
      expect(waiting).toHaveLength(2);
      await authorisePayment(doubt.stack, first);
      await doubt.stack.partner.waitFor(`/v1/payments/${first.id}`, ['executed']);
      await other.waitFor(`/v1/payments/${second.id}`, ['executed']);
      expect(await doubt.violations()).toEqual([]);
    },
    60_000,
  );
});

describe('a list that lags behind an order that the bank named', () => {
  it.each(rails)('is not believed to show all there is, on the rail %s', async (rail) => {
    await doubt.setBank({ listLagSeconds: 1_000_000, enforceRequestIds: false });
    const payment = await doubt.agree(rail, doubt.payerOf(1), { effect: { drop: 'after' } });
    await until('the order to stand there twice', async () =>
      (await doubt.waitingOrders(payment)) === 2 ? true : undefined,
    );
    const seen = await doubt.readsOf(rail);
    await until('five more looks', async () => ((await doubt.readsOf(rail)) >= seen + 5 ? true : undefined));
    expect(await doubt.stack.partner.get(`/v1/payments/${payment.id}`)).toMatchObject({
      body: { status: 'outcome_unknown' },
    });
    expect(await doubt.waitingOrders(payment)).toBe(2);
    await doubt.stack.bank.setSwitches({ listLagSeconds: 0 });
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect(await doubt.waitingOrders(payment)).toBe(1);
    await authorisePayment(doubt.stack, payment);
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(await doubt.violations()).toEqual([]);
  });
});

describe('an order that the bank makes only after another one was adopted for it', () => {
  beforeAll(() => doubt.setBank({ enforceRequestIds: false }));
  it.concurrent.each(rails)(
    'is withdrawn on the rail %s',
    async (rail) => {
      const late = { delay_ms: 8_000, delay_when: 'before' };
      // One payer for each: an order of another one at the bank keeps a payer away from it.
      const payment = await doubt.agree(rail, doubt.payerOf(rails.indexOf(rail)), { effect: late });
      await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
      expect(await doubt.waitingOrders(payment)).toBe(1);
      await until('the late order', async () => ((await doubt.madeOrders(payment)).length === 2 ? true : undefined));
      await until('the surplus order to be withdrawn', async () =>
        (await doubt.waitingOrders(payment)) === 1 ? true : undefined,
      );
      await authorisePayment(doubt.stack, payment);
      await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    },
    60_000,
  );

  it('breaks no rule on any rail', async () => {
    expect(await doubt.violations()).toEqual([]);
  });
});

describe('a payment that was sent twice, of which the list shows one order before the other', () => {
  it('lets nobody in until the other one had time to show up', async () => {
    const { bank } = doubt.stack.emulator;
    const lagSeconds = 1_000_000;
    await doubt.setBank({ listLagSeconds: lagSeconds, enforceRequestIds: false });
    const payment = await doubt.agree('psp_draft', doubt.payerOf(6), { effect: { drop: 'after' }, times: 2 });
    const looks = (wanted: string) =>
      until(`the attempt to have ${wanted}`, async () => {
        const rows = await doubt.stack.api
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
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
    expect(await doubt.waitingOrders(payment)).toBe(1);
    await authorisePayment(doubt.stack, payment);
    await doubt.stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(await doubt.violations()).toEqual([]);
  });
});
