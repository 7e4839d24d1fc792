import type { CounterpartyFilter, TransactionFilter, TransactionPlace } from '@sluis/accounts';
import { Money } from '@sluis/money';
import { electronicFormatIBAN, isValidIBAN } from 'ibantools';
import { z } from 'zod';
import { pageQueryShape, requireCursor } from '../http/pagination.js';
import { plainText } from '../http/text.schema.js';
import { anyId } from '../http/public-id.js';

const dayMs = 86_400_000;

export const consentIdShape = { consent_id: anyId.optional() };

const amount = z
  .string()
  .regex(
    /^-?(0|[1-9]\d{0,11})\.\d{2}$/,
    'must be a decimal string with two decimals, for example "-12.50"; negative when money left',
  )
  .transform((value) => Money.fromWire({ value, currency: 'EUR' }).minorUnits);

const date = z.iso.date('must be a date, for example "2026-01-31"');

/** `GET /v1/accounts/{id}/transactions`. */
export const listTransactionsSchema = z
  .strictObject({
    ...pageQueryShape,
    ...consentIdShape,
    from: date.optional(),
    to: date.optional(),
    amount: amount.optional(),
    amount_min: amount.optional(),
    amount_max: amount.optional(),
    counterparty: plainText(70).optional(),
    status: z.literal('booked', 'must be "booked"').default('booked'),
    view: z.enum(['booked', 'card']).default('booked'),
  })
  .superRefine((query, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (query.after && query.before) fault('before', 'use either after or before');
    if (query.from && query.to && query.from > query.to) fault('to', 'must not lie before from');
    if (query.amount !== undefined && (query.amount_min !== undefined || query.amount_max !== undefined))
      fault('amount', 'use either amount, or amount_min and amount_max');
    if (query.amount_min !== undefined && query.amount_max !== undefined && query.amount_min > query.amount_max)
      fault('amount_max', 'must not be less than amount_min');
    if (query.counterparty !== undefined && [...query.counterparty].length < 3)
      fault('counterparty', 'must be an IBAN or at least 3 characters of a name');
  });

export type ListTransactionsRequest = z.output<typeof listTransactionsSchema>;

/** Dates are days in UTC, both included. */
export function toTransactionFilter(query: ListTransactionsRequest): TransactionFilter {
  return {
    limit: query.limit,
    after: query.after === undefined ? undefined : requireCursor(fromCursor(query.after), '/after'),
    before: query.before === undefined ? undefined : requireCursor(fromCursor(query.before), '/before'),
    from: query.from === undefined ? undefined : new Date(query.from),
    until: query.to === undefined ? undefined : new Date(Date.parse(query.to) + dayMs),
    amountMin: query.amount ?? query.amount_min,
    amountMax: query.amount ?? query.amount_max,
    counterparty: query.counterparty === undefined ? undefined : toCounterparty(query.counterparty),
    cardOnly: query.view === 'card',
  };
}

export function toCounterparty(text: string): CounterpartyFilter {
  const iban = electronicFormatIBAN(text);
  return iban !== null && isValidIBAN(iban) ? { iban } : { namePart: text };
}

/** A cursor is a place in the account's order; it holds nothing that its reader did not see. */
export function toCursor({ bookedAt, bunqPaymentId }: TransactionPlace): string {
  return Buffer.from(`t1.${bookedAt.getTime()}.${bunqPaymentId}`).toString('base64url');
}

export function fromCursor(cursor: string): TransactionPlace | undefined {
  const [, time, id] = /^t1\.(\d{1,14})\.(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  return time && id ? { bookedAt: new Date(Number(time)), bunqPaymentId: Number(id) } : undefined;
}
