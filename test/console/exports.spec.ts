import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { toPublicId } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { barriers } from '../browser/support/barriers.js';
import { launchChromium } from '../browser/support/chromium.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import type { StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';
import { openPage, signIn } from './support/staff-page.js';

const many = 50_000;

let stack: ConsoleStack;
let compliance: StaffBrowser;

beforeAll(async () => {
  stack = await startConsoleStack({ overrides: { CONSOLE_EXPORT_STALL_MS: '1000' } });
  await insert('first', many);
  // As autovacuum would have by the time that so many are stored.
  await stack.sql.rows(`ANALYZE payments`);
  compliance = await stack.signIn('local-compliance');
});

afterAll(() => stack.stop());

/** @param series tells these payments from others */
function insert(series: string, count: number) {
  return stack.sql.rows(
    `INSERT INTO payments (partner_id, id, rail, status, version, amount_minor, currency, creditor_name, creditor_iban,
       debtor_iban, debtor_name, remittance_information, reference, redirect_uri, link_token_hash, expires_at, created_at, updated_at)
     SELECT r.id, uuidv7(), 'psp_draft', 'received', 1, n, 'EUR', 'Koffie & Zo', 'NL27BUNQ2060000025', 'NL49BUNQ2060000017',
       'A. Visser', 'Order ' || n, '=order-' || n, 'https://shop.example/return', sha256(($1 || n::text)::bytea),
       now() + interval '1 day', now(), now()
     FROM generate_series(1, $2::integer) AS n CROSS JOIN (SELECT id FROM partners ORDER BY id LIMIT 1) r`,
    [series, count],
  );
}

const recordSchema = z.object({
  action: z.string(),
  outcome: z.string(),
  cause: z.string().nullable(),
  details: z.looseObject({ rows: z.number() }),
});

/** What the audit trail says of an export, in order. */
async function recordsOf(exportId: string | null) {
  const rows = await stack.sql.rows(
    `SELECT action, outcome, cause, details FROM audit_records WHERE details ->> 'export' = $1 ORDER BY id`,
    [exportId],
  );
  return rows.map((row) => recordSchema.parse(row));
}

/** How the audit trail says that an export ended, once it does. */
function endOf(exportId: string | null) {
  return until('the end of an export', async () =>
    (await recordsOf(exportId)).find(({ action }) => action === 'staff.exported'),
  );
}

async function ask(format: 'csv' | 'jsonl', filter: object = {}, signal?: AbortSignal) {
  const answer = await compliance.post('/exports/payments', { format, ...filter }, 'POST', signal);
  expect(answer.status).toBe(200);
  if (!answer.body) throw new Error('an export has a body');
  return { answer, id: answer.headers.get('export-id'), reader: answer.body.getReader() };
}

type Reader = Awaited<ReturnType<typeof ask>>['reader'];

async function restOf(reader: Reader): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
  return Buffer.concat(chunks);
}

/** In bytes: a whole file would be much to print where none is expected. */
function isBrokenOff(reader: Reader): Promise<void> {
  return expect(restOf(reader).then(({ length }) => length)).rejects.toThrow('terminated');
}

it('exports every payment once, while others are made and many change', async () => {
  const stored = await stack.sql.rows<{ id: string }>(`SELECT id FROM payments ORDER BY id DESC`);
  const { answer, id, reader } = await ask('jsonl');
  const first = (await reader.read()).value ?? new Uint8Array();
  expect(answer.headers.get('export-rows')).toBe(String(many));
  const begun = { export: id, format: 'jsonl', rows: many, status: null, partner: null, from: null, until: null };
  expect(await recordsOf(id)).toEqual([{ action: 'staff.export_begun', outcome: 'done', cause: null, details: begun }]);

  await Promise.all([
    insert('while it runs', 500),
    stack.sql.rows(
      `UPDATE payments SET status = 'cancelled', version = 2, updated_at = now()
       WHERE id IN (SELECT id FROM payments ORDER BY id LIMIT 6000)`,
    ),
  ]);
  const file = Buffer.concat([first, await restOf(reader)]);
  const rows = file
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => z.object({ id: z.string(), status: z.string() }).parse(JSON.parse(line)));
  expect(rows.map((row) => row.id)).toEqual(stored.map((row) => toPublicId('payment', row.id)));
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['received', 'cancelled']));

  const sha256 = createHash('sha256').update(file).digest('hex');
  const given = { export: id, format: 'jsonl', rows: many, bytes: file.length, sha256 };
  expect((await recordsOf(id))[1]).toEqual({ action: 'staff.exported', outcome: 'done', cause: null, details: given });
});

it('writes as many rows for a spreadsheet, masked, in which nothing begins a formula', async () => {
  const { id, answer, reader } = await ask('csv', { status: 'cancelled' });
  const text = (await restOf(reader)).toString();
  const [header, ...rows] = text.trimEnd().split('\r\n');
  expect(header).toMatch(/^\uFEFF"id","created_at"/);
  expect(rows).toHaveLength(6_000);
  expect(answer.headers.get('export-rows')).toBe('6000');
  expect(rows.filter((row) => row.includes(`,"'=order-`))).toHaveLength(rows.length);
  expect(text).not.toContain('BUNQ2060000');
  expect((await recordsOf(id)).map(({ details }) => details.rows)).toEqual([rows.length, rows.length]);
});

it('says so when its reader goes away', async () => {
  const leaving = new AbortController();
  const { id, reader } = await ask('jsonl', {}, leaving.signal);
  await reader.read();
  leaving.abort();
  const end = await endOf(id);
  expect(end).toMatchObject({ outcome: 'failed', cause: 'reader_gone' });
  expect(end.details.rows).toBeGreaterThan(0);
  expect(end.details.rows).toBeLessThan(many);
});

it('does not wait for a reader that takes nothing', async () => {
  const { id, reader } = await ask('jsonl');
  expect(await endOf(id)).toMatchObject({ outcome: 'failed', cause: 'reader_gone' });
  await isBrokenOff(reader);
});

it('never looks complete when it fails in the middle', async () => {
  const { id, reader } = await ask('jsonl');
  await reader.read();
  await stack.sql.rows(`ALTER TABLE accounts RENAME TO accounts_away`);
  try {
    await isBrokenOff(reader);
    expect(await endOf(id)).toMatchObject({ outcome: 'failed', cause: 'failed' });
  } finally {
    await stack.sql.rows(`ALTER TABLE accounts_away RENAME TO accounts`);
  }
});

it('shows on the page how far it is, saves nothing that broke off, and lists both with their rows', async () => {
  const browser = await launchChromium();
  const pictures = process.env['SCREENSHOTS_TO'];
  const { page, complaints } = await openPage(browser);
  const picture = async (name: string) => {
    if (pictures === undefined) return;
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.screenshot({ path: join(pictures, `${name}-${width}.png`) });
    }
  };
  const looksWell = async (name: string) => {
    expect(await barriers(page)).toEqual([]);
    await picture(name);
  };
  await signIn(page, stack.consoleUrl);
  await page.goto(`${stack.consoleUrl}/console/payments?status=cancelled`);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect((await waiting).suggestedFilename()).toMatch(/^payments-.+\.csv$/);
  await page.getByText('Saved 6,000 rows.').waitFor();
  await looksWell('export-saved');

  await stack.sql.rows(`BEGIN`);
  try {
    await stack.sql.rows(`LOCK TABLE accounts`);
    await page.getByRole('button', { name: 'CSV' }).click();
    await page.getByText('0 of 6,000 rows').waitFor();
    // No question asked of it: the database waits for the lock for a few seconds only.
    await picture('export-running');
    await stack.sql.rows(`ALTER TABLE accounts RENAME TO accounts_away`);
  } finally {
    await stack.sql.rows(`COMMIT`);
  }
  await page.getByRole('alert').getByText('Broken off after 0 of 6,000 rows. Nothing was saved.').waitFor();
  await stack.sql.rows(`ALTER TABLE accounts_away RENAME TO accounts`);
  await looksWell('export-broken-off');

  await page.goto(`${stack.consoleUrl}/console/look-ups`);
  await page.getByText('export broken off after 0 rows').waitFor();
  await page.getByText('exported, 6,000 rows').first().waitFor();
  await looksWell('exports-looked-up');
  expect(complaints).toEqual([]);
  await browser.close();
});

it('ends when the session of its reader does', async () => {
  const { id, reader } = await ask('jsonl');
  await reader.read();
  await compliance.post('/sign-out');
  await isBrokenOff(reader);
  expect(await endOf(id)).toMatchObject({ outcome: 'failed', cause: 'signed_out' });
  compliance = await stack.signIn('local-compliance');
});

it('ends with the process', async () => {
  const { id, reader } = await ask('jsonl');
  await reader.read();
  await Promise.all([stack.console.close(), isBrokenOff(reader)]);
  expect(await endOf(id)).toMatchObject({ outcome: 'failed', cause: 'shut_down' });
});
