import type { BankOrder, BookedMovement } from '@sluis/bank-orders';
import { amountShownSchema, Money } from '@sluis/money';
import { payeeVerificationSchema } from '@sluis/payees';
import { z } from 'zod';

/** Whom to pay: an IBAN with a name, an e-mail address or a phone number. */
export const creditorSchema = z
  .strictObject({
    name: z.string().nullable(),
    iban: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
  })
  .meta({ id: 'Creditor' });
export type Creditor = z.output<typeof creditorSchema>;

/**
 * - `pending`: not known to be paid
 * - `executed`: the booked movement was seen at the bank
 * - `failed`: the order is over and the bank shows no movement for it
 */
export const entryStatuses = ['pending', 'executed', 'failed'] as const;
export type EntryStatus = (typeof entryStatuses)[number];

const entryFailureSchema = z.strictObject({ stage: z.string().nullable(), reason: z.string().nullable() });
export type EntryFailure = z.output<typeof entryFailureSchema>;

/** One of the payments in an order of many, as partners see it. */
export const paymentEntrySchema = z
  .strictObject({
    amount: amountShownSchema,
    creditor: creditorSchema,
    remittance_information: z.string(),
    reference: z.string().nullable(),
    status: z.enum(entryStatuses),
    failure: entryFailureSchema.nullable().describe('Where and why a `failed` entry ended.'),
    payee_verification: payeeVerificationSchema.optional().describe('Absent before it was compared.'),
  })
  .meta({ id: 'PaymentEntry' });
export type PaymentEntryShown = z.output<typeof paymentEntrySchema>;

/** As it is kept with the order. */
export type PaymentEntry = Omit<PaymentEntryShown, 'failure'>;

/** Entries fail together, when their order ends without them: its failure is theirs. */
export function shownEntries(entries: readonly PaymentEntry[], failure: EntryFailure | null): PaymentEntryShown[] {
  return entries.map((entry) => ({ ...entry, failure: entry.status === 'failed' ? failure : null }));
}

/** How entry number `index` is named at the bank, which gives the name back with the order and with the movement. */
export function entryReference(paymentReference: string, index: number): string {
  return `${paymentReference}-${index + 1}`;
}

export function totalOf(entries: readonly PaymentEntry[]): Money {
  return entries.map(({ amount }) => Money.fromWire(amount)).reduce((sum, amount) => sum.plus(amount));
}

/** @returns what differs between the entries we sent and those the bank accepted */
export function entriesMismatch(entries: readonly PaymentEntry[], { lines }: BankOrder): string | undefined {
  if (lines?.length !== entries.length) return 'entries_differ';
  for (const [index, { amount, creditor }] of entries.entries()) {
    const line = lines[index];
    if (!line?.amount.equals(Money.fromWire(amount))) return 'amount_differs';
    if (creditor.iban !== null && line.creditorIban !== undefined && line.creditorIban !== creditor.iban)
      return 'creditor_differs';
  }
  return undefined;
}

/**
 * The entries with what the bank's booked movements prove of each. Every movement proves one entry: the one whose
 * reference it carries, else the first unproven one of this amount to this account.
 */
export function withEvidence(
  entries: readonly PaymentEntry[],
  paymentReference: string,
  debtorIban: string | null,
  bookings: readonly BookedMovement[],
): PaymentEntry[] {
  const left = [...bookings];
  return entries.map((entry, index) => {
    const reference = entryReference(paymentReference, index);
    const proves = (booked: BookedMovement) =>
      booked.amount.absolute().equals(Money.fromWire(entry.amount)) &&
      (entry.creditor.iban === null || booked.creditorIban === entry.creditor.iban) &&
      (debtorIban === null || booked.debtorIban === debtorIban);
    const named = left.findIndex((booked) => booked.reference === reference && proves(booked));
    const found = named >= 0 ? named : left.findIndex((booked) => booked.reference === undefined && proves(booked));
    if (found < 0) return entry;
    left.splice(found, 1);
    return { ...entry, status: 'executed' };
  });
}
