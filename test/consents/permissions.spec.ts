import { Consents, ConsentDecisions } from '@sluis/consents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { ConsentJourneys } from './support/consent-journeys.js';
import { ConsentRows } from './support/consent-rows.js';

let stack: Stack;
let journeys: ConsentJourneys;
let rows: ConsentRows;
let other: Awaited<ReturnType<Stack['createPartner']>>;
let permissionsUrl: string;

beforeAll(async () => {
  stack = await startStack();
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  other = await stack.createPartner('Huishoudboekje');
  permissionsUrl = `${stack.apiUrl}/permissions`;
});

afterAll(() => stack?.stop());

const payer = (name: string): Promise<BankUser> => stack.bank.createUser(name, '100.00');

describe('the permissions page', () => {
  it('shows a payer all their consents over all partners, and nobody else’s', async () => {
    const [own, stranger] = [await payer('A. Visser'), await payer('S. Vreemd')];
    const first = await journeys.authorised(own, 'payment_initiation');
    const second = await journeys.authorised(own, 'account_information', {}, other);
    const foreign = await journeys.authorised(stranger, 'account_information', {}, other);
    const browser = await journeys.permissions(own);
    const { html } = await browser.open(`${permissionsUrl}?lang=en`);
    for (const text of [first.id, second.id, 'Koffie &amp; Zo', 'Huishoudboekje', 'Adding up your monthly costs'])
      expect(html).toContain(text);
    expect(html).toContain('Not used yet');
    expect(html).not.toContain(foreign.id);

    for (const method of ['GET', 'POST'] as const) {
      const page = `${permissionsUrl}/${foreign.id}/stop`;
      const answer = method === 'GET' ? await browser.open(page) : await browser.submit(permissionsUrl, {}, page);
      expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/\/permissions\?lang=..$/)]);
    }
    expect((await journeys.get(foreign, other)).status).toBe('authorised');
  });

  it('stops one with one button, shows it stopped, and keeps two years of history', async () => {
    const own = await payer('B. Stopt');
    const [kept, stopped, old] = [
      await journeys.authorised(own, 'payment_initiation'),
      await journeys.authorised(own, 'account_information', {}, other),
      await journeys.authorised(own, 'funds_confirmation', {}, other),
    ];
    await other.post(`/v1/consents/${old.id}/revoke`).expect(200);
    await rows.query(`UPDATE consents SET ended_at = now() - interval '2 years 1 day' WHERE id = $1`, [rows.uuid(old)]);

    const browser = await journeys.permissions(own);
    const confirmation = `${permissionsUrl}/${stopped.id}/stop?lang=en`;
    expect((await browser.open(confirmation)).html).toContain('Stop the permission for Huishoudboekje?');
    const answer = await browser.submit(confirmation);
    expect(answer.location).toContain(`stopped=${stopped.id}`);
    const after = await browser.open(answer.location ?? '');
    expect(after.html).toContain('Stopped. Huishoudboekje can no longer use it.');
    expect(after.html).toContain('Stopped by you on');
    expect(after.html).not.toContain(old.id);
    expect(await journeys.get(stopped, other)).toMatchObject({ status: 'revoked', revoked_by: 'psu' });
    expect((await journeys.get(kept)).status).toBe('authorised');
    // Pressed twice, or in a second tab.
    expect((await browser.submit(permissionsUrl, {}, confirmation)).status).toBe(303);
  });

  it('needs a proof at the bank, a form of its own, and ends by itself and on logging out', async () => {
    const own = await payer('C. Veilig');
    const consent = await journeys.authorised(own, 'account_information');
    const stop = `${permissionsUrl}/${consent.id}/stop`;

    const anonymous = new PayerBrowser();
    await anonymous.submit(permissionsUrl, {}, stop);
    const browser = await journeys.permissions(own);
    const forged = await browser.open(stop, { method: 'POST', body: new URLSearchParams({ csrf: 'x'.repeat(43) }) });
    expect(forged.status).toBe(403);
    const crossSite = await browser.open(stop, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
    expect(crossSite.status).toBe(403);
    expect((await journeys.get(consent)).status).toBe('authorised');

    const headers = (await browser.open(permissionsUrl)).headers;
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');

    await rows.query(`UPDATE permission_sessions SET expires_at = now() WHERE status = 'open'`);
    expect((await browser.open(permissionsUrl)).html).not.toContain(consent.id);
    const again = await journeys.permissions(own);
    await again.submit(permissionsUrl, {}, `${permissionsUrl}/logout`);
    expect((await again.open(permissionsUrl)).html).not.toContain(consent.id);
  });

  it('keeps no access: neither token, nor session, nor who it was in clear', async () => {
    const own = await payer('D. Niets');
    await journeys.authorised(own, 'account_information');
    await journeys.permissions(own);
    const left = await until('the session to be closed', async () => {
      const found = await rows.query<{ owner: string }>(
        `SELECT owner FROM bunq_sessions WHERE owner LIKE 'consent:permissions/%' AND session_sealed IS NOT NULL`,
      );
      return found.length === 0 ? found : undefined;
    });
    expect(left).toEqual([]);
    const [session] = await rows.query<{ row: string }>(
      `SELECT permission_sessions::text AS row FROM permission_sessions ORDER BY created_at DESC LIMIT 1`,
    );
    expect(session?.row).not.toContain(own.iban);
    const codes = await rows.query(`SELECT 1 FROM authorisations WHERE code_sealed IS NOT NULL`);
    expect(codes).toEqual([]);
  });

  it('tells a payer who said no at the bank that nothing was shared', async () => {
    const own = await payer('E. Nee');
    const browser = new PayerBrowser();
    const bankPage = await journeys.agree(permissionsUrl, browser);
    const back = await browser.open(await journeys.decideAtBank(own, bankPage, 'deny'));
    expect((await browser.open(`${back.location ?? ''}&lang=en`)).html).toContain('Nothing has been shared');
  });

  it('matches by all IBANs where the bank names no user, and sharing one account is not enough', async () => {
    const own = await payer('F. Gedeeld');
    const consent = await journeys.authorised(own, 'account_information');
    await rows.query(`DELETE FROM consent_psu_keys WHERE consent_id = $1 AND kind = 'bank_user'`, [rows.uuid(consent)]);
    const page = async () => (await (await journeys.permissions(own)).open(permissionsUrl)).html;
    expect(await page()).toContain(consent.id);
    // The consent also covers an account that is not this payer's.
    await rows.query(
      `INSERT INTO consent_psu_keys (partner_id, consent_id, kind, key_hash)
       SELECT partner_id, consent_id, 'iban', decode(repeat('ab', 32), 'hex') FROM consent_psu_keys WHERE consent_id = $1`,
      [rows.uuid(consent)],
    );
    expect(await page()).not.toContain(consent.id);
  });
});

describe('what a payer saw', () => {
  it('is kept word for word with the decision, once per text, and says nothing in clear about their browser', async () => {
    const own = await payer('G. Gezien');
    const consent = await journeys.create('account_information');
    const browser = new PayerBrowser();
    const page = `${consent.authorisation_url}?lang=en`;
    const agent = { headers: { 'user-agent': 'Canary/1.0' } };
    await browser.open(page, agent);
    await browser.open(page, agent);
    await browser.open(`${consent.authorisation_url}?lang=nl`, agent);
    const { html } = await browser.open(page, agent);
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const agreed = await browser.open(page, { method: 'POST', body: new URLSearchParams({ csrf }), ...agent });
    await browser.open(await journeys.decideAtBank(own, agreed.location ?? ''));
    await journeys.waitFor(consent, ['authorised']);

    const [partner] = await rows.query<{ partner_id: string }>(`SELECT partner_id FROM consents WHERE id = $1`, [
      rows.uuid(consent),
    ]);
    const shown = await stack.api.get(Consents).presentationsOf(partner?.partner_id ?? '', rows.uuid(consent));
    expect(shown.map(({ language, timesShown, decision }) => ({ language, timesShown, decision }))).toEqual([
      { language: 'en', timesShown: 3, decision: 'agreed' },
      { language: 'nl', timesShown: 1, decision: null },
    ]);
    const [english] = shown;
    for (const text of [
      'Koffie &amp; Zo asks to see your bunq accounts',
      'PSDNL-TEST-1',
      'Adding up your monthly costs',
      'See balances',
    ])
      expect(english?.html).toContain(text);
    expect(english?.html).not.toContain(csrf);
    expect(english?.textHash).toMatch(/^[0-9a-f]{64}$/);
    const stored = await rows.query<{ row: string }>(
      `SELECT p::text || encode(r.html_sealed, 'escape') AS row FROM consent_presentations p JOIN consent_renders r USING (consent_id)
       WHERE consent_id = $1`,
      [rows.uuid(consent)],
    );
    expect(stored.map(({ row }) => row).join()).not.toMatch(/Canary|127\.0\.0\.1|monthly costs/);
  });

  it('is what a decision is about: a browser that saw nothing cannot agree', async () => {
    const consent = await journeys.create();
    const elsewhere = await journeys.create();
    const browser = new PayerBrowser();
    const answer = await browser.submit(elsewhere.authorisation_url, {}, consent.authorisation_url);
    expect(answer.location).toContain('/consent/');
    const asked = await stack.api.get(ConsentDecisions).findByLink(consent.authorisation_url.split('/').at(-1) ?? '');
    expect(asked?.consent.status).toBe('awaiting_authorisation');
    expect(await rows.query(`SELECT 1 FROM authorisations WHERE subject_id = $1`, [rows.uuid(consent)])).toEqual([]);
  });
});
