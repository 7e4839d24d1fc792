import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { ConsentJourneys, type ConsentAnswer } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

type Visit = Awaited<ReturnType<PayerBrowser['open']>>;

/** A payer who agreed on our page and at the bank, and whose browser is about to come back. */
interface Flow {
  browser: PayerBrowser;
  back: URL;
  payer: BankUser;
  consent: ConsentAnswer | undefined;
  /** Whether the visit had its effect. */
  hasSucceeded: () => Promise<boolean>;
}

const kinds = ['consent', 'renewal', 'permissions'] as const;
type Kind = (typeof kinds)[number];

let stack: Stack;
let journeys: ConsentJourneys;
let rows: ConsentRows;
let other: Awaited<ReturnType<Stack['createPartner']>>;
let payer: BankUser;
let victim: BankUser;

beforeAll(async () => {
  stack = await startStack();
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  other = await stack.createPartner('Another shop');
  payer = await stack.bank.createUser('A. Visser', '100.00');
  victim = await stack.bank.createUser('V. Slachtoffer', '100.00');
});

afterAll(() => stack?.stop());

const started: Record<Kind, (own: BankUser, browser: PayerBrowser) => Promise<Omit<Flow, 'browser' | 'payer'>>> = {
  async consent(own, browser) {
    const consent = await journeys.create('account_information');
    const back = await comeBack(own, consent.authorisation_url, browser);
    return { consent, back, hasSucceeded: async () => (await journeys.get(consent)).status === 'authorised' };
  },
  async renewal(own, browser) {
    const consent = await journeys.authorised(own, 'account_information');
    const back = await comeBack(own, (await journeys.renew(consent)).authorisation_url, browser);
    return { consent, back, hasSucceeded: async () => (await journeys.get(consent)).renewal?.status === 'authorised' };
  },
  async permissions(own, browser) {
    const page = `${stack.apiUrl}/permissions`;
    const back = await comeBack(own, page, browser);
    const hasSucceeded = async () => (await browser.open(`${page}?lang=en`)).html.includes('Log out');
    return { consent: undefined, back, hasSucceeded };
  },
};

async function comeBack(own: BankUser, page: string, browser: PayerBrowser): Promise<URL> {
  return new URL(await journeys.decideAtBank(own, await journeys.agree(page, browser)));
}

async function start(kind: Kind, own = payer): Promise<Flow> {
  const browser = new PayerBrowser();
  return { browser, payer: own, ...(await started[kind](own, browser)) };
}

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

async function audited(action: string, cause: string): Promise<number> {
  const [row] = await rows.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM audit_records WHERE action = $1 AND cause = $2`,
    [action, cause],
  );
  return row?.count ?? 0;
}

async function otherBrowser(): Promise<PayerBrowser> {
  const browser = new PayerBrowser();
  await browser.open(`${stack.apiUrl}/permissions`);
  return browser;
}

/** Refused before anything of them is used: the flow they hit goes on as if nothing had been. */
const refused: [string, (flow: Flow) => Promise<Visit>, string][] = [
  [
    'a doubled state',
    (flow) => flow.browser.open(altered(flow, { state: [stateOf(flow), stateOf(flow)] })),
    'parameters_malformed',
  ],
  [
    'a doubled code',
    (flow) => flow.browser.open(altered(flow, { code: [codeOf(flow), 'f'.repeat(64)] })),
    'parameters_malformed',
  ],
  [
    'a foreign state beside its own',
    (flow) => flow.browser.open(altered(flow, { state: ['x', stateOf(flow)] })),
    'parameters_malformed',
  ],
  [
    'an error beside its code',
    (flow) => flow.browser.open(altered(flow, { error: 'access_denied' })),
    'parameters_malformed',
  ],
  ['two errors', (flow) => flow.browser.open(altered(flow, { code: null, error: ['a', 'b'] })), 'parameters_malformed'],
  [
    'a state of 10,000 letters',
    (flow) => flow.browser.open(altered(flow, { state: 's'.repeat(10_000) })),
    'parameters_malformed',
  ],
  [
    'a state with a space behind it',
    (flow) => flow.browser.open(altered(flow, { state: `${stateOf(flow)} ` })),
    'state_unknown',
  ],
  [
    'a state that only looks alike',
    (flow) => flow.browser.open(altered(flow, { state: randomBytes(32).toString('base64url') })),
    'state_unknown',
  ],
  [
    'an error and an invented state',
    (flow) => flow.browser.open(altered(flow, { code: null, error: 'access_denied', state: 'invented' })),
    'state_unknown',
  ],
  [
    'its state in a browser that started nothing',
    async (flow) => (await otherBrowser()).open(flow.back.href),
    'browser_differs',
  ],
  ['its state in a browser without cookies', (flow) => new PayerBrowser().open(flow.back.href), 'browser_differs'],
  [
    'a refusal in its name from another browser',
    async (flow) => (await otherBrowser()).open(altered(flow, { code: null, error: 'access_denied' })),
    'browser_differs',
  ],
];

describe.each(kinds)('the return of a %s visit', (kind) => {
  it.each(refused)('with %s is refused and audited, and the payer goes on undisturbed', async (_, attack, cause) => {
    const flow = await start(kind);
    const before = await audited('authorisation.return_refused', cause);
    const visit = await attack(flow);
    expect([visit.status, visit.location]).toEqual([400, null]);
    expect(await audited('authorisation.return_refused', cause)).toBe(before + 1);
    expect(await flow.hasSucceeded()).toBe(false);
    expect((await flow.browser.open(flow.back.href)).status).toBe(303);
    await until('the payer’s own return', async () => ((await flow.hasSucceeded()) ? true : undefined));
  });

  it('a hundred times at once is taken once, and its code exchanged once', async () => {
    const flow = await start(kind);
    const exchanges = async () =>
      (await (await fetch(`${stack.bank.url}/_emulator/ledger`)).text()).split('"code_exchanged"').length;
    const before = await exchanges();
    const visits = await Promise.all(Array.from({ length: 100 }, () => flow.browser.open(flow.back.href)));
    // All end at the same page of ours; one of them had an effect.
    expect(visits.filter(({ status }) => status === 303)).toHaveLength(100);
    expect(new Set(visits.map(({ location }) => location)).size).toBe(1);
    await until('the one return', async () => ((await flow.hasSucceeded()) ? true : undefined));
    expect((await exchanges()) - before).toBe(1);
  });

  it('is refused after ten minutes', async () => {
    const flow = await start(kind);
    await rows.query(`UPDATE authorisations SET expires_at = now() WHERE status = 'started'`);
    expect((await flow.browser.open(flow.back.href)).status).toBe(400);
    expect(await flow.hasSucceeded()).toBe(false);
  });

  it.each(kinds)(
    'with the code of another payer’s %s visit gives nothing, and says so in the audit',
    async (stolen) => {
      const flow = await start(kind);
      const robbed = await start(stolen, victim);
      const before = await audited('authorisation.failed', 'state_mismatch');
      await flow.browser.open(altered(flow, { code: codeOf(robbed) }));
      await until('the theft to be noticed', async () =>
        (await audited('authorisation.failed', 'state_mismatch')) > before ? true : undefined,
      );
      expect(await flow.hasSucceeded()).toBe(false);
      const { accounts } = flow.consent ? await journeys.get(flow.consent) : { accounts: [] };
      expect(accounts.some(({ iban }) => iban === victim.iban)).toBe(false);
      const [left] = await rows.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM authorisations WHERE code_sealed IS NOT NULL`,
      );
      expect(left?.count).toBe(0);
    },
  );
});

describe('several visits at once', () => {
  it('of one browser do not take each other’s returns, whoever the partner is', async () => {
    const browser = new PayerBrowser();
    const mine = await journeys.create('account_information');
    const theirs = await journeys.create('account_information', {}, other);
    const backs = [
      await comeBack(payer, mine.authorisation_url, browser),
      await comeBack(payer, theirs.authorisation_url, browser),
    ];
    const [first, second] = backs;
    // The codes change places: each belongs to the other's state.
    const swapped = new URL(first ?? '');
    swapped.searchParams.set('code', second?.searchParams.get('code') ?? '');
    await browser.open(swapped.href);
    await until('the swap to be noticed', async () =>
      (await browser.open(`${mine.authorisation_url}?lang=en`)).html.includes('Please start again') ? true : undefined,
    );
    expect((await journeys.get(theirs, other)).status).toBe('awaiting_authorisation');
    // Both start again, and each ends where it belongs.
    for (const [consent, partner] of [
      [mine, stack.partner],
      [theirs, other],
    ] as const) {
      await journeys.visit(consent.authorisation_url, payer, browser);
      await journeys.waitFor(consent, ['authorised'], partner);
    }
  });

  it('a return for a consent that was revoked meanwhile stores nothing', async () => {
    const flow = await start('consent');
    await stack.partner.post(`/v1/consents/${flow.consent?.id ?? ''}/revoke`).expect(200);
    await flow.browser.open(flow.back.href);
    await until('the return to be dealt with', async () =>
      (await rows.query(`SELECT 1 FROM outbox WHERE kind = 'consents.complete'`)).length === 0 ? true : undefined,
    );
    expect(await rows.secretsOf(flow.consent ?? { id: '' })).toEqual({ tokens: 0, sessions: 0 });
  });
});
