import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { ConsentJourneys } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

let stack: Stack;
let journeys: ConsentJourneys;
let rows: ConsentRows;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack();
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  payer = await stack.bank.createUser('L. Aat', '100.00');
});

afterAll(() => stack?.stop());

/**
 * Lets the payer come back from the bank in time, and the validity end before the worker is done: it has exchanged the
 * code and cannot write before the row is let go.
 */
async function endWhileCompleting(
  table: 'consents' | 'consent_renewals',
  rowId: string,
  comeBack: () => Promise<unknown>,
) {
  const sql = await Sql.open(stack.environment.database.url);
  try {
    await sql.rows('BEGIN');
    await sql.rows(`UPDATE ${table} SET valid_until = now() - interval '1 second' WHERE id = $1`, [rowId]);
    const exchanges = async () => (await stack.bank.requests()).filter(({ path }) => path.includes('/token')).length;
    const before = await exchanges();
    await comeBack();
    await until('the code to be exchanged', async () => ((await exchanges()) > before ? true : undefined));
    await sql.rows('COMMIT');
  } finally {
    await sql.close();
  }
}

describe('a validity that ends between the return and its completion', () => {
  it('leaves no consent: nothing is granted, and the token is destroyed', async () => {
    const consent = await journeys.create('account_information');
    const browser = new PayerBrowser();
    const back = await journeys.decideAtBank(payer, await journeys.agree(consent.authorisation_url, browser));
    await endWhileCompleting('consents', rows.uuid(consent), () => browser.open(back));
    expect(await journeys.waitFor(consent, ['expired', 'authorised'])).toMatchObject({
      status: 'expired',
      status_reason: 'validity_over',
      accounts: [],
    });
    expect(await journeys.eventsOf(consent)).toEqual(['consent.awaiting_authorisation', 'consent.expired']);
    expect(await rows.query(`SELECT 1 FROM consent_grants WHERE consent_id = $1`, [rows.uuid(consent)])).toEqual([]);
    await until('the access to be gone', async () => {
      const { tokens, sessions } = await rows.secretsOf(consent);
      return tokens + sessions === 0 ? true : undefined;
    });
  });

  it('of a renewal leaves the consent as it was', async () => {
    const consent = await journeys.authorised(payer, 'account_information', { valid_until: inDays(20) });
    const { authorisation_url: page } = await journeys.renew(consent, { valid_until: inDays(40) });
    const [renewal] = await rows.query<{ id: string }>(`SELECT id FROM consent_renewals WHERE consent_id = $1`, [
      rows.uuid(consent),
    ]);
    const browser = new PayerBrowser();
    const back = await journeys.decideAtBank(payer, await journeys.agree(page, browser));
    await endWhileCompleting('consent_renewals', renewal?.id ?? '', () => browser.open(back));
    const after = await until('the renewal to be over', async () => {
      const seen = await journeys.get(consent);
      return seen.renewal?.status === 'awaiting_authorisation' ? undefined : seen;
    });
    expect(after).toMatchObject({
      status: 'authorised',
      valid_until: consent.valid_until,
      renewal: { status: 'expired' },
    });
    expect((await rows.secretsOf(consent)).tokens).toBe(1);
  });
});

describe('the validity of a renewal', () => {
  it('is the one that was asked for: the consent goes on to it, is told of it, and ends with it', async () => {
    const consent = await journeys.authorised(payer, 'account_information', { valid_until: inDays(20) });
    const until40 = inDays(40);
    const { authorisation_url: page } = await journeys.renew(consent, { valid_until: until40 });
    await journeys.visit(page, payer);
    const renewed = await until('the renewal', async () => {
      const seen = await journeys.get(consent);
      return seen.renewal?.status === 'authorised' ? seen : undefined;
    });
    expect(renewed).toMatchObject({ status: 'authorised', valid_until: until40 });
    await rows.age(consent, 25);
    await until('the notice of the new end', async () =>
      (await journeys.get(consent)).expiry_notice_days === 30 ? true : undefined,
    );
    expect(await journeys.get(consent)).toMatchObject({ status: 'authorised' });
    await rows.age(consent, 16);
    await journeys.waitFor(consent, ['expired']);
  });

  it.each([
    ['more than 180 days', 181],
    ['the past', -1],
  ])('is refused for %s', async (_, days) => {
    const consent = await journeys.authorised(payer, 'account_information');
    const answer = await stack.partner.post(`/v1/consents/${consent.id}/renew`, { valid_until: inDays(days) });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/valid_until' }] });
  });

  it('takes no agreement once it is over, and the consent goes on', async () => {
    const consent = await journeys.authorised(payer, 'account_information', { valid_until: inDays(20) });
    const { authorisation_url: page } = await journeys.renew(consent, { valid_until: inDays(40) });
    const browser = new PayerBrowser();
    await browser.open(page);
    await rows.query(`UPDATE consent_renewals SET valid_until = now() - interval '1 second' WHERE consent_id = $1`, [
      rows.uuid(consent),
    ]);
    expect((await browser.submit(page)).location ?? '').not.toContain('/auth?');
    await rows.wake(consent);
    await until('the renewal to be over', async () =>
      (await journeys.get(consent)).renewal?.status === 'expired' ? true : undefined,
    );
    expect(await journeys.get(consent)).toMatchObject({ status: 'authorised', valid_until: consent.valid_until });
  });
});

describe('a consent of less than a day', () => {
  it('is told no coming end, because there is no day left to be told of; its end is told', async () => {
    const consent = await journeys.authorised(payer, 'account_information', { valid_until: inDays(0.9) });
    await rows.age(consent, 0.5);
    await rows.age(consent, 0.5);
    await journeys.waitFor(consent, ['expired']);
    expect(await journeys.eventsOf(consent)).toEqual([
      'consent.awaiting_authorisation',
      'consent.authorised',
      'consent.expired',
    ]);
  });
});
