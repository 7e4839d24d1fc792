import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browser/support/chromium.js';
import type { BankUser } from '../support/bank-control.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { createOperator, type TestOperator } from '../support/operators.js';
import { agreePayment, giveConsent, type ConsentingPayer, type OpenPayment } from '../support/payers.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';
import { barriers } from '../browser/support/barriers.js';

const pictures = process.env['SCREENSHOTS_TO'];
const orders = '^/v1/user/\\d+/payment-service-provider-draft-payment$';

let stack: ConsoleStack;
let browser: Browser;
let payer: ConsentingPayer;
let shop: BankUser;
let anna: TestOperator;
let bram: TestOperator;
let operator: StaffBrowser;
let admin: StaffBrowser;
let amountCents = 100;

beforeAll(async () => {
  stack = await startConsoleStack({ withWorker: true, overrides: { RECONCILIATION_INTERVAL_MS: '300' } });
  browser = await launchChromium();
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '10000.00'));
  anna = await createOperator(stack, 'desk-1');
  bram = await createOperator(stack, 'desk-2');
  operator = await stack.signIn('local-operator');
  admin = await stack.signIn('local-admin');
}, 120_000);

afterAll(async () => {
  await browser.close();
  await stack.stop();
});

/** A payment whose order the bank took without an answer, and lists without an id: no rule can tell of it. */
async function inReview(): Promise<OpenPayment> {
  amountCents += 1;
  const amount = (amountCents / 100).toFixed(2);
  await stack.bank.setSwitches({ pspDraftsWithoutId: true });
  await stack.bank.failNext({ method: 'POST', path: orders, body: `"${amount}"` }, { drop: 'after' });
  const payment = await agreePayment(stack, 'psp_draft', payer, { creditor: shop, amount, waits: false });
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['in_review']);
  await stack.bank.setSwitches({ pspDraftsWithoutId: false });
  return payment;
}

const failed = { resolution: 'failed', reason: 'looked at together' };

async function propose(
  by: StaffBrowser,
  { id }: OpenPayment,
  body: Record<string, unknown> = failed,
): Promise<Response> {
  return by.post(`/reviews/${id}/proposals`, body);
}

describe('reviews by staff', () => {
  it('are decided by nobody who has not shown an operator’s secret, and by nobody with that of another', async () => {
    const payment = await inReview();
    const refused = await propose(operator, payment);
    expect([refused.status, (await bodyOf(refused))['code']]).toEqual([409, 'review_refused']);
    expect((await operator.post('/operator', { secret: 'so_0123456789abcdef_wrong' })).status).toBe(409);
    expect((await operator.post('/operator', { secret: anna.token })).status).toBe(200);
    // Two people by one secret would be two eyes.
    expect((await admin.post('/operator', { secret: anna.token })).status).toBe(409);
    expect((await admin.post('/operator', { secret: bram.token })).status).toBe(200);
    expect((await operator.post('/operator', { secret: bram.token })).status).toBe(409);
    const trail = await stack.sql.rows(
      `SELECT outcome FROM audit_records WHERE action = 'staff.became_operator' ORDER BY id`,
    );
    expect(trail.map(({ outcome }) => outcome)).toEqual(['refused', 'done', 'refused', 'done', 'refused']);
    const viewer = await stack.signIn('local-viewer');
    expect(await viewer.read('/reviews')).toMatchObject({ data: [{ order: payment.id, proposal: null }] });
  });

  it('need two of them, and then the worker carries them out against what the bank shows', async () => {
    const payment = await inReview();
    const proposed = await propose(operator, payment);
    expect(proposed.status).toBe(201);
    const { proposal } = await bodyOf(proposed);
    expect((await propose(admin, payment)).status).toBe(409);
    const own = await operator.post(`/review-proposals/${String(proposal)}/approve`);
    expect([own.status, (await bodyOf(own))['detail']]).toEqual([409, expect.stringContaining('Somebody else')]);
    expect((await admin.post(`/review-proposals/${String(proposal)}/approve`)).status).toBe(204);
    // The bank has the order, so it did not fail.
    const shown = await until('the worker to decide', async () => {
      const review = await admin.read(`/reviews/${payment.id}`);
      return JSON.stringify(review['proposals']).includes('refused') ? review : undefined;
    });
    expect(shown).toMatchObject({
      status: 'in_review',
      you_are: 'desk-2',
      proposals: [{ contradiction: expect.any(String) }],
    });

    const drafts = (await stack.bank.state()).psp_drafts.filter(({ amount }) => amount === payment.amount);
    const adopt = { resolution: 'adopt', bank_object_id: drafts[0]?.id, reason: 'the only one' };
    const second = await bodyOf(await propose(operator, payment, adopt));
    expect((await admin.post(`/review-proposals/${String(second['proposal'])}/approve`)).status).toBe(204);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['awaiting_authorisation']);
  });

  it('say what is wrong with a proposal', async () => {
    const payment = await inReview();
    for (const body of [
      { resolution: 'adopt', reason: 'x' },
      { resolution: 'executed', reason: 'x' },
      { resolution: 'failed' },
      {},
    ])
      expect((await propose(operator, payment, body)).status).toBe(400);
    expect((await operator.get('/reviews/pay_nothing')).status).toBe(404);
    const { proposal } = await bodyOf(await propose(operator, payment));
    expect((await operator.post(`/review-proposals/${String(proposal)}/decline`)).status).toBe(204);
    expect((await admin.post(`/review-proposals/${String(proposal)}/approve`)).status).toBe(409);
  });
});

async function signIn(person: string, width = 1280): Promise<Page> {
  const page = await (
    await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  ).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${stack.consoleUrl}/console`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  return page;
}

it('two people decide one in the browser', async () => {
  const payment = await inReview();
  const first = await signIn('Olga Operator');
  await first.getByRole('link', { name: 'Reviews' }).click();
  await first.locator(`a[href$="${payment.id}"]`).click();
  await first.getByLabel('Resolution').selectOption('cancelled');
  await first.getByLabel('Reason').fill('the payer gave up');
  expect(await barriers(first)).toEqual([]);
  if (pictures !== undefined) await first.screenshot({ path: join(pictures, 'review.png'), fullPage: true });
  await first.getByRole('button', { name: 'Propose' }).click();
  await first.getByRole('heading', { name: 'A proposal waits' }).waitFor();
  await first.getByRole('button', { name: 'Approve' }).click();
  await first.getByRole('alert').getByText('Somebody else has to approve').waitFor();

  const second = await signIn('Adam Admin', 360);
  await second.goto(`${stack.consoleUrl}/console/reviews/${payment.id}`);
  await second.getByRole('heading', { name: 'A proposal waits' }).waitFor();
  expect(await barriers(second)).toEqual([]);
  expect(await second.evaluate('document.documentElement.scrollWidth')).toBe(360);
  if (pictures !== undefined) await second.screenshot({ path: join(pictures, 'review-phone.png'), fullPage: true });
  await second.getByRole('button', { name: 'Approve' }).click();
  await second
    .getByText('approved, being carried out')
    .or(second.getByText('refused'))
    .or(second.getByText('applied'))
    .first()
    .waitFor();
});
