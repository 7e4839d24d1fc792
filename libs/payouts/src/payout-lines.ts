import { Money } from '@sluis/money';
import type { Creditor } from '@sluis/payment-initiation';
import type { Payout } from './payout.entity.js';

/** One payment that a payout is made of. */
export interface PayoutLine {
  amount: Money;
  creditor: Creditor;
  remittanceInformation: string;
  /** Under which name the bank has it, and gives it back. */
  bankReference: string;
}

/**
 * What a payout pays each time. At once and alone it goes by its own name. What is part of something larger at the bank is
 * numbered, so that a movement which came of a plan is never taken for a payout of its own.
 */
export function linesOf(payout: Payout): PayoutLine[] {
  if (payout.entries)
    return payout.entries.map(({ amount, creditor, remittance_information: remittanceInformation }, index) => ({
      amount: Money.fromWire(amount),
      creditor,
      remittanceInformation,
      bankReference: lineReference(payout.publicId, index),
    }));
  const { creditorName, creditorIban, creditorEmail, creditorPhone, amount, remittanceInformation, publicId } = payout;
  return [
    {
      amount,
      creditor: { name: creditorName, iban: creditorIban, email: creditorEmail, phone: creditorPhone },
      remittanceInformation,
      bankReference: payout.schedule === null ? publicId : lineReference(publicId, 0),
    },
  ];
}

function lineReference(publicId: string, index: number): string {
  return `${publicId}-${index + 1}`;
}

/** `pot_…-2` → `pot_…` and 2; number 0 for a name without one. */
export function readReference(reference: string): { owner: string; number: number } {
  const [, owner = reference, number = '0'] = /^(.+)-(\d+)$/.exec(reference) ?? [];
  return { owner, number: Number(number) };
}

/** Of which order the bank speaks, by what it gives back with any line of it. */
export function ownerOf(reference: string | null | undefined): string | undefined {
  return reference === null || reference === undefined ? undefined : readReference(reference).owner;
}
