import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { untilEventsShow } from '../support/events-shown.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { agreePayment, authorisePayment, giveConsent, rails, type ConsentingPayer } from '../support/payers.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let sql: Sql;
let payer: ConsentingPayer;
let shop: BankUser;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser'));
  shop = await stack.bank.createUser('Koffie & Zo');
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function eventsOf(paymentId: string): Promise<string[]> {
  await untilEventsShow(stack.environment.database.url);
  const { body } = await stack.partner.get('/v1/events?limit=100').expect(200);
  return (body as { data: { type: string; data: { id: string } }[] }).data
    .filter(({ data }) => data.id === paymentId)
    .map(({ type }) => type)
    .toReversed();
}

describe('payment.creditable', () => {
  it.each(rails)('comes with payment.executed between accounts at bunq, on the rail %s', async (rail) => {
    const payment = await agreePayment(stack, rail, payer, { creditor: shop });
    await authorisePayment(stack, payment);
    const executed = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(executed['creditable']).toMatchObject({ basis: 'within_bunq', at: expect.any(String) });
    expect((await eventsOf(payment.id)).slice(-2)).toEqual(['payment.executed', 'payment.creditable']);
  });

  it.each(rails)('comes only after the term of a transfer to another bank, on the rail %s', async (rail) => {
    const elsewhere = { ...shop, iban: 'NL91ABNA0417164300' };
    const payment = await agreePayment(stack, rail, payer, { creditor: elsewhere });
    await authorisePayment(stack, payment);
    const executed = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(executed['creditable']).toMatchObject({ basis: 'sct_term', at: null });
    expect(await eventsOf(payment.id)).not.toContain('payment.creditable');

    // The clock moves on.
    const id = fromPublicId('payment', payment.id) ?? '';
    await sql.rows(`UPDATE payments SET creditable_from = now() - interval '1 second' WHERE id = $1`, [id]);
    await sql.rows(`UPDATE outbox SET due_at = now() WHERE kind = 'payments.credit' AND subject LIKE $1`, [`%/${id}`]);
    const credited = await until('the payment to be creditable', async () => {
      const { body } = await stack.partner.get(`/v1/payments/${payment.id}`).expect(200);
      const answer = body as { version: number; status: string; creditable: { at: string | null } };
      return answer.creditable.at === null ? undefined : answer;
    });
    expect(credited).toMatchObject({ status: 'executed', version: Number(executed['version']) + 1 });
    expect((await eventsOf(payment.id)).at(-1)).toBe('payment.creditable');
    const due = await sql.value(`SELECT count(*)::int FROM outbox WHERE kind = 'payments.credit'`);
    expect(due).toBe(0);
  });

  it('is null for what was never executed', async () => {
    const payment = await agreePayment(stack, 'psp_draft', payer, { creditor: shop, amount: '3.00' });
    expect((await stack.partner.get(`/v1/payments/${payment.id}`).expect(200)).body).toMatchObject({
      creditable: null,
    });
    await stack.partner.post(`/v1/payments/${payment.id}/cancel`).expect(200);
  });
});

describe('a failed payment', () => {
  it.each(rails)('says where and why when the bank refuses it, on the rail %s', async (rail) => {
    const order = {
      draft: 'draft-payment',
      psp_draft: 'payment-service-provider-draft-payment',
      issuer_transaction: 'payment-service-provider-issuer-transaction',
    };
    const refusal = { Error: [{ error_description: 'No.', error_description_translated: 'No.' }] };
    await stack.bank.layFault(
      { method: 'POST', path: `^/v1/user/\\d+(/.+)?/${order[rail]}$` },
      { status: 400, body: refusal },
    );
    try {
      const payment = await agreePayment(stack, rail, payer, { creditor: shop, amount: '4.00', waits: false });
      const failed = await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['failed']);
      expect(failed['failure']).toEqual({ stage: 'submission', reason: expect.stringMatching(/^[a-z_]+$/) });
    } finally {
      await stack.bank.clearFaults();
    }
  });

  it('cannot be stored without', async () => {
    const payment = await stack.partner.createPayment({
      amount: { value: '6.00', currency: 'EUR' },
      creditor: { name: shop.name, iban: shop.iban },
      remittance_information: 'Order',
      redirect_uri: stack.partner.redirectUri,
    });
    const failing = sql.rows(`UPDATE payments SET status = 'failed' WHERE id = $1`, [
      fromPublicId('payment', payment.id) ?? '',
    ]);
    await expect(failing).rejects.toThrow('payments_failure');
    await new PayerBrowser().submit(payment.authorisation_url, {}, `${payment.authorisation_url}/decline`);
  });
});
