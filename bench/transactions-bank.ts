import { startEmulator } from '../apps/bunq-emulator/src/index.js';
import { bookAtBank } from '../test/accounts/bank-bookings.js';

/** A bank with one customer whose account holds many transactions, in a process of its own, so that its memory is not ours. */
const count = Number(process.env['BENCH_TRANSACTIONS'] ?? 100_000);
const emulator = await startEmulator({ port: 0 });
const answer = await fetch(`${emulator.url}/_emulator/users`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: 'R. de Lezer', balance: '1.00' }),
});
const user = (await answer.json()) as { user_id: number; accounts: { id: number; iban: string }[] };
const [account] = user.accounts;
if (!account) throw new Error('the bank made a user without an account');
bookAtBank(
  emulator.bank,
  account.id,
  Array.from({ length: count }, (_, index) => ({
    amount: BigInt((index % 9_000) + 1),
    name: `Winkel ${index % 2_000}`,
    iban: `NL02ABNA${String(index % 2_000).padStart(10, '0')}`,
    description: `Order ${index}, as long as a description of an order usually is`,
    daysAgo: 80 - (80 * index) / count,
  })),
);
process.send?.({ url: emulator.url, userId: user.user_id, accountId: account.id, iban: account.iban });
