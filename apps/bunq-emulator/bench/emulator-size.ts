import { subscribe } from 'node:diagnostics_channel';
import { PerformanceObserver, performance } from 'node:perf_hooks';
import { setImmediate as breathe } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { partyOfAccount } from '../src/bank/accounts.js';
import type { Bank } from '../src/bank/bank.js';
import { bookTransfer } from '../src/bank/booking.js';
import type { Account } from '../src/bank/records.js';
import { createCustomer } from '../src/bank/sign-up.js';
import { startEmulator } from '../src/index.js';
import { figuresOf, figuresSchema } from './figures.js';
import type { Listing } from './list-caller.js';

/**
 * How large a bank the emulator can be: fills it with customers and payments, then lists them over HTTP from a thread of its own, so that
 * what the caller costs is not taken for the bank's. Ends with 1 when a single call cost the bank more than promised, or memory did not
 * suffice. `list_milliseconds` is what a caller waits, and says as much about the machine's other work as about the bank;
 * `own_milliseconds` is the processor time of the bank's thread, garbage collection included.
 *
 *     npm run bench:emulator -- [users] [payments each] [calls]
 */
const [users = 10_000, paymentsEach = 100, calls = 2000] = process.argv.slice(2).map(Number);
const most = { listMilliseconds: 20, rssMegabytes: 1_500 };

interface Customer {
  userId: number;
  secret: string;
  account: Account;
}

const figures = z.record(z.string(), figuresSchema);

const emulator = await startEmulator();
const startedAt = performance.now();
const customers = await fill(emulator.bank);
const filledAt = performance.now();
const rssAfterFilling = process.memoryUsage().rss;
// What the filling left behind is not the lists' fault.
globalThis.gc?.();
const pauses = watchPauses();
const ownTimes = watchOwnTime();
const milliseconds = await callLists({
  url: emulator.url,
  calls,
  customers: Array.from({ length: 20 }, (_, index) => customers[Math.floor((index * customers.length) / 20)]).flatMap(
    (customer) => (customer === undefined ? [] : [{ ...customer, accountId: customer.account.id }]),
  ),
});
const rssAfterCalls = process.memoryUsage().rss;
// In kilobytes.
const peakRss = megabytes(process.resourceUsage().maxRSS * 1024);
const longestPause = pauses.end();
const own = figuresOf(ownTimes);
globalThis.gc?.();
const result = {
  users: customers.length,
  payments: emulator.bank.tables.payments.size,
  fill_seconds: Math.round((filledAt - startedAt) / 100) / 10,
  rss_megabytes: { after_filling: megabytes(rssAfterFilling), after_calls: megabytes(rssAfterCalls), peak: peakRss },
  heap_megabytes: megabytes(process.memoryUsage().heapUsed),
  calls_per_list: calls,
  list_milliseconds: milliseconds,
  own_milliseconds: own,
  longest_garbage_collection_ms: longestPause,
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
await emulator.close();
const isWithin = own.max <= most.listMilliseconds && peakRss <= most.rssMegabytes;
process.exitCode = isWithin ? 0 : 1;

function watchPauses(): { end(): number } {
  let longest = 0;
  const observer = new PerformanceObserver((seen) => {
    for (const { duration } of seen.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    end() {
      observer.disconnect();
      return Math.round(longest * 100) / 100;
    },
  };
}

/** Calls come one at a time, so what the thread spends between a request and its answer was spent on it. */
function watchOwnTime(): number[] {
  const times: number[] = [];
  let before = process.threadCpuUsage();
  subscribe('http.server.request.start', () => {
    before = process.threadCpuUsage();
  });
  subscribe('http.server.response.finish', () => {
    const { user, system } = process.threadCpuUsage(before);
    times.push((user + system) / 1000);
  });
  return times;
}

async function callLists(listing: Listing): Promise<z.infer<typeof figures>> {
  const caller = new Worker(new URL('./list-caller.js', import.meta.url), {
    workerData: {
      ...listing,
      customers: listing.customers.map(({ userId, secret, accountId }) => ({ userId, secret, accountId })),
    },
  });
  return new Promise((resolve, reject) => {
    caller.once('message', (message: unknown) => resolve(figures.parse(message)));
    caller.once('error', reject);
  });
}

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

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
