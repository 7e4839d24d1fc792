import { Money } from '@sluis/money';
import { fromPublicId, Transactions } from '@sluis/persistence';
import { SpendingRules, type SpendingLimits } from '@sluis/spending-rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { createConsent, readConsent } from '../support/consent-journey.js';
import type { PartnerClient } from '../support/partner-client.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { giveConsent, type ConsentingPayer } from '../support/payers.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let sql: Sql;
let payer: BankUser;
let shop: BankUser;

type Partner = PartnerClient & { partnerId: string };
const euros = (value: string) => ({ value, currency: 'EUR' });
const none: SpendingLimits = { perPayment: null, perDay: null, perMonth: null, allowedCreditors: null };
const money = (value: string) => Money.fromWire(euros(value));

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await stack.bank.createUser('A. Visser');
  shop = await stack.bank.createUser('Koffie & Zo');
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

function setLimits(partner: Partner, limits: Partial<SpendingLimits>) {
  const by = { actor: { type: 'operator', id: 'test' } as const, reason: 'a test' };
  return stack.api
    .get(Transactions)
    .run((tx) => stack.api.get(SpendingRules).setForPartner(tx, partner.partnerId, { ...none, ...limits }, by));
}

async function ruleOf(partner: PartnerClient) {
  const { body } = await partner.get('/v1/spending-rules').expect(200);
  return (body as { data: Record<string, unknown>[] }).data.find(({ scope }) => scope === 'partner');
}

const order = (partner: PartnerClient, value: string) => ({
  ...paymentBody(partner, shop, payer),
  amount: euros(value),
});

describe('a partner’s spending rule', () => {
  it('refuses above each limit, and says which, how much it is and what is used', async () => {
    const partner = await stack.createPartner();
    await setLimits(partner, { perPayment: money('30.00'), perDay: money('50.00'), perMonth: money('60.00') });
    const problemOf = async (value: string) =>
      expectProblem(await partner.post('/v1/payments', order(partner, value)), {
        status: 422,
        code: 'spending_rule_broken',
        pointer: '/amount',
      }).spending_rule;

    expect(await problemOf('30.01')).toMatchObject({ rule: 'per_payment', limit: euros('30.00'), used: null });
    await partner.createPayment(order(partner, '30.00'));
    expect(await problemOf('20.01')).toMatchObject({ rule: 'per_day', limit: euros('50.00'), used: euros('30.00') });
    await partner.createPayment(order(partner, '20.00'));
    await setLimits(partner, { perDay: money('100.00'), perMonth: money('60.00') });
    expect(await problemOf('10.01')).toMatchObject({ rule: 'per_month', limit: euros('60.00'), used: euros('50.00') });
    expect(await ruleOf(partner)).toMatchObject({
      scope: 'partner',
      per_payment: null,
      per_day: { limit: euros('100.00'), used: euros('50.00'), remaining: euros('50.00') },
      per_month: { limit: euros('60.00'), used: euros('50.00'), remaining: euros('10.00') },
      set_by: 'operator',
      version: 2,
    });
  });

  it('lets only named creditors be paid', async () => {
    const partner = await stack.createPartner();
    await setLimits(partner, { allowedCreditors: [shop.iban] });
    await partner.createPayment(order(partner, '1.00'));
    const stranger = { ...order(partner, '1.00'), creditor: { name: 'X', iban: 'NL91ABNA0417164300' } };
    const expected = { status: 422, code: 'spending_rule_broken', pointer: '/creditor' };
    expectProblem(await partner.post('/v1/payments', stranger), expected);
    const byEmail = { ...paymentBody(partner, shop), creditor: { email: 'a@shop.example' } };
    expectProblem(await partner.post('/v1/payments', byEmail), expected);
  });

  it('is never exceeded by 50 orders at once', async () => {
    const partner = await stack.createPartner();
    await setLimits(partner, { perDay: money('100.00') });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => partner.post('/v1/payments', order(partner, '7.00'))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(14);
    expect(statuses.filter((status) => status === 422)).toHaveLength(36);
    const sum = await sql.value('SELECT sum(amount_minor)::int FROM payments WHERE partner_id = $1', [
      partner.partnerId,
    ]);
    expect(sum).toBe(9_800);
    expect(await ruleOf(partner)).toMatchObject({ per_day: { used: euros('98.00'), remaining: euros('2.00') } });
  });

  it('gives back what ended without money, once, and keeps what was paid', async () => {
    const partner = await stack.createPartner();
    await setLimits(partner, { perDay: money('100.00') });
    const paid = await executedPayment({ ...stack, partner }, payer, shop);
    const cancelled = await partner.createPayment(order(partner, '20.00'));
    const declined = await partner.createPayment(order(partner, '30.00'));
    expect(await ruleOf(partner)).toMatchObject({ per_day: { used: euros('62.50') } });
    await partner.post(`/v1/payments/${cancelled.id}/cancel`).expect(200);
    await partner.post(`/v1/payments/${cancelled.id}/cancel`).expect(409);
    await new PayerBrowser().submit(declined.authorisation_url, {}, `${declined.authorisation_url}/decline`);
    expect(await ruleOf(partner)).toMatchObject({
      per_day: { used: euros('12.50') },
      per_month: { used: euros('12.50') },
    });
    const left = await sql.value(
      `SELECT count(*)::int FROM spending_reservations WHERE partner_id = $1 AND order_id = $2 AND released_at IS NULL`,
      [partner.partnerId, fromPublicId('payment', paid) ?? ''],
    );
    expect(left).toBe(1);
  });

  it('begins anew with the day and the month, and what is given back late takes nothing from the new ones', async () => {
    const partner = await stack.createPartner();
    await setLimits(partner, { perDay: money('50.00'), perMonth: money('500.00') });
    const yesterdays = await partner.createPayment(order(partner, '50.00'));
    await sql.rows(
      `UPDATE spending_rules SET day = day - 40, month = (date_trunc('month', day - 40))::date WHERE partner_id = $1`,
      [partner.partnerId],
    );
    await sql.rows(
      `UPDATE spending_reservations SET day = day - 40, month = (date_trunc('month', day - 40))::date WHERE partner_id = $1`,
      [partner.partnerId],
    );
    expect(await ruleOf(partner)).toMatchObject({
      per_day: { used: euros('0.00') },
      per_month: { used: euros('0.00') },
    });
    await partner.createPayment(order(partner, '40.00'));
    await partner.post(`/v1/payments/${yesterdays.id}/cancel`).expect(200);
    expect(await ruleOf(partner)).toMatchObject({
      per_day: { used: euros('40.00') },
      per_month: { used: euros('40.00') },
    });
  });

  it('writes what was set, by whom and why to the audit trail', async () => {
    const partner = await stack.createPartner();
    await setLimits(partner, { perDay: money('50.00') });
    const loosened = await setLimits(partner, { perDay: money('60.00') });
    expect(loosened.isLoosening).toBe(true);
    const rows = await sql.rows(
      `SELECT actor_type, details FROM audit_records WHERE partner_id = $1 AND action = 'spending_rule.set' ORDER BY id`,
      [partner.partnerId],
    );
    expect(rows).toMatchObject([
      { actor_type: 'operator', details: { per_day: '5000', is_loosening: false, reason: 'a test', version: 1 } },
      { actor_type: 'operator', details: { per_day: '6000', is_loosening: true, version: 2 } },
    ]);
  });
});

describe('a consent’s spending rule', () => {
  const rule = {
    per_payment: euros('10.00'),
    per_day: euros('15.00'),
    allowed_creditors: [{ iban: 'NL91 ABNA 0417 1643 00' }],
  };

  function underConsent({ consentId, accountIdAtPartner }: ConsentingPayer, value: string, iban = shop.iban) {
    return stack.partner.post('/v1/payments', {
      amount: euros(value),
      creditor: { name: 'Koffie & Zo', iban },
      remittance_information: 'Subscription',
      consent_id: consentId,
      account_id: accountIdAtPartner,
    });
  }

  it('is asked for with the consent, shown on it with its use, and on its page', async () => {
    const consent = await createConsent(stack.partner, { spending_rule: rule });
    const read = await readConsent(stack.partner, consent.id);
    expect(read['spending_rule']).toMatchObject({
      scope: 'consent',
      consent_id: consent.id,
      per_payment: { limit: euros('10.00') },
      per_day: { limit: euros('15.00'), used: euros('0.00') },
      per_month: { limit: null },
      allowed_creditors: [{ iban: 'NL91ABNA0417164300' }],
      set_by: 'partner',
    });
    const { html } = await new PayerBrowser().open(`${consent.authorisation_url}?lang=en`);
    expect(html).toContain('€10.00');
    expect(html).toContain('€15.00');
    expect(html).toContain('NL91 ABNA 0417 1643 00');
  });

  it('holds for payments under it, beside the partner’s, and for no others', async () => {
    const payerWithLimit = await giveConsent(stack, payer, stack.partner, {
      spending_rule: { per_payment: euros('10.00'), per_day: euros('15.00') },
    });
    const free = await giveConsent(stack, payer);
    await underConsent(payerWithLimit, '10.00').expect(201);
    expect(
      expectProblem(await underConsent(payerWithLimit, '5.01'), { status: 422, code: 'spending_rule_broken' }),
    ).toMatchObject({ spending_rule: { scope: 'consent', rule: 'per_day', used: euros('10.00') } });
    await underConsent(free, '50.00').expect(201);
    expect((await readConsent(stack.partner, payerWithLimit.consentId))['spending_rule']).toMatchObject({
      per_day: { used: euros('10.00'), remaining: euros('5.00') },
    });
  });

  it.each([
    [{}, '/spending_rule'],
    [{ per_day: euros('0.00') }, '/spending_rule/per_day/value'],
    [{ per_year: euros('1.00') }, '/spending_rule/per_year'],
    [{ allowed_creditors: [] }, '/spending_rule/allowed_creditors'],
    [{ allowed_creditors: [{ iban: 'NL00BUNQ0000000000' }] }, '/spending_rule/allowed_creditors/0/iban'],
  ])('is refused as %j', async (spendingRule, pointer) => {
    const body = { type: 'payment_initiation', redirect_uri: stack.partner.redirectUri, spending_rule: spendingRule };
    expectProblem(await stack.partner.post('/v1/consents', body), { status: 400, code: 'request_invalid', pointer });
  });

  it('has no place on a consent to read accounts', async () => {
    const body = {
      type: 'account_information',
      purpose: 'To show your spending',
      permissions: ['read_account_list'],
      redirect_uri: stack.partner.redirectUri,
      spending_rule: { per_day: euros('1.00') },
    };
    expectProblem(await stack.partner.post('/v1/consents', body), {
      status: 400,
      code: 'request_invalid',
      pointer: '/spending_rule',
    });
  });
});
