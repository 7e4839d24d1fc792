import type { BankOrder } from '@sluis/bank-orders';
import type { Money } from '@sluis/money';
import { fromPublicId, ownPartOf } from '@sluis/persistence';
import type { PaymentRail } from './payment-rail.js';

/** Ours begins with the id of the payment, and goes on where an order has several entries. */
const ourReference = /^(pay_[0-9a-z]{26})(-\d+)?$/;

/**
 * What the bank shows of a payment, so that it is known again when its row was lost with a restored backup and its
 * request came once more: then the id has another time in it, and the same own part.
 *
 * @returns undefined for what cannot be an order of ours
 */
export function traceOfFound(rail: PaymentRail, found: BankOrder): string | undefined {
  if (rail !== 'psp_draft') return found.reference === undefined ? undefined : traceOfReference(rail, found.reference);
  const { debtorIban = null, creditorIban = null, amount } = found;
  return traceOfAccounts({ debtorIban, creditorIban, amount });
}

export function traceOfReference(rail: PaymentRail, reference: string): string {
  const [, publicId] = ourReference.exec(reference) ?? [];
  const id = publicId && fromPublicId('payment', publicId);
  return `${rail} ${id === undefined || id === '' ? reference : ownPartOf(id)}`;
}

/** A PSP draft shows no reference: two orders of one payer to one payee over one amount look alike. */
export function traceOfAccounts({
  debtorIban,
  creditorIban,
  amount,
}: {
  debtorIban: string | null;
  creditorIban: string | null;
  amount: Money;
}): string {
  return JSON.stringify(['psp_draft', debtorIban, creditorIban, amount.toWire()]);
}

/** Whether a reference is one that only payments of a platform like this have. */
export function isOurReference(reference: string | undefined): boolean {
  return reference !== undefined && ourReference.test(reference);
}
