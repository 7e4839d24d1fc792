import type { Bank } from '../../apps/bunq-emulator/src/bank/bank.js';

export interface TestingBooking {
  /** minor units; negative when money leaves the account */
  amount: bigint;
  name?: string;
  iban?: string;
  description?: string;
  daysAgo?: number;
  type?: string;
  subType?: string;
  /** Whether the bank calls back; bookings of the past are silent. */
  isNews?: boolean;
}

const dayMicros = 86_400_000_000;

/** Books at the emulated bank as if the world outside had, also in the past, in the order given: oldest first. */
export function bookAtBank(bank: Bank, accountId: number, bookings: readonly TestingBooking[]): void {
  const account = bank.tables.accounts.get(accountId);
  if (!account) throw new Error('the bank has no such account');
  for (const booking of bookings) {
    const row = bank.newRow();
    const at = row.createdAt - (booking.daysAgo ?? 0) * dayMicros;
    account.balance += booking.amount;
    bank.worldBalance -= booking.amount;
    const payment = bank.tables.payments.insert({
      ...row,
      createdAt: at,
      updatedAt: at,
      transferId: row.id,
      accountId,
      amount: booking.amount,
      balanceAfter: account.balance,
      description: booking.description ?? 'Booked for a test',
      type: booking.type ?? 'EBA_SCT',
      subType: booking.subType ?? 'SCT',
      counterparty: {
        iban: booking.iban ?? 'NL02ABNA0123456789',
        name: booking.name ?? 'Bakkerij Test',
        accountId: null,
      },
      merchantReference: null,
      batchId: null,
      extras: null,
    });
    if (booking.isNews) bank.notify({ kind: 'payment', payment });
  }
}
