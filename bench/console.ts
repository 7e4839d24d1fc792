import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { loadConfig } from '@sluis/config';
import { freePort } from '@sluis/local-stack';
import { toPublicId } from '@sluis/persistence';
import { createConsole } from '../apps/api/src/console/create-console.js';
import { startLocalIdentityProvider } from '../apps/cli/src/up/identity-provider/local-identity-provider.js';
import { localPeople } from '../apps/cli/src/up/identity-provider/local-people.js';
import { StaffBrowser } from '../test/support/staff-browser.js';
import { describeStored, varyStored } from './console/stored.js';
import { asSuperuser, loadKept } from './payments/bench-postgres.js';
import { BenchStack } from './payments/bench-stack.js';
import { fill, settle } from './payments/fill.js';

/** What staff wait for: every kind of search, the lists with their filters, figures and exports, over many payments. */
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1000000' },
    calls: { type: 'string', default: '40' },
    data: { type: 'string' },
    'load-only': { type: 'boolean', default: false },
    /** What begins with this alone. */
    only: { type: 'string', default: '' },
  },
  args: process.argv.slice(3),
});
const size = Number(values.size);
const calls = Number(values.calls);
const note = (text: string) => console.error(`${new Date().toISOString()} ${text}`);
if (values.data !== undefined) await loadKept(values.data, size, note);
if (!values['load-only']) await measure();

async function measure(): Promise<void> {
  const stack = await BenchStack.start(8, values.data);
  const consolePort = await freePort();
  const providerPort = await freePort();
  const consoleUrl = `http://localhost:${consolePort}`;
  const provider = await startLocalIdentityProvider({
    port: providerPort,
    issuer: `http://localhost:${providerPort}`,
    consoleUrl,
    people: localPeople,
  });
  try {
    const partners = stack.partners.map(({ id }) => id);
    await fill(asSuperuser(stack.variables['DATABASE_URL'] ?? ''), partners, size, note);
    await varyStored(stack, size);
    await settle(stack.superuserUrl);
    const app = await createConsole(
      loadConfig({
        ...stack.variables,
        LOG_LEVEL: 'error',
        CONSOLE_URL: consoleUrl,
        CONSOLE_PORT: String(consolePort),
        STAFF_ISSUER_URL: provider.issuer,
        STAFF_CLIENT_ID: provider.clientId,
        STAFF_CLIENT_SECRET: provider.clientSecret,
        STAFF_REQUIRED_AMR: 'mfa',
      }),
    );
    await app.listen(consolePort, '127.0.0.1');
    const browser = new StaffBrowser(consoleUrl);
    await browser.signIn('local-compliance');
    const { figures, exports } = await measureAll(stack, browser);
    await app.close();
    await mkdir('bench/results', { recursive: true });
    const machine = `${cpus().length} × ${cpus()[0]?.model}`;
    const result = { machine, startedAt: new Date(), size, calls, load: loadavg()[0], figures, exports };
    // A part never takes the place of the whole.
    const name = ['console', values.only].filter(Boolean).join('-');
    await writeFile(`bench/results/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await provider.stop();
    await stack.stop();
  }
}

interface Figures {
  what: string;
  p50Ms: number;
  p95Ms: number;
  mostMs: number;
}

async function measureAll(stack: BenchStack, browser: StaffBrowser) {
  const stored = await describeStored(stack);
  // The page asks once, at its start.
  const formToken = await browser.formToken();
  const post = (path: string, body: unknown) =>
    browser.open(`${browser.consoleUrl}/console/api${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: browser.consoleUrl,
        'sec-fetch-site': 'same-origin',
        'x-form-token': formToken,
      },
      body: JSON.stringify(body),
    });
  const search = (query: string) => () => post('/search', { query });
  const get = (path: string) => () => browser.get(path);
  const one = stored.payment;
  const partner = toPublicId('partner', one.partnerId);
  const lastMonth = new Date(one.createdAt.getTime() - 30 * 86_400_000).toISOString().slice(0, 10);
  const day = one.createdAt.toISOString().slice(0, 10);
  const work: [string, () => Promise<Response>][] = [
    ['search: id of a payment', search(toPublicId('payment', one.id))],
    ['search: id of a payment that is not there', search(toPublicId('payment', randomUUID()))],
    ['search: id of a consent', search(toPublicId('consent', stored.consentId))],
    ['search: IBAN of one payer', search(stored.payerIban)],
    ['search: IBAN of the shop on every payment', search(stored.shopIban)],
    ['search: IBAN of nobody', search('NL91ABNA0417164300')],
    ['search: payer as the partner names them', search(stored.psuReference)],
    ['search: partner by id', search(partner)],
    ['search: partner by name', search('bench')],
    ['search: reference', search(one.reference)],
    ['search: number at the bank', search(one.bankId)],
    ['search: text of nothing', search('nothing of the kind')],
    ['search: day', search(day)],
    ['payments: newest', get('/payments')],
    ['payments: of a partner', get(`/payments?partner=${partner}`)],
    ['payments: failed', get('/payments?status=failed')],
    ['payments: rejected', get('/payments?status=rejected')],
    ['payments: cancelled, of which there are none', get('/payments?status=cancelled')],
    ['payments: authorised, of which there are none', get('/payments?status=authorised')],
    [
      'payments: executed, of a month, of a partner',
      get(`/payments?status=executed&partner=${partner}&from=${lastMonth}&until=${day}`),
    ],
    ['payments: cancelled, of a partner', get(`/payments?status=cancelled&partner=${partner}`)],
    ['payments: a page in the middle', get(`/payments?before=${toPublicId('payment', one.id)}`)],
    ['consents: newest', get('/consents')],
    ['consents: revoked', get('/consents?status=revoked')],
    ['consents: failed, of which there are none', get('/consents?status=failed')],
    ['payment: everything about one', get(`/payments/${toPublicId('payment', one.id)}`)],
    ['consent: everything about one', get(`/consents/${toPublicId('consent', stored.consentId)}`)],
    ['look-ups: own', get('/look-ups/own')],
    ['reviews', get('/reviews')],
    ['overview', get('/overview')],
    ['overview: trends', get('/overview/trends')],
    ['export: a day of payments as CSV', () => post('/exports/payments', { format: 'csv', from: day, until: day })],
    [
      'export: a day of payments as JSON Lines',
      () => post('/exports/payments', { format: 'jsonl', from: day, until: day }),
    ],
    [
      'export: cancelled, of which there are none',
      () => post('/exports/payments', { format: 'csv', status: 'cancelled' }),
    ],
  ];
  console.log(`${size.toLocaleString('en')} payments; load ${loadavg()[0]?.toFixed(1)}\n`);
  console.log('| what | p50 ms | p95 ms | most ms |\n| --- | ---: | ---: | ---: |');
  const figures: Figures[] = [];
  for (const [what, call] of work.filter(([name]) => name.startsWith(values.only))) {
    const ms = await timesOf(what, call);
    const at = (share: number) => Number((ms[Math.floor(share * (ms.length - 1))] ?? 0).toFixed(1));
    const row = { what, p50Ms: at(0.5), p95Ms: at(0.95), mostMs: at(1) };
    console.log(`| ${what} | ${row.p50Ms} | ${row.p95Ms} | ${row.mostMs} |`);
    figures.push(row);
  }
  const exports: ManyExports[] = [];
  for (const rows of [10_000, 100_000, 300_000]) {
    const [last] = await stack.query<{ created_at: Date }>(
      `SELECT created_at FROM payments ORDER BY id OFFSET $1 LIMIT 1`,
      [Math.min(rows, size) - 1],
    );
    if (!last) break;
    // Days are whole, so somewhat more than that.
    const until = last.created_at.toISOString().slice(0, 10);
    exports.push(await exportAtOnce(() => post('/exports/payments', { format: 'csv', until })));
  }
  return { figures, exports };
}

interface ManyExports {
  rowsEach: number;
  seconds: number;
  rowsPerSecond: number;
  mostMoreMemoryMb: number;
}

/** Eight whose readers throw away what they get, so that what memory grows by is the console's. */
async function exportAtOnce(ask: () => Promise<Response>): Promise<ManyExports> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
  const startedAt = performance.now();
  const rows = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const answer = await ask();
      // Each of them ends its own line; nothing here has another.
      let lines = -1;
      for await (const chunk of answer.body ?? []) for (const byte of chunk) if (byte === 10) lines += 1;
      if (lines !== Number(answer.headers.get('export-rows'))) throw new Error(`an export had ${lines} rows`);
      return lines;
    }),
  );
  clearInterval(watch);
  const seconds = (performance.now() - startedAt) / 1_000;
  const made = {
    rowsEach: rows[0] ?? 0,
    seconds: Number(seconds.toFixed(1)),
    rowsPerSecond: Math.round(rows.reduce((sum, count) => sum + count, 0) / seconds),
    mostMoreMemoryMb: Math.round((most - before) / 1e6),
  };
  console.log(
    `\nEight exports at once of ${made.rowsEach.toLocaleString('en')} payments each: ${made.seconds} s, ` +
      `${made.rowsPerSecond.toLocaleString('en')} rows a second, ${made.mostMoreMemoryMb} MB more than before at most`,
  );
  return made;
}

/** Ascending. Figures that are kept for half a minute are asked for twice: the first counts, the second is what people wait for. */
async function timesOf(what: string, call: () => Promise<Response>): Promise<number[]> {
  const times: number[] = [];
  for (let left = what.startsWith('export') || what.startsWith('overview') ? 3 : calls; left > 0; left -= 1) {
    const startedAt = performance.now();
    const answer = await call();
    await answer.arrayBuffer();
    if (!answer.ok && answer.status !== 404) throw new Error(`${what}: ${answer.status}`);
    times.push(performance.now() - startedAt);
  }
  return times.toSorted((left, right) => left - right);
}
