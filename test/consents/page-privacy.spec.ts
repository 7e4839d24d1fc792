import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { ConsentJourneys } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

let stack: Stack;
let journeys: ConsentJourneys;
let rows: ConsentRows;
let payer: BankUser;
let second: BankUser;

beforeAll(async () => {
  stack = await startStack();
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  payer = await stack.bank.createUser('S. Naam', '100.00');
  second = await stack.bank.createUser('T. Tweede', '100.00');
});

afterAll(() => stack?.stop());

const inGroups = (iban: string) => iban.replaceAll(/(.{4})(?=.)/g, '$1 ');

async function pageIn(browser: PayerBrowser, url: string): Promise<string> {
  return (await browser.open(`${url}?lang=en`)).html;
}

function expectNobody(html: string): void {
  for (const { name, iban } of [payer, second]) {
    expect(html).not.toContain(name);
    expect(html).not.toContain(inGroups(iban));
    expect(html).not.toContain(iban.slice(-4));
  }
}

describe('the accounts on a consent’s page', () => {
  it('are seen in the browser that gave it, and in no other', async () => {
    const consent = await journeys.create('account_information');
    const own = new PayerBrowser();
    await journeys.visit(consent.authorisation_url, payer, own);
    await journeys.waitFor(consent, ['authorised']);
    const html = await pageIn(own, consent.authorisation_url);
    expect(html).toContain(payer.name);
    expect(html).toContain(inGroups(payer.iban));
    const stranger = new PayerBrowser();
    // With and without the cookie that the first look gave.
    for (const look of [
      await pageIn(stranger, consent.authorisation_url),
      await pageIn(stranger, consent.authorisation_url),
    ]) {
      expect(look).toContain('Permission given');
      expectNobody(look);
    }
  });

  it('are not seen in any browser where the consent does not show them', async () => {
    const consent = await journeys.create('account_information', { permissions: ['read_balances'] });
    const own = new PayerBrowser();
    await journeys.visit(consent.authorisation_url, payer, own);
    await journeys.waitFor(consent, ['authorised']);
    for (const browser of [own, new PayerBrowser()]) {
      const html = await pageIn(browser, consent.authorisation_url);
      expect(html).toContain('Permission given');
      expectNobody(html);
    }
  });

  it('are seen before a renewal in the browser that gave the consent alone, and kept for no other', async () => {
    const consent = await journeys.create('account_information');
    const own = new PayerBrowser();
    await journeys.visit(consent.authorisation_url, payer, own);
    await journeys.waitFor(consent, ['authorised']);
    const renewal = await journeys.renew(consent);
    expect(await pageIn(own, renewal.authorisation_url)).toContain(inGroups(payer.iban));
    const elsewhere = new PayerBrowser();
    expectNobody(await pageIn(elsewhere, renewal.authorisation_url));
    await journeys.visit(renewal.authorisation_url, payer, elsewhere);
    await expect.poll(async () => (await journeys.get(consent)).renewal?.status).toBe('authorised');
    expect(await pageIn(elsewhere, renewal.authorisation_url)).toContain(inGroups(payer.iban));
    expectNobody(await pageIn(new PayerBrowser(), renewal.authorisation_url));
  });
});

describe('two people on one link', () => {
  it('who both confirm: the later one reads that somebody else gave it, and sees no account', async () => {
    const consent = await journeys.create('account_information');
    const [a, b] = [new PayerBrowser(), new PayerBrowser()];
    const backOfA = await journeys.decideAtBank(payer, await journeys.agree(consent.authorisation_url, a));
    const backOfB = await journeys.decideAtBank(second, await journeys.agree(consent.authorisation_url, b));
    await b.open(backOfB);
    await journeys.waitFor(consent, ['authorised']);
    expect(await a.open(backOfA)).toMatchObject({ status: 303, location: consent.authorisation_url });
    const html = await pageIn(a, consent.authorisation_url);
    expect(html).toContain('Somebody else gave this permission');
    expect(html).not.toContain('Permission given');
    expectNobody(html);
    const winner = await pageIn(b, consent.authorisation_url);
    expect(winner).toContain('Permission given');
    expect(winner).toContain(inGroups(second.iban));
  });

  it('who return before either code is exchanged: one gives it, and the other sees no account', async () => {
    const consent = await journeys.create('account_information');
    const flows = await Promise.all(
      [payer, second].map(async (user) => {
        const browser = new PayerBrowser();
        const bankPage = await journeys.agree(consent.authorisation_url, browser);
        return { user, browser, back: await journeys.decideAtBank(user, bankPage) };
      }),
    );
    await Promise.all(flows.map(({ browser, back }) => browser.open(back)));
    const { accounts } = await journeys.waitFor(consent, ['authorised']);
    const hasGiven = ({ user }: { user: BankUser }) => accounts.some(({ iban }) => iban === user.iban);
    const pagesOf = (some: typeof flows) =>
      Promise.all(some.map(({ browser }) => pageIn(browser, consent.authorisation_url)));
    const givers = flows.filter(hasGiven);
    expect(await pagesOf(givers)).toEqual(givers.map(({ user }) => expect.stringContaining(inGroups(user.iban))));
    const [loser, ...more] = await pagesOf(flows.filter((flow) => !hasGiven(flow)));
    expect(more).toEqual([]);
    expect(loser).toContain('Somebody else gave this permission');
    expectNobody(loser ?? '');
    const [row] = await rows.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM authorisations WHERE subject_id = $1 AND status = 'exchanged'`,
      [rows.uuid(consent)],
    );
    expect(row?.count).toBe(1);
  });
});
