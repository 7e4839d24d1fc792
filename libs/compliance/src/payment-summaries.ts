import { Money } from '@sluis/money';
import { isoStatuses, type PaymentStatus } from '@sluis/payment-initiation';
import { firstIdAt, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { maskedContact, maskedIban, maskedName } from './masking.js';

/** A payment in a list, with nothing in it that tells who paid or was paid. */
export interface PaymentSummary {
  id: string;
  partner: { id: string; name: string };
  status: PaymentStatus;
  iso_status: string;
  bank_status: string | null;
  rail: string;
  amount: { value: string; currency: string };
  creditor: { name: string | null; iban: string | null; contact: string | null };
  debtor: { name: string | null; iban: string | null };
  reference: string | null;
  consent_id: string | null;
  created_at: string;
}

export interface PaymentFilter {
  status?: PaymentStatus | undefined;
  partnerId?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
  /** An id: nothing that is newer. */
  upTo?: string | undefined;
}

export interface PaymentSummaryRow {
  partner_id: string;
  id: string;
  partner_name: string;
  status: PaymentStatus;
  bank_status: string | null;
  rail: string;
  amount_minor: string;
  currency: string;
  creditor_name: string | null;
  creditor_iban: string | null;
  creditor_contact: string | null;
  debtor_iban: string | null;
  debtor_name: string | null;
  reference: string | null;
  consent_id: string | null;
  created_at: Date;
}

export const paymentSummaryColumns = `p.partner_id, p.id, r.name AS partner_name, p.status, p.bank_status, p.rail,
  p.amount_minor, p.currency, p.creditor_name, p.creditor_iban, coalesce(p.creditor_email, p.creditor_phone) AS creditor_contact,
  coalesce(p.debtor_iban, a.iban) AS debtor_iban, coalesce(p.debtor_name, a.holder_name) AS debtor_name,
  p.reference, p.consent_id, p.created_at`;

export const paymentSummaryTables = `payments p JOIN partners r ON r.id = p.partner_id
  LEFT JOIN accounts a ON a.partner_id = p.partner_id AND a.id = p.account_id`;

/** Only conditions that were asked for: what is not there cannot lead the planner astray. @param put takes a value, gives its place */
export function paymentConditions(
  { status, partnerId, from, until, upTo }: PaymentFilter,
  put: (value: unknown) => string,
): string[] {
  return [
    ...(status ? [`p.status = ${put(status)}`] : []),
    ...(partnerId ? [`p.partner_id = ${put(partnerId)}`] : []),
    ...(from ? [`p.id >= ${put(firstIdAt(from))}`] : []),
    ...(until ? [`p.id < ${put(firstIdAt(until))}`] : []),
    ...(upTo ? [`p.id <= ${put(upTo)}`] : []),
  ];
}

/** Newest first, of all partners. @param before an id: the list goes on below it */
export async function listPayments(
  tx: Transaction,
  filter: PaymentFilter,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<PaymentSummaryRow[]> {
  const values: unknown[] = [];
  const put = (value: unknown) => `$${values.push(value)}`;
  const conditions = [...paymentConditions(filter, put), ...(before ? [`p.id < ${put(before)}`] : [])];
  return queryRows<PaymentSummaryRow>(
    tx,
    `SELECT ${paymentSummaryColumns} FROM ${paymentSummaryTables}
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY p.id DESC LIMIT ${put(limit)}`,
    values,
  );
}

/** @param keysSql a query for partner_id and id, few of them */
export async function paymentsByKeys(
  tx: Transaction,
  keysSql: string,
  values: unknown[],
  limit: number,
): Promise<PaymentSummaryRow[]> {
  return queryRows<PaymentSummaryRow>(
    tx,
    `WITH hits AS (${keysSql})
     SELECT ${paymentSummaryColumns} FROM ${paymentSummaryTables}
     WHERE (p.partner_id, p.id) IN (SELECT partner_id, id FROM hits) ORDER BY p.id DESC LIMIT ${limit}`,
    values,
  );
}

export function toPaymentSummary(row: PaymentSummaryRow): PaymentSummary {
  return {
    id: toPublicId('payment', row.id),
    partner: { id: toPublicId('partner', row.partner_id), name: row.partner_name },
    status: row.status,
    iso_status: isoStatuses[row.status],
    bank_status: row.bank_status,
    rail: row.rail,
    amount: Money.ofMinor(BigInt(row.amount_minor), row.currency).toWire(),
    creditor: {
      name: maskedName(row.creditor_name),
      iban: maskedIban(row.creditor_iban),
      contact: maskedContact(row.creditor_contact),
    },
    debtor: { name: maskedName(row.debtor_name), iban: maskedIban(row.debtor_iban) },
    reference: row.reference,
    consent_id: row.consent_id && toPublicId('consent', row.consent_id),
    created_at: row.created_at.toISOString(),
  };
}
