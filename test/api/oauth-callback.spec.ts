import { randomBytes } from 'node:crypto';
import { fromPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankUser } from '../support/bank-control.js';
import { agreeOnPage, createConsent, readConsent, waitForConsent } from '../support/consent-journey.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { paymentBody } from '../support/payment-journey.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

type Visit = Awaited<ReturnType<PayerBrowser['open']>>;

/** A payer who agreed on our page and at the bank, and whose browser is about to come back. */
interface Flow {
  consentId: string;
  pageUrl: string;
  browser: PayerBrowser;
  /** The bank's redirect, with this flow's code and state. */
  back: URL;
}

let stack: Stack;
let sql: Sql;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await stack.bank.createUser('A. Visser');
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function startFlow(decision: 'accept' | 'deny' = 'accept', user = payer): Promise<Flow> {
  const consent = await createConsent(stack.partner);
  const browser = new PayerBrowser();
  const bankPage = await agreeOnPage(browser, consent.authorisation_url);
  const back = new URL(await stack.bank.authorise(user, bankPage, decision));
  return { consentId: consent.id, pageUrl: consent.authorisation_url, browser, back };
}

/** The redirect with other parameters; null takes one out, a list gives it several times. */
function altered({ back }: Flow, parameters: Record<string, string | string[] | null>): string {
  const url = new URL(back);
  for (const [name, value] of Object.entries(parameters)) {
    url.searchParams.delete(name);
    for (const one of value === null ? [] : [value].flat()) url.searchParams.append(name, one);
  }
  return url.href;
}

const stateOf = ({ back }: Flow) => back.searchParams.get('state') ?? '';
const codeOf = ({ back }: Flow) => back.searchParams.get('code') ?? '';
const withCookie = (url: string, cookie: string) => new PayerBrowser([['sluis-local', cookie]]).open(url);

/** A browser that has seen a page of ours, and so has a cookie of its own. */
async function otherBrowser(): Promise<PayerBrowser> {
  const browser = new PayerBrowser();
  await browser.open((await createConsent(stack.partner)).authorisation_url);
  return browser;
}

async function refusals(): Promise<string[]> {
  const rows = await sql.rows<{ cause: string }>(
    `SELECT cause FROM audit_records WHERE action = 'authorisation.return_refused' AND outcome = 'refused' ORDER BY xact_id`,
  );
  return rows.map(({ cause }) => cause);
}

function expectRefused(visit: Visit | undefined, flow: Flow): void {
  expect(visit?.status).toBe(400);
  expect(visit?.location).toBeNull();
  expect(visit?.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(visit?.headers.get('referrer-policy')).toBe('no-referrer');
  expect(visit?.html).not.toContain(stateOf(flow));
  expect(visit?.html).not.toContain(codeOf(flow));
}

async function expectAcceptedAndAuthorised({ browser, back, consentId, pageUrl }: Flow): Promise<void> {
  const visit = await browser.open(back.href);
  expect(visit.status).toBe(303);
  expect(visit.location).toBe(pageUrl);
  await waitForConsent(stack.partner, consentId, 'authorised');
}

async function offersToStartAgain({ browser, pageUrl }: Flow): Promise<true | undefined> {
  const { html } = await browser.open(`${pageUrl}?lang=en`);
  return html.includes('Please start again') ? true : undefined;
}

const attacks: [name: string, attack: (flow: Flow) => Promise<Visit>, cause: string][] = [
  ['no parameters', ({ browser, back }) => browser.open(back.href.split('?')[0] ?? ''), 'parameters_malformed'],
  ['no state', (flow) => flow.browser.open(altered(flow, { state: null })), 'state_missing'],
  ['an empty state', (flow) => flow.browser.open(altered(flow, { state: '' })), 'parameters_malformed'],
  ['an empty code', (flow) => flow.browser.open(altered(flow, { code: '' })), 'parameters_malformed'],
  ['neither code nor error', (flow) => flow.browser.open(altered(flow, { code: null })), 'parameters_malformed'],
  ['code and error', (flow) => flow.browser.open(altered(flow, { error: 'access_denied' })), 'parameters_malformed'],
  ['an empty error', (flow) => flow.browser.open(altered(flow, { code: null, error: '' })), 'parameters_malformed'],
  [
    'an unknown state',
    (flow) => flow.browser.open(altered(flow, { state: randomBytes(32).toString('base64url') })),
    'state_unknown',
  ],
  [
    'a shortened state',
    (flow) => flow.browser.open(altered(flow, { state: stateOf(flow).slice(0, -1) })),
    'state_unknown',
  ],
  [
    'a state in other letters',
    (flow) => flow.browser.open(altered(flow, { state: stateOf(flow).toUpperCase() })),
    'state_unknown',
  ],
  [
    'a state with a NUL',
    (flow) => flow.browser.open(altered(flow, { state: `${stateOf(flow)}\u0000` })),
    'state_unknown',
  ],
  ['a state with a space', (flow) => flow.browser.open(altered(flow, { state: ` ${stateOf(flow)}` })), 'state_unknown'],
  ['SQL as state', (flow) => flow.browser.open(altered(flow, { state: "' OR 1=1 --" })), 'state_unknown'],
  [
    'a state of 201 characters',
    (flow) => flow.browser.open(altered(flow, { state: 's'.repeat(201) })),
    'parameters_malformed',
  ],
  [
    'a code of 501 characters',
    (flow) => flow.browser.open(altered(flow, { code: 'c'.repeat(501) })),
    'parameters_malformed',
  ],
  [
    'the state twice',
    (flow) => flow.browser.open(altered(flow, { state: [stateOf(flow), stateOf(flow)] })),
    'parameters_malformed',
  ],
  [
    'a foreign state before the own one',
    (flow) => flow.browser.open(altered(flow, { state: ['x', stateOf(flow)] })),
    'parameters_malformed',
  ],
  [
    'the code twice',
    (flow) => flow.browser.open(altered(flow, { code: [codeOf(flow), 'stolen'] })),
    'parameters_malformed',
  ],
  [
    'the error twice',
    (flow) => flow.browser.open(altered(flow, { code: null, error: ['access_denied', 'x'] })),
    'parameters_malformed',
  ],
  [
    'the state as a list',
    (flow) => flow.browser.open(altered(flow, { state: null, 'state[]': stateOf(flow) })),
    'state_missing',
  ],
  ['another browser', async (flow) => (await otherBrowser()).open(flow.back.href), 'browser_differs'],
  ['no cookie', ({ back }) => new PayerBrowser().open(back.href), 'browser_differs'],
  ['a made-up cookie', ({ back }) => withCookie(back.href, 'A'.repeat(43)), 'browser_differs'],
  ['a malformed cookie', ({ back }) => withCookie(back.href, '%27%20OR%201=1'), 'browser_differs'],
  [
    'a denial of a foreign state',
    async (flow) => (await otherBrowser()).open(altered(flow, { code: null, error: 'access_denied' })),
    'browser_differs',
  ],
  [
    'an own code under a foreign state',
    async (flow) => (await otherBrowser()).open(altered(flow, { code: codeOf(await startFlow()) })),
    'browser_differs',
  ],
];

describe('a return from the bank with', () => {
  it.each(attacks)('%s is refused and audited, and the payer’s own return still works', async (_, attack, cause) => {
    const flow = await startFlow();
    const before = await refusals();
    expectRefused(await attack(flow), flow);
    expect((await refusals()).slice(before.length)).toEqual([cause]);
    expect((await readConsent(stack.partner, flow.consentId)).status).toBe('awaiting_authorisation');
    await expectAcceptedAndAuthorised(flow);
  });
});

describe('a return from the bank', () => {
  it('is accepted once: repeated in its own browser it only leads to where the consent stands', async () => {
    const flow = await startFlow();
    await expectAcceptedAndAuthorised(flow);
    const before = await refusals();
    const exchanges = await tokenRequests();
    for (const again of [flow.back.href, altered(flow, { code: null, error: 'access_denied' })])
      expect(await flow.browser.open(again)).toMatchObject({ status: 303, location: flow.pageUrl });
    expect((await flow.browser.open(`${flow.pageUrl}?lang=en`)).html).toContain('Permission given');
    expectRefused(await (await otherBrowser()).open(flow.back.href), flow);
    expect(await tokenRequests()).toBe(exchanges);
    expect((await refusals()).slice(before.length)).toEqual(['state_used', 'state_used', 'browser_differs']);
    expect((await readConsent(stack.partner, flow.consentId)).status).toBe('authorised');
  });

  it('is accepted exactly once of thirty at the same moment, and the code is exchanged once', async () => {
    const flow = await startFlow();
    const before = await refusals();
    const exchanges = await tokenRequests();
    const visits = await Promise.all(Array.from({ length: 30 }, () => flow.browser.open(flow.back.href)));
    // Every tab ends at the consent's own page.
    expect(visits.filter(({ status, location }) => status === 303 && location === flow.pageUrl)).toHaveLength(30);
    expect((await refusals()).slice(before.length)).toEqual(Array.from({ length: 29 }, () => 'state_used'));
    await waitForConsent(stack.partner, flow.consentId, 'authorised');
    expect(await tokenRequests()).toBe(exchanges + 1);
  });

  it('is refused after ten minutes; the payer may start again', async () => {
    const flow = await startFlow();
    await sql.rows(`UPDATE authorisations SET expires_at = now() - interval '1 second' WHERE subject_id = $1`, [
      fromPublicId('consent', flow.consentId) ?? '',
    ]);
    const before = await refusals();
    expectRefused(await flow.browser.open(flow.back.href), flow);
    expect((await refusals()).slice(before.length)).toEqual(['state_expired']);
    const again = new URL(await stack.bank.authorise(payer, await agreeOnPage(flow.browser, flow.pageUrl)));
    await expectAcceptedAndAuthorised({ ...flow, back: again });
  });

  it('expires ten minutes after it began, and no later', async () => {
    await startFlow();
    const seconds = await sql.value<number>(
      'SELECT extract(epoch FROM expires_at - created_at)::integer FROM authorisations ORDER BY created_at DESC LIMIT 1',
    );
    expect(seconds).toBe(600);
  });

  it('takes a denial from the payer’s own browser', async () => {
    const flow = await startFlow('deny');
    expect((await flow.browser.open(flow.back.href)).location).toBe(flow.pageUrl);
    await waitForConsent(stack.partner, flow.consentId, 'rejected');
  });

  it('opened in a victim’s browser does not tie the attacker’s account to anything', async () => {
    const [attacker, victim] = await Promise.all([startFlow(), startFlow()]);
    expectRefused(await victim.browser.open(attacker.back.href), attacker);
    expect((await readConsent(stack.partner, attacker.consentId)).status).toBe('awaiting_authorisation');
    await expectAcceptedAndAuthorised(victim);
  });

  it('with a stolen code gives the thief no access, and the payer may start again', async () => {
    const victim = await startFlow();
    const thief = await startFlow('accept', await stack.bank.createUser('M. Dief'));
    // The state is the thief's own and so is the browser; only the bank can tell whose code it is.
    expect((await thief.browser.open(altered(thief, { code: codeOf(victim) }))).status).toBe(303);
    await until('the thief to be told to start again', () => offersToStartAgain(thief));
    expect((await readConsent(stack.partner, thief.consentId)).status).toBe('awaiting_authorisation');

    await victim.browser.open(victim.back.href);
    await until('the victim to be told to start again', () => offersToStartAgain(victim));
    const again = new URL(await stack.bank.authorise(payer, await agreeOnPage(victim.browser, victim.pageUrl)));
    await expectAcceptedAndAuthorised({ ...victim, back: again });
  });

  it('with a code that was used before gives no access', async () => {
    const victim = await startFlow();
    await expectAcceptedAndAuthorised(victim);
    const thief = await startFlow();
    await thief.browser.open(altered(thief, { code: codeOf(victim) }));
    await until('the thief to be told to start again', () => offersToStartAgain(thief));
    expect((await readConsent(stack.partner, thief.consentId)).status).toBe('awaiting_authorisation');
    expect((await readConsent(stack.partner, victim.consentId)).status).toBe('authorised');
  });

  it('of a payment is held to the same: another browser is refused, its own is not', async () => {
    const shop = await stack.bank.createUser('Koffie & Zo');
    const payment = await stack.partner.createPayment(paymentBody(stack.partner, shop, payer));
    const browser = new PayerBrowser();
    const bankPage = (await browser.submit(payment.authorisation_url)).location ?? '';
    const back = await stack.bank.authorise(payer, bankPage);
    const before = await refusals();
    expect((await (await otherBrowser()).open(back)).status).toBe(400);
    expect((await refusals()).slice(before.length)).toEqual(['browser_differs']);
    expect((await browser.open(back)).location).toBe(payment.authorisation_url);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(await browser.open(back)).toMatchObject({ status: 303, location: payment.authorisation_url });
  });

  it.each(['consent', 'payment'] as const)('of a %s that is refused speaks of that', async (kind) => {
    const browser = new PayerBrowser();
    const shop = await stack.bank.createUser('Koffie & Zo');
    const { id, authorisation_url: pageUrl } =
      kind === 'consent'
        ? await createConsent(stack.partner)
        : await stack.partner.createPayment(paymentBody(stack.partner, shop, payer));
    const bankPage =
      kind === 'consent' ? await agreeOnPage(browser, pageUrl) : ((await browser.submit(pageUrl)).location ?? '');
    const back = await stack.bank.authorise(payer, bankPage);
    const elsewhere = await (await otherBrowser()).open(back, { headers: { 'accept-language': 'en' } });
    await sql.rows(`UPDATE authorisations SET expires_at = now() WHERE subject_id = $1`, [
      fromPublicId(kind, id) ?? '',
    ]);
    const late = await browser.open(back, { headers: { 'accept-language': 'en' } });
    for (const { status, html } of [elsewhere, late]) {
      expect(status).toBe(400);
      expect(html.includes('payment')).toBe(kind === 'payment');
      expect(html.includes('permission')).toBe(kind === 'consent');
    }
  });

  it('leaves neither state nor cookie nor code in the database', async () => {
    const flow = await startFlow();
    await expectAcceptedAndAuthorised(flow);
    const stored = await sql.value<string>(`SELECT string_agg(a::text, chr(10)) FROM authorisations a`);
    for (const secret of [stateOf(flow), codeOf(flow)]) {
      expect(stored).not.toContain(secret);
      expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(
      await sql.value<number>(
        `SELECT count(*)::integer FROM authorisations WHERE status = 'exchanged' AND code_sealed IS NOT NULL`,
      ),
    ).toBe(0);
  });

  it('comes by GET alone; HEAD is answered and changes nothing', async () => {
    const flow = await startFlow();
    const records = () => sql.value<number>('SELECT count(*)::integer FROM audit_records');
    const before = await records();
    const head = await flow.browser.open(flow.back.href, { method: 'HEAD' });
    expect([head.status, head.location, head.headers.get('set-cookie')]).toEqual([204, null, null]);
    expect(await records()).toBe(before);
    expect((await flow.browser.open(flow.back.href, { method: 'POST' })).status).toBe(404);
    await expectAcceptedAndAuthorised(flow);
  });
});

async function tokenRequests(): Promise<number> {
  const schema = z.object({ requests: z.array(z.looseObject({ path: z.string() })) });
  const answer: unknown = await (await fetch(`${stack.bank.url}/_emulator/requests`)).json();
  return schema.parse(answer).requests.filter(({ path }) => path === '/v1/token').length;
}
