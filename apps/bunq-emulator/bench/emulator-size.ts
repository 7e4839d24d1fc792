import { performance } from 'node:perf_hooks';
import { setImmediate as breathe } from 'node:timers/promises';
import { generateKeyPairSync, sign } from 'node:crypto';
import { Agent, request } from 'node:http';
import { partyOfAccount } from '../src/bank/accounts.js';
import type { Bank } from '../src/bank/bank.js';
import { bookTransfer } from '../src/bank/booking.js';
import type { Account } from '../src/bank/records.js';
import { createCustomer } from '../src/bank/sign-up.js';
import { startEmulator } from '../src/index.js';

/**
 * How large a bank the emulator can be: fills it with customers and payments, then lists them over HTTP.
 *
 *     npm run build && node --expose-gc dist/apps/bunq-emulator/bench/emulator-size.js [users] [payments each] [calls]
 */
/** Calls that are not counted: the first ones run code that is not compiled yet. */
const warmUp = 100;
const [users = 10_000, paymentsEach = 100, calls = 2000] = process.argv.slice(2).map(Number);

interface Customer {
  userId: number;
  secret: string;
  account: Account;
}

const emulator = await startEmulator();
const startedAt = performance.now();
const customers = await fill(emulator.bank);
const filledAt = performance.now();
const rssAfterFilling = process.memoryUsage().rss;
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const agent = new Agent({ keepAlive: true });
const installationToken = await install();

const sessions: { token: string; customer: Customer }[] = [];
for (let index = 0; index < 20; index += 1) {
  const customer = customers[Math.floor((index * customers.length) / 20)];
  if (customer !== undefined) sessions.push({ token: await openSession(customer.secret), customer });
}
const lists: Record<string, (customer: Customer) => string> = {
  'payment?count=10': ({ userId, account }) => `/v1/user/${userId}/monetary-account/${account.id}/payment?count=10`,
  'payment?count=200': ({ userId, account }) => `/v1/user/${userId}/monetary-account/${account.id}/payment?count=200`,
  'monetary-account': ({ userId }) => `/v1/user/${userId}/monetary-account`,
  'event?count=50': ({ userId }) => `/v1/user/${userId}/event?count=50`,
  'request-response': ({ userId, account }) => `/v1/user/${userId}/monetary-account/${account.id}/request-response`,
};
// What the filling left behind is not the lists' fault.
globalThis.gc?.();
const milliseconds: Record<string, { p50: number; p95: number; p99: number; max: number }> = {};
for (const [name, pathOf] of Object.entries(lists)) {
  const times: number[] = [];
  for (let call = -warmUp; call < calls; call += 1) {
    const session = sessions[(call + warmUp) % sessions.length];
    if (session === undefined) break;
    const before = performance.now();
    const { status } = await send('GET', pathOf(session.customer), { token: session.token });
    if (call >= 0) times.push(performance.now() - before);
    if (status !== 200) throw new Error(`${name} was answered with ${status}`);
  }
  milliseconds[name] = figuresOf(times);
}
const rssAfterCalls = process.memoryUsage().rss;
globalThis.gc?.();
const result = {
  users: customers.length,
  payments: emulator.bank.tables.payments.size,
  fill_seconds: Math.round((filledAt - startedAt) / 100) / 10,
  rss_megabytes: { after_filling: megabytes(rssAfterFilling), after_calls: megabytes(rssAfterCalls) },
  heap_megabytes: megabytes(process.memoryUsage().heapUsed),
  calls_per_list: calls,
  list_milliseconds: milliseconds,
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
agent.destroy();
await emulator.close();

/** Every customer pays the next one, so each has payments of both directions; all of it ends at the balance it began with. */
async function fill(bank: Bank): Promise<Customer[]> {
  const made: Customer[] = [];
  for (let index = 0; index < users; index += 1) {
    const { user, key, account } = createCustomer(bank, { type: 'person', name: `Person ${index}`, balance: 1000_00n });
    made.push({ userId: user.id, secret: key.secret, account });
  }
  // The opening balance is a payment too, and every transfer makes two.
  const rounds = Math.ceil((paymentsEach - 1) / 2);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { account }] of made.entries()) {
      const payee = made[(index + round + 1) % made.length];
      if (payee === undefined || payee.account === account) continue;
      const [from, to] = [partyOfAccount(account), partyOfAccount(payee.account)];
      bookTransfer(bank, { from, to, amount: 100n, description: `Order ${round} of customer ${index}` });
    }
    await breathe();
  }
  return made;
}

async function install(): Promise<string> {
  const client_public_key = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const { body } = await send('POST', '/v1/installation', { body: { client_public_key } });
  return tokenIn(body);
}

async function openSession(secret: string): Promise<string> {
  const device = { description: 'bench', secret, permitted_ips: ['*'] };
  await send('POST', '/v1/device-server', { token: installationToken, body: device });
  const { body } = await send('POST', '/v1/session-server', { token: installationToken, body: { secret } });
  return tokenIn(body);
}

function tokenIn(body: string): string {
  const token = /"token":"([0-9a-f]{64})"/.exec(body)?.[1];
  if (token === undefined) throw new Error(`no token in ${body}`);
  return token;
}

function send(
  method: string,
  path: string,
  { token = '', body }: { token?: string; body?: unknown },
): Promise<{ status: number; body: string }> {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  const signature = sign('sha256', bytes, keys.privateKey).toString('base64');
  const own = { 'User-Agent': 'bench', 'Content-Length': bytes.length };
  const authentication = { 'X-Bunq-Client-Authentication': token, 'X-Bunq-Client-Signature': signature };
  return new Promise((resolve, reject) => {
    const headers = token === '' ? own : { ...own, ...authentication };
    const outgoing = request(emulator.url + path, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('error', reject).end(bytes);
  });
}

function figuresOf(times: number[]): { p50: number; p95: number; p99: number; max: number } {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) =>
    Math.round((sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
