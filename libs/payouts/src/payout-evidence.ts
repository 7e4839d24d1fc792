import type { BankOrder, BookedMovement } from '@sluis/bank-orders';
import { isSameOrTwin } from '@sluis/persistence';
import { linesOf, readReference, type PayoutLine } from './payout-lines.js';
import { payoutIdKinds, type Payout } from './payout.entity.js';

type Ordered = Pick<Payout, 'amount' | 'debtorIban' | 'creditorIban' | 'kind' | 'id'>;

/** @returns what differs between the order and the movement at the bank that came of it */
export function mismatchOf(payout: Ordered, seen: BankOrder): string | undefined {
  const { amount, debtorIban, creditorIban, reference } = seen;
  if (!isSameOrTwin(payoutIdKinds[payout.kind], payout.id, reference)) return 'reference_differs';
  if (amount.minorUnits >= 0n || !amount.absolute().equals(payout.amount)) return 'amount_differs';
  if (debtorIban !== undefined && debtorIban !== payout.debtorIban) return 'debtor_differs';
  const isOtherCreditor = payout.creditorIban !== null && creditorIban !== undefined;
  return isOtherCreditor && creditorIban !== payout.creditorIban ? 'creditor_differs' : undefined;
}

/**
 * The booked movement itself: this amount out of this account, into the account that was named (or, where an e-mail
 * address or a phone number was named, into the one that the bank found for it), under our reference.
 */
export function isEvidenceOfExecution(payout: Ordered, seen: BankOrder): boolean {
  const { booked } = seen;
  if (!booked || mismatchOf(payout, seen) !== undefined) return false;
  return booked.debtorIban !== undefined && booked.creditorIban !== undefined;
}

/** These movements are what the payout pays in one go: one for each of its lines, and no other. */
export function areEvidenceOfAll(payout: Payout, bookings: readonly BookedMovement[]): boolean {
  const lines = linesOf(payout);
  return (
    bookings.length === lines.length && lines.every((line) => bookings.some((booked) => proves(payout, line, booked)))
  );
}

function proves(payout: Payout, { amount, creditor, bankReference }: PayoutLine, booked: BookedMovement): boolean {
  const { owner, number } = readReference(booked.reference ?? '');
  return (
    isSameOrTwin(payoutIdKinds[payout.kind], payout.id, owner) &&
    number === readReference(bankReference).number &&
    booked.amount.minorUnits < 0n &&
    booked.amount.absolute().equals(amount) &&
    booked.debtorIban === payout.debtorIban &&
    booked.creditorIban !== undefined &&
    (creditor.iban === null || booked.creditorIban === creditor.iban)
  );
}

/** @returns what differs between a batch and what the bank has of it, however it is ordered there */
export function batchMismatchOf(payout: Payout, { lines, bookings }: BankOrder): string | undefined {
  const left = [...(lines ?? [])];
  for (const { amount, creditor } of linesOf(payout)) {
    const found = left.findIndex(
      (line) =>
        line.amount.absolute().equals(amount) &&
        (creditor.iban === null || line.creditorIban === undefined || line.creditorIban === creditor.iban),
    );
    if (found < 0) return 'entries_differ';
    left.splice(found, 1);
  }
  const isAllBooked = bookings !== undefined && bookings.length === lines?.length;
  return left.length > 0 || (isAllBooked && !areEvidenceOfAll(payout, bookings)) ? 'entries_differ' : undefined;
}

/** @returns for each line of a batch whether its movement was seen */
export function provenLines(payout: Payout, bookings: readonly BookedMovement[]): boolean[] {
  return linesOf(payout).map((line) => bookings.some((booked) => proves(payout, line, booked)));
}
