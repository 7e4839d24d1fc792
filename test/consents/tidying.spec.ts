import { ConsentTidying } from '@sluis/consents';
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
let payer: BankUser;
let second: BankUser;

beforeAll(async () => {
  stack = await startStack({ overrides: { VIEWER_HASH_RETENTION_DAYS: '30' } });
  journeys = new ConsentJourneys(stack);
  rows = new ConsentRows(stack);
  payer = await stack.bank.createUser('O. Ruim', '100.00');
  second = await stack.bank.createUser('T. Tweede', '100.00');
});

afterAll(() => stack?.stop());

const presentationsOf = (consent: { id: string }) =>
  rows.query<{ hashed: boolean; times: number; decision: string | null }>(
    `SELECT user_agent_hash IS NOT NULL AND ip_hash IS NOT NULL AS hashed, times_shown AS times, decision
     FROM consent_presentations WHERE consent_id = $1 ORDER BY id`,
    [rows.uuid(consent)],
  );

const codesOf = (consent: { id: string }) =>
  rows.query<{ status: string; has_code: boolean }>(
    `SELECT status, code_sealed IS NOT NULL AS has_code FROM authorisations WHERE subject_id = $1 ORDER BY status`,
    [rows.uuid(consent)],
  );

describe('who looked at a consent’s page', () => {
  it('is known while the consent lives and for its time after that, and no longer', async () => {
    const tidy = () => stack.api.get(ConsentTidying).run('viewer_hashes');
    const consent = await journeys.create();
    const browser = new PayerBrowser();
    // Two user agents of one browser and page: only their hashes tell these two showings apart.
    for (const agent of ['Canary/1.0', 'Canary/2.0'])
      await browser.open(`${consent.authorisation_url}?lang=en`, { headers: { 'User-Agent': agent } });
    await journeys.visit(`${consent.authorisation_url}?lang=nl`, payer, browser);
    await journeys.waitFor(consent, ['authorised']);
    const shown = { hashed: true, times: 1, decision: null };
    const before = [shown, shown, { hashed: true, times: 1, decision: 'agreed' }];
    expect(await presentationsOf(consent)).toEqual(before);

    await rows.query(
      `UPDATE consent_presentations SET last_shown_at = last_shown_at - interval '31 days' WHERE consent_id = $1`,
      [rows.uuid(consent)],
    );
    await tidy();
    expect(await presentationsOf(consent)).toEqual(before);
    await stack.partner.post(`/v1/consents/${consent.id}/revoke`).expect(200);
    await rows.query(`UPDATE consents SET ended_at = now() - interval '29 days' WHERE id = $1`, [rows.uuid(consent)]);
    await tidy();
    expect(await presentationsOf(consent)).toEqual(before);
    await rows.query(`UPDATE consents SET ended_at = now() - interval '31 days' WHERE id = $1`, [rows.uuid(consent)]);
    expect(await tidy()).toMatchObject({ againInMs: 86_400_000 });
    expect(await presentationsOf(consent)).toEqual(before.map((one) => ({ ...one, hashed: false })));
    await tidy();
    const records = await rows.query(
      `SELECT actor_type, outcome, details FROM audit_records WHERE action = 'consent.viewer_hashes_blanked'`,
    );
    expect(records).toEqual([{ actor_type: 'platform', outcome: 'done', details: { rows: 3, retention_days: 30 } }]);
  });

  it('is made due by every worker that starts, and again every day', async () => {
    const due = await until('the daily look', async () => {
      const found = await rows.query<{ hours: number }>(
        `SELECT round(extract(epoch FROM due_at - now()) / 3600)::int AS hours FROM outbox
         WHERE kind = 'consents.tidy' AND subject = 'viewer_hashes' AND due_at > now()`,
      );
      return found.length === 1 ? found : undefined;
    });
    expect(due).toEqual([{ hours: 24 }]);
  });

  it('is not said of a HEAD, which shows nothing', async () => {
    const consent = await journeys.create();
    const browser = new PayerBrowser();
    expect((await browser.open(consent.authorisation_url, { method: 'HEAD' })).status).toBe(200);
    expect(await presentationsOf(consent)).toEqual([]);
    await browser.open(consent.authorisation_url);
    await browser.open(consent.authorisation_url, { method: 'HEAD' });
    expect(await presentationsOf(consent)).toMatchObject([{ times: 1 }]);
  });
});

describe('a code of the bank', () => {
  it('that a second browser brings after the consent was given is destroyed at once', async () => {
    const consent = await journeys.create('account_information');
    const [a, b] = [new PayerBrowser(), new PayerBrowser()];
    const backOfA = await journeys.decideAtBank(payer, await journeys.agree(consent.authorisation_url, a));
    const backOfB = await journeys.decideAtBank(second, await journeys.agree(consent.authorisation_url, b));
    await a.open(backOfA);
    await journeys.waitFor(consent, ['authorised']);
    await b.open(backOfB);
    await until('the code to be gone', async () =>
      (await codesOf(consent)).some(({ has_code: hasCode }) => hasCode) ? undefined : true,
    );
    expect(await codesOf(consent)).toEqual([
      { status: 'exchanged', has_code: false },
      { status: 'failed', has_code: false },
    ]);
    const causes = await rows.query(
      `SELECT cause FROM audit_records WHERE action = 'authorisation.failed' AND subject_id = $1`,
      [rows.uuid(consent)],
    );
    expect(causes).toEqual([{ cause: 'no_longer_asked' }]);
  });

  it('that nothing came back to is destroyed within the hour, whatever it was for', async () => {
    const consent = await journeys.authorised(payer);
    // As work that died would leave it.
    const leave = (minutes: number) =>
      rows.query(
        `UPDATE authorisations SET status = 'returned', code_sealed = '\\x00', returned_at = now() - $2 * interval '1 minute'
         WHERE subject_id = $1`,
        [rows.uuid(consent), minutes],
      );
    const tidy = () => stack.api.get(ConsentTidying).run('unused_codes');
    await leave(50);
    await tidy();
    expect(await codesOf(consent)).toEqual([{ status: 'returned', has_code: true }]);
    await leave(61);
    await tidy();
    expect(await codesOf(consent)).toEqual([{ status: 'returned', has_code: false }]);
  });
});
