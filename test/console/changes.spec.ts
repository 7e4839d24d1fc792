import { join } from 'node:path';
import { Changes } from '@sluis/changes';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { barriers } from '../browser/support/barriers.js';
import { launchChromium } from '../browser/support/chromium.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { createOperator, type TestOperator } from '../support/operators.js';
import type { PartnerClient } from '../support/partner-client.js';
import { paymentBody } from '../support/payment-journey.js';
import { bodyOf, type StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';

let stack: ConsoleStack;
let operator: StaffBrowser;
let compliance: StaffBrowser;
let admin: StaffBrowser;
let shop: PartnerClient & { partnerId: string };
let partner: string;

beforeAll(async () => {
  stack = await startConsoleStack();
  operator = await stack.signIn('local-operator');
  compliance = await stack.signIn('local-compliance');
  admin = await stack.signIn('local-admin');
});
afterAll(() => stack.stop());
beforeEach(async () => {
  shop = await stack.createPartner();
  partner = toPublicId('partner', shop.partnerId);
});

const uriChange = (uri: string, registered = true) => ({
  kind: 'partner.redirect_uri',
  payload: { partner, uri, registered },
  reason: 'asked by letter',
});
const uuidOf = (id: string) => fromPublicId('changeRequest', id) ?? '';
const because = { reason: 'the letter is in the file' };

async function asked(by: StaffBrowser, change: object): Promise<string> {
  const answer = await by.post('/changes', change);
  expect(answer.status).toBe(201);
  return String((await bodyOf(answer))['id']);
}

async function answerOf(by: StaffBrowser, path: string, body: object = because): Promise<[number, string]> {
  const answer = await by.post(path, body);
  return [answer.status, answer.status === 204 ? '' : String((await bodyOf(answer))['detail'])];
}

const registered = async () =>
  (
    await stack.sql.rows<{ uri: string }>(`SELECT uri FROM partner_redirect_uris WHERE partner_id = $1`, [
      shop.partnerId,
    ])
  )
    .map(({ uri }) => uri)
    .toSorted();

const trail = (id: string) =>
  stack.sql.rows(
    `SELECT action, outcome, actor_id, details ->> 'asked_by' AS asked_by FROM audit_records
     WHERE details ->> 'change_id' = $1 ORDER BY id`,
    [id],
  );

describe('a change that takes two people', () => {
  it('is done when another person approves, and both are on record', async () => {
    const id = await asked(operator, uriChange('https://shop.example/new'));
    expect(await registered()).toEqual(['https://shop.example/return']);
    expect(await compliance.read('/changes/waiting')).toEqual({ waiting: 1 });
    expect(await compliance.read('/changes')).toMatchObject({
      data: [{ id, kind: 'partner.redirect_uri', partner: { id: partner }, status: 'waiting' }],
    });
    expect(await compliance.read(`/changes/${id}`)).toMatchObject({
      before: { uri: 'https://shop.example/new', registered: 'no' },
      after: { uri: 'https://shop.example/new', registered: 'yes' },
      reason: 'asked by letter',
      is_as_it_was: true,
      why_not: null,
      is_own: false,
    });
    expect(await answerOf(compliance, `/changes/${id}/approve`)).toEqual([204, '']);
    expect(await registered()).toEqual(['https://shop.example/new', 'https://shop.example/return']);
    const [operatorId, complianceId] = await Promise.all(
      [operator, compliance].map(async (one) => (await one.read('/session'))['id']),
    );
    expect(await trail(id)).toEqual([
      { action: 'change.asked', outcome: 'done', actor_id: operatorId, asked_by: null },
      { action: 'change.approved', outcome: 'done', actor_id: complianceId, asked_by: operatorId },
    ]);
    expect((await answerOf(admin, `/changes/${id}/approve`))[0]).toBe(409);
    expect(await compliance.read('/changes?list=ended')).toMatchObject({ data: [{ id, status: 'approved' }] });
    expect(await admin.read(`/partners/${partner}`)).toMatchObject({ changes: [{ id, status: 'approved' }] });
  });

  it('is approved by nobody who asked, also not in another browser, nor against the database', async () => {
    const id = await asked(admin, uriChange('https://shop.example/own'));
    const again = await stack.signIn('local-admin');
    for (const own of [admin, again])
      expect(await answerOf(own, `/changes/${id}/approve`)).toEqual([409, expect.stringContaining('Somebody else')]);
    expect(await admin.read(`/changes/${id}`)).toMatchObject({ why_not: expect.stringContaining('Somebody else') });
    expect((await trail(id)).slice(1)).toMatchObject([{ outcome: 'refused' }, { outcome: 'refused' }]);
    const approve = (by: string) =>
      stack.sql.rows(
        `UPDATE change_requests SET status = 'approved', decided_at = now(), decision_reason = 'x', decided_by_staff = ${by}
         WHERE id = $1 RETURNING id`,
        [uuidOf(id)],
      );
    await expect(approve('asked_by_staff')).rejects.toThrow('who asks cannot approve');
    await expect(
      stack.sql.rows(`UPDATE change_requests SET payload = '{}' WHERE id = $1`, [uuidOf(id)]),
    ).rejects.toThrow('what was asked does not change');
    await expect(stack.sql.rows(`DELETE FROM change_requests`)).rejects.toThrow('is kept');
    await expect(stack.sql.rows(`TRUNCATE change_requests CASCADE`)).rejects.toThrow('is kept');
    expect(await registered()).toEqual(['https://shop.example/return']);
    expect((await answerOf(admin, `/changes/${id}/withdraw`))[0]).toBe(204);
    expect((await answerOf(compliance, `/changes/${id}/approve`))[0]).toBe(409);
  });

  it('is decided by the roles of its kind alone, refused with a reason, and taken back by who asked alone', async () => {
    const id = await asked(compliance, uriChange('https://elsewhere.example/'));
    expect((await operator.post(`/changes/${id}/approve`, because)).status).toBe(403);
    expect((await answerOf(admin, `/changes/${id}/withdraw`))[0]).toBe(409);
    expect((await admin.post(`/changes/${id}/refuse`, { reason: ' ' })).status).toBe(400);
    expect((await answerOf(admin, `/changes/${id}/refuse`, { reason: 'not their domain' }))[0]).toBe(204);
    expect(await operator.read(`/changes/${id}`)).toMatchObject({
      status: 'refused',
      decision_reason: 'not their domain',
      decided_by: expect.any(String),
    });
    expect(await registered()).toEqual(['https://shop.example/return']);
  });

  it('is not carried out when what it changes is not as it was', async () => {
    const limits = (perDay: string | null) => ({
      kind: 'partner.spending_limits',
      payload: { partner, per_payment: null, per_day: perDay, per_month: null, allowed_creditors: null },
      reason: 'contract',
    });
    // Where nothing was limited every limit takes away, and waits for nobody.
    expect(await bodyOf(await operator.post('/changes', limits('100.00')))).toEqual({ id: null });
    const more = await asked(operator, limits('500.00'));
    expect(await bodyOf(await operator.post('/changes', limits('50.00')))).toEqual({ id: null });
    expect(await compliance.read(`/changes/${more}`)).toMatchObject({ is_as_it_was: false });
    expect(await answerOf(compliance, `/changes/${more}/approve`)).toEqual([
      409,
      expect.stringContaining('not as it was'),
    ]);
    expect(await compliance.read(`/partners/${partner}`)).toMatchObject({
      spending_limits: { per_day: { limit: { value: '50.00' } } },
    });
    const again = await asked(operator, limits(null));
    expect((await answerOf(compliance, `/changes/${again}/approve`))[0]).toBe(204);
    expect(await compliance.read(`/partners/${partner}`)).toMatchObject({
      spending_limits: { per_day: { limit: null } },
    });
  });

  it('waits for a week and no longer, and once at a time', async () => {
    const change = uriChange('https://shop.example/late');
    const id = await asked(operator, change);
    expect((await answerOf(compliance, '/changes', change))[0]).toBe(409);
    await stack.sql.rows(`ALTER TABLE change_requests DISABLE TRIGGER change_requests_four_eyes`);
    await stack.sql.rows(`UPDATE change_requests SET expires_at = now() WHERE id = $1`, [uuidOf(id)]);
    await stack.sql.rows(`ALTER TABLE change_requests ENABLE TRIGGER change_requests_four_eyes`);
    expect(await compliance.read(`/changes/${id}`)).toMatchObject({ status: 'expired' });
    expect((await answerOf(compliance, `/changes/${id}/approve`))[0]).toBe(409);
    const again = await asked(operator, change);
    expect(again).not.toBe(id);
    expect(await trail(id)).toMatchObject([{ action: 'change.asked' }, { action: 'change.expired' }]);
  });

  it('says what is wrong with what was asked', async () => {
    const wrong: [object, string][] = [
      [{ kind: 'partner.nothing', payload: {}, reason: 'x' }, 'There is no such kind'],
      [{ kind: 'partner.status', payload: { partner }, reason: 'x' }, 'not described'],
      [{ kind: 'partner.status', payload: { partner, status: 'active' }, reason: 'x' }, 'active already'],
      [{ kind: 'partner.status', payload: { partner: 'par_x', status: 'active' }, reason: 'x' }, 'no such partner'],
      [uriChange('http://shop.example/'), 'https'],
      [uriChange('https://shop.example/return'), 'already'],
    ];
    for (const [change, detail] of wrong)
      expect(await answerOf(operator, '/changes', change)).toEqual([400, expect.stringContaining(detail)]);
  });
});

describe('stopping and starting a partner', () => {
  it('takes one person to stop, and two to start', async () => {
    const status = (wanted: string) => ({
      kind: 'partner.status',
      payload: { partner, status: wanted },
      reason: 'keys leaked',
    });
    expect(await bodyOf(await operator.post('/changes', status('suspended')))).toEqual({ id: null });
    await until('its keys to stop', async () => (await shop.get('/v1/payments')).status === 401 || undefined);
    const id = await asked(operator, status('active'));
    expect((await shop.get('/v1/payments')).status).toBe(401);
    expect((await answerOf(compliance, `/changes/${id}/approve`))[0]).toBe(204);
    await until('its keys to work', async () => (await shop.get('/v1/payments')).status === 200 || undefined);
    expect(await operator.read('/partners')).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: partner, status: 'active' })]),
    });
  });
});

describe('the command line and the console', () => {
  let anna: TestOperator;
  const changes = () => stack.console.get(Changes);
  const change = (uri: string) => ({
    kind: 'partner.redirect_uri',
    payload: { partner, uri, registered: true },
    reason: 'x',
  });
  const idOf = (id: string | undefined) => toPublicId('changeRequest', id ?? '');

  it('are two pairs of eyes only where it is known who is who', async () => {
    anna = await createOperator(stack, 'desk-1');
    const bram = await createOperator(stack, 'desk-2');
    const made = await createOperator(stack, 'desk-3', anna);
    const id = await changes().ask({ operatorId: anna.id }, change('https://shop.example/a'));
    // Who knows whether the person at the console is not Anna?
    expect((await answerOf(compliance, `/changes/${idOf(id)}/approve`))[0]).toBe(409);
    await expect(changes().approve({ operatorId: anna.id }, id ?? '', 'x')).rejects.toThrow('Somebody else');
    await expect(changes().approve({ operatorId: made.id }, id ?? '', 'x')).rejects.toThrow('Somebody else');
    expect((await admin.post('/operator', { secret: anna.token })).status).toBe(200);
    expect((await answerOf(admin, `/changes/${idOf(id)}/approve`))[0]).toBe(409);
    // Now the console knows that Anna is the administrator, so anybody else is another.
    expect((await answerOf(compliance, `/changes/${idOf(id)}/approve`))[0]).toBe(204);
    const second = await changes().ask({ operatorId: anna.id }, change('https://shop.example/b'));
    await changes().approve({ operatorId: bram.id }, second ?? '', 'x');
    expect(await registered()).toEqual([
      'https://shop.example/a',
      'https://shop.example/b',
      'https://shop.example/return',
    ]);
  });

  it('share the rule that one is enough on a test platform, at the command line alone', async () => {
    const actor = { type: 'operator', id: 'test' } as const;
    expect(changes().oneIsEnough).toBe(true);
    await stack.console
      .get(Transactions)
      .run((tx) => changes().doAlone(tx, { ...change('https://shop.example/c'), kind: 'partner.redirect_uri', actor }));
    expect(await registered()).toContain('https://shop.example/c');
  });
});

describe('many payments in clear', () => {
  const wanted = (more: object = {}) => ({
    kind: 'personal_data.bulk_reveal',
    payload: { partner, max_rows: 3, purpose: 'supervisor', case_reference: 'DNB-2026-12', ...more },
    reason: 'letter of the supervisor',
  });

  it('are shown to who asked alone, once somebody else approved, as many as approved, each on record', async () => {
    const creditor = await stack.bank.createUser('Koffie & Zo', '0.00');
    const payments: string[] = [];
    for (let made = 0; made < 4; made += 1) payments.push((await shop.createPayment(paymentBody(shop, creditor))).id);
    expect((await operator.post('/changes', wanted())).status).toBe(409);
    expect((await answerOf(compliance, '/changes', wanted({ max_rows: 1001 })))[0]).toBe(400);
    const id = await asked(compliance, wanted());
    const path = `/exports/in-clear/${id}`;
    expect(await admin.read(`/changes/${id}`)).toMatchObject({ after: { made: expect.stringContaining('before') } });
    // Nobody approves what is not there yet.
    await shop.createPayment(paymentBody(shop, creditor));
    expect((await compliance.post(path, { format: 'csv' })).status).toBe(404);
    expect((await answerOf(admin, `/changes/${id}/approve`))[0]).toBe(204);
    for (const other of [admin, operator])
      expect([403, 404]).toContain((await other.post(path, { format: 'csv' })).status);
    expect(await compliance.read(path)).toMatchObject({ rows_left: 3 });
    const answer = await compliance.post(path, { format: 'jsonl' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toContain('payments-in-clear-');
    const rows = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
    expect(rows.map((row) => row['id'])).toEqual(payments.toReversed().slice(0, 3));
    expect(rows[0]).toMatchObject({ creditor_iban: creditor.iban });
    const shown = await stack.sql.rows<{ subject_id: string }>(
      `SELECT subject_id, cause, details ->> 'case' AS "case" FROM audit_records
       WHERE action = 'staff.revealed' AND details ->> 'change_id' = $1 ORDER BY id`,
      [id],
    );
    expect(shown).toEqual(rows.map((row) => ({ subject_id: row['id'], cause: 'supervisor', case: 'DNB-2026-12' })));
    expect((await answerOf(compliance, path, { format: 'csv' }))[0]).toBe(409);
  });

  it('are shown for an hour, and never without an approval, whatever the application says', async () => {
    const id = await asked(compliance, wanted());
    const grant = (staff: string) =>
      stack.sql.rows(
        `INSERT INTO bulk_reveal_grants (change_id, staff_id, most_rows, expires_at)
         SELECT id, ${staff}, 3, now() + interval '1 hour' FROM change_requests WHERE id = $1`,
        [uuidOf(id)],
      );
    await expect(grant('asked_by_staff')).rejects.toThrow('was approved');
    expect((await answerOf(admin, `/changes/${id}/approve`))[0]).toBe(204);
    await stack.sql.rows(`ALTER TABLE bulk_reveal_grants DISABLE TRIGGER bulk_reveal_grants_need_two`);
    await stack.sql.rows(`UPDATE bulk_reveal_grants SET expires_at = now() WHERE change_id = $1`, [uuidOf(id)]);
    await stack.sql.rows(`ALTER TABLE bulk_reveal_grants ENABLE TRIGGER bulk_reveal_grants_need_two`);
    expect((await answerOf(compliance, `/exports/in-clear/${id}`, { format: 'csv' }))[0]).toBe(409);
  });
});

describe('in the browser', () => {
  const pictures = process.env['SCREENSHOTS_TO'];
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** Nothing for axe to complain of, nothing that scrolls sideways; and a picture where they are wanted. */
  async function looksWell(page: Page, name: string): Promise<void> {
    expect(await barriers(page)).toEqual([]);
    const width = page.viewportSize()?.width;
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  async function signIn(person: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
      colorScheme,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${stack.consoleUrl}/console`);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: person }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    return page;
  }

  it('one asks on the page of a partner, and another sees that it waits, and approves', async () => {
    const first = await signIn('Olga Operator', 1280, 'light');
    await first.getByRole('link', { name: 'Partners' }).click();
    await first.getByRole('heading', { name: 'Partners' }).waitFor();
    await first.locator(`a[href$="${partner}"]`).click();
    await first.getByRole('heading', { name: 'Where payers go back to' }).waitFor();
    await looksWell(first, 'partner');
    await first.getByRole('button', { name: 'Add an address' }).click();
    await first.getByLabel('Address').fill('https://shop.example/browser');
    await first.getByLabel('Reason').fill('asked by letter');
    await first.getByRole('button', { name: 'Ask for it' }).click();
    await first.getByRole('button', { name: 'Take it back' }).waitFor();
    expect(await first.getByRole('button', { name: 'Approve' }).count()).toBe(0);

    const second = await signIn('Coen Compliance', 360, 'dark');
    await second.getByRole('button', { name: 'Menu' }).click();
    await second.getByRole('link', { name: /Approvals.* waiting/ }).click();
    await second.getByRole('heading', { name: 'Approvals' }).waitFor();
    await second.getByText('Waiting, longest first').waitFor();
    await looksWell(second, 'approvals-phone');
    await second.locator('a[href*="/approvals/chg_"]').last().waitFor();
    const [waiting] = await stack.sql.rows<{ id: string }>(
      `SELECT id FROM change_requests WHERE status = 'waiting' ORDER BY id DESC LIMIT 1`,
    );
    await second.locator(`a[href$="${toPublicId('changeRequest', waiting?.id ?? '')}"]`).click();
    await second.getByRole('heading', { name: 'What changes' }).waitFor();
    await looksWell(second, 'approval-phone');
    await second.getByRole('button', { name: 'Approve' }).click();
    await second.getByLabel('Reason').fill('the letter is in the file');
    await second.getByRole('button', { name: 'Approve' }).last().click();
    await second.getByText('Decided by').waitFor();
    expect(await registered()).toContain('https://shop.example/browser');

    await first.reload();
    await first.getByText('the letter is in the file').waitFor();
    await looksWell(first, 'approval');
  }, 120_000);
});
