import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../apps/bunq-emulator/src/bank/accounts.js';
import { isCustomer } from '../../apps/bunq-emulator/src/bank/customers.js';
import type { BankUser } from '../support/bank-control.js';
import {
  agreeOnPage,
  authorisedConsent,
  createConsent,
  readConsent,
  waitForConsent,
} from '../support/consent-journey.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { paymentBody } from '../support/payment-journey.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
let sql: Sql;
let payer: BankUser;
let shop: BankUser;

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

const uuidOf = (consentId: string) => fromPublicId('consent', consentId) ?? '';

/** The payer's whole way, up to where the bank has sent them back to us. */
async function comeBack(browser: PayerBrowser, pageUrl: string, decision: 'accept' | 'deny' = 'accept'): Promise<void> {
  await browser.open(await stack.bank.authorise(payer, await agreeOnPage(browser, pageUrl), decision));
}

function pay(consentId: string, accountId: string | undefined) {
  const order = { ...paymentBody(stack.partner, shop), redirect_uri: undefined };
  return stack.partner.post('/v1/payments', { ...order, consent_id: consentId, account_id: accountId });
}

/** Whether anything is left with which the platform could act for the payer. */
async function accessLeft(consentId: string): Promise<{ token: boolean; session: boolean }> {
  const [row] = await sql.rows<{ token: boolean; session: boolean }>(
    `SELECT access_token_sealed IS NOT NULL AS token,
            EXISTS (SELECT FROM bunq_sessions WHERE owner = 'consent:' || id AND session_sealed IS NOT NULL) AS session
     FROM consents WHERE id = $1`,
    [uuidOf(consentId)],
  );
  if (!row) throw new Error('there is no such consent');
  return row;
}

async function eventsOf(consentId: string): Promise<string[]> {
  const rows = await sql.rows<{ type: string }>(
    'SELECT type FROM events WHERE resource_id = $1 ORDER BY resource_version',
    [uuidOf(consentId)],
  );
  return rows.map(({ type }) => type);
}

/** As if the clock had moved on past this date of the consent. */
async function pass(consentId: string, date: 'valid_until' | 'link_expires_at'): Promise<void> {
  const id = uuidOf(consentId);
  await sql.rows(`UPDATE consents SET ${date} = now() - interval '1 second' WHERE id = $1`, [id]);
  await sql.rows(`UPDATE outbox SET due_at = now() WHERE kind = 'consents.expire' AND subject LIKE '%/' || $1`, [id]);
}

describe('a consent', () => {
  it('is authorised with the payer’s accounts, over our page and the bank', async () => {
    const consent = await createConsent(stack.partner, { state: 'opaque', psu_reference: 'customer 7' });
    expect(consent).toMatchObject({ status: 'awaiting_authorisation', accounts: [], version: 1 });
    const browser = new PayerBrowser();
    const page = await browser.open(`${consent.authorisation_url}?lang=en`);
    expect(page.status).toBe(200);
    expect(page.html).toContain('customer 7');
    await comeBack(browser, consent.authorisation_url);

    const authorised = await waitForConsent(stack.partner, consent.id, 'authorised');
    expect(authorised.accounts).toMatchObject([{ iban: payer.iban, currency: 'EUR' }]);
    expect(authorised).toMatchObject({ version: 2, authorisation_url: null, revoked_by: null });
    expect(await eventsOf(consent.id)).toEqual(['consent.awaiting_authorisation', 'consent.authorised']);
    const done = await browser.open(`${consent.authorisation_url}?lang=en`);
    expect(done.html).toContain(`consent_id=${consent.id}`);
    expect(done.html).toContain('state=opaque');
    expect(await accessLeft(consent.id)).toEqual({ token: true, session: true });
  });

  it('covers the accounts that the payer chose, and no other', async () => {
    const { emulator, bank, partner } = stack;
    const rich = await bank.createUser('B. Rijk');
    const customer = emulator.bank.tables.users.get(rich.userId);
    if (!isCustomer(customer)) throw new Error('the bank forgot its customer');
    const savings = openAccount(emulator.bank, customer, { description: 'Savings' });
    const consent = await createConsent(partner);
    const browser = new PayerBrowser();
    const bankPage = await agreeOnPage(browser, consent.authorisation_url);
    await browser.open(await bank.authorise(rich, bankPage, 'accept', [savings.id]));
    const { accounts } = await waitForConsent(partner, consent.id, 'authorised');
    expect(accounts.map(({ iban }) => iban)).toEqual([savings.iban]);
    expect(await sql.value('SELECT count(*)::integer FROM accounts WHERE iban = $1', [rich.iban])).toBe(0);
  });

  it('gives an account the same id as an earlier consent did', async () => {
    const first = await authorisedConsent(stack, payer);
    const second = await authorisedConsent(stack, payer);
    expect(second.accounts.map(({ id }) => id)).toEqual(first.accounts.map(({ id }) => id));
  });

  it('carries a payment that the payer confirms in the bank’s app', async () => {
    const consent = await authorisedConsent(stack, payer);
    const created = await pay(consent.id, consent.accounts[0]?.id).expect(201);
    const { id, rail, authorisation_url } = created.body as { id: string; rail: string; authorisation_url: unknown };
    expect({ rail, authorisation_url }).toEqual({ rail: 'draft', authorisation_url: null });
    await stack.partner.waitFor(`/v1/payments/${id}`, ['awaiting_authorisation']);
    const draft = (await stack.bank.state()).drafts.at(-1);
    await stack.bank.decideDraft(payer, draft?.id ?? 0, 'accept');
    await stack.partner.waitFor(`/v1/payments/${id}`, ['executed']);
  });

  it('is rejected when the payer declines on our page', async () => {
    const consent = await createConsent(stack.partner);
    const browser = new PayerBrowser();
    await browser.submit(consent.authorisation_url, {}, `${consent.authorisation_url}/decline`);
    expect(await readConsent(stack.partner, consent.id)).toMatchObject({
      status: 'rejected',
      status_reason: 'declined_by_psu',
    });
    expect((await browser.submit(consent.authorisation_url)).location ?? '').not.toContain('/auth');
    expect(await eventsOf(consent.id)).toEqual(['consent.awaiting_authorisation', 'consent.rejected']);
  });

  it('is not declined by a form of another site', async () => {
    const consent = await createConsent(stack.partner);
    const browser = new PayerBrowser();
    await browser.open(consent.authorisation_url);
    const forged = new URLSearchParams({ csrf: 'A'.repeat(43) });
    for (const action of [consent.authorisation_url, `${consent.authorisation_url}/decline`]) {
      expect((await browser.open(action, { method: 'POST', body: forged })).status).toBe(403);
    }
    expect((await readConsent(stack.partner, consent.id)).status).toBe('awaiting_authorisation');
  });

  it('is rejected when the payer denies at the bank', async () => {
    const consent = await createConsent(stack.partner);
    await comeBack(new PayerBrowser(), consent.authorisation_url, 'deny');
    await waitForConsent(stack.partner, consent.id, 'rejected');
    expect(await accessLeft(consent.id)).toEqual({ token: false, session: false });
  });

  it('is over at once when the partner revokes it: the token is destroyed and no payment goes under it', async () => {
    const consent = await authorisedConsent(stack, payer);
    const answer = await stack.partner.post(`/v1/consents/${consent.id}/revoke`).expect(200);
    expect(answer.body).toMatchObject({ status: 'revoked', revoked_by: 'partner' });
    expect(await accessLeft(consent.id)).toMatchObject({ token: false });
    // The session is closed at the bank as well, so it takes the moment that a call to the bank takes.
    await until('the session to be closed', async () => ((await accessLeft(consent.id)).session ? undefined : true));
    expectProblem(await pay(consent.id, consent.accounts[0]?.id), {
      status: 422,
      code: 'consent_not_usable',
      pointer: '/consent_id',
    });
    expect(await eventsOf(consent.id)).toEqual([
      'consent.awaiting_authorisation',
      'consent.authorised',
      'consent.revoked',
    ]);
  });

  it('stays revoked when the payer comes back from the bank afterwards', async () => {
    const consent = await createConsent(stack.partner);
    const browser = new PayerBrowser();
    const back = await stack.bank.authorise(payer, await agreeOnPage(browser, consent.authorisation_url));
    await stack.partner.post(`/v1/consents/${consent.id}/revoke`).expect(200);
    await browser.open(back);
    await until('the return to be dealt with', async () => {
      const open = await sql.value('SELECT count(*)::integer FROM outbox WHERE kind = $1', ['consents.complete']);
      return open === 0 ? true : undefined;
    });
    expect((await readConsent(stack.partner, consent.id)).status).toBe('revoked');
    expect(await accessLeft(consent.id)).toEqual({ token: false, session: false });
  });

  it('expires when its validity is over, and the token with it', async () => {
    const consent = await authorisedConsent(stack, payer);
    await pass(consent.id, 'valid_until');
    await waitForConsent(stack.partner, consent.id, 'expired');
    expect((await accessLeft(consent.id)).token).toBe(false);
    await until('the session to be closed', async () => ((await accessLeft(consent.id)).session ? undefined : true));
    expectProblem(await pay(consent.id, consent.accounts[0]?.id), { status: 422, code: 'consent_not_usable' });
  });

  it('expires when nobody follows its link', async () => {
    const consent = await createConsent(stack.partner);
    const browser = new PayerBrowser();
    await browser.open(consent.authorisation_url);
    await pass(consent.id, 'link_expires_at');
    await waitForConsent(stack.partner, consent.id, 'expired');
    expect((await browser.submit(consent.authorisation_url)).location ?? '').not.toContain('/auth');
  });
});

describe('a consent whose completion fails at the bank', () => {
  const faults: [name: string, effect: Record<string, unknown>][] = [
    ['answers 500', { status: 500, body: 'Oops' }],
    ['never answers', { drop: 'hang' }],
    ['breaks off after it acted', { drop: 'after' }],
    ['sends half an answer', { truncate: true }],
    ['sends something else than a token', { status: 200, body: '<html>maintenance</html>' }],
  ];

  it.each(faults)('offers to start again when the token endpoint %s, and starting again works', async (_, effect) => {
    const consent = await createConsent(stack.partner);
    const browser = new PayerBrowser();
    await stack.bank.failNext({ method: 'POST', path: '/v1/token' }, effect);
    await comeBack(browser, consent.authorisation_url);
    await until('the page to offer another try', async () => {
      const { html } = await browser.open(`${consent.authorisation_url}?lang=en`);
      return html.includes('Please start again') && html.includes('name="csrf"') ? true : undefined;
    });
    expect((await readConsent(stack.partner, consent.id)).status).toBe('awaiting_authorisation');
    expect(await accessLeft(consent.id)).toEqual({ token: false, session: false });
    await comeBack(browser, consent.authorisation_url);
    await waitForConsent(stack.partner, consent.id, 'authorised');
  });

  it('is failed when the bank refuses the session of its token', async () => {
    const consent = await createConsent(stack.partner);
    const error = {
      Error: [{ error_description: 'User credentials are incorrect. Incorrect API key or IP address.' }],
    };
    await stack.bank.failNext({ method: 'POST', path: '/v1/session-server' }, { status: 400, body: error });
    await comeBack(new PayerBrowser(), consent.authorisation_url);
    expect(await waitForConsent(stack.partner, consent.id, 'failed')).toMatchObject({
      status_reason: 'access_refused_by_bank',
      accounts: [],
    });
    expect(await accessLeft(consent.id)).toEqual({ token: false, session: false });
  });

  it('is authorised in the end when the bank’s list of accounts stumbles', async () => {
    const consent = await createConsent(stack.partner);
    await stack.bank.failNext({ method: 'GET', path: '^/v1/user/\\d+/monetary-account' }, { status: 500 });
    await comeBack(new PayerBrowser(), consent.authorisation_url);
    const authorised = await waitForConsent(stack.partner, consent.id, 'authorised');
    expect(authorised.accounts.map(({ iban }) => iban)).toEqual([payer.iban]);
  });
});
