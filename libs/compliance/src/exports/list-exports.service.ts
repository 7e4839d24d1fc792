import { Injectable } from '@nestjs/common';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import {
  consentConditions,
  type ConsentFilter,
  type ConsentSummary,
  type ConsentSummaryRow,
  listConsents,
  toConsentSummary,
} from '../consent-summaries.js';
import {
  listPayments,
  paymentConditions,
  type PaymentFilter,
  type PaymentSummary,
  type PaymentSummaryRow,
  toPaymentSummary,
} from '../payment-summaries.js';
import { type BegunExport, type ExportFile, type ExportFormat, Exports, type Sheet } from './exports.service.js';

/** What both lists are filtered by. */
type ListFilter = Omit<PaymentFilter & ConsentFilter, 'status' | 'upTo'> & { status?: string | undefined };

/** How a list is read, and what of it is written. */
interface Source<Filter extends ListFilter, Row extends { id: string }, Item extends object> {
  list: BegunExport['list'];
  /** The table, and its key in `conditions` */
  table: string;
  key: string;
  conditions(filter: Filter, put: (value: unknown) => string): string[];
  page(
    tx: Transaction,
    filter: Filter & { upTo: string | undefined },
    page: { before: string | undefined; limit: number },
  ): Promise<Row[]>;
  toItem(row: Row): Item;
  sheet: Sheet<Item>;
}

export interface ListOrder<Filter> {
  filter: Filter;
  format: ExportFormat;
  /** Asked before each page. */
  mayGoOn(): Promise<boolean>;
}

/** What the lists show, as files: masked as everywhere, newest first, all that was there when the export began. */
@Injectable()
export class ListExports {
  constructor(private readonly exports: Exports) {}

  payments(staff: StaffIdentity, order: ListOrder<PaymentFilter>): Promise<ExportFile> {
    return this.export(staff, payments, order);
  }

  consents(staff: StaffIdentity, order: ListOrder<ConsentFilter>): Promise<ExportFile> {
    return this.export(staff, consents, order);
  }

  private async export<Filter extends ListFilter, Row extends { id: string }, Item extends object>(
    staff: StaffIdentity,
    { list, table, key, conditions, page, toItem, sheet }: Source<Filter, Row, Item>,
    { filter, format, mayGoOn }: ListOrder<Filter>,
  ): Promise<ExportFile> {
    const { begun, newest } = await this.exports.read(async (tx) => {
      const values: unknown[] = [];
      const wanted = conditions(filter, (value) => `$${values.push(value)}`);
      const rest = `FROM ${table} ${wanted.length > 0 ? `WHERE ${wanted.join(' AND ')}` : ''}`;
      // One statement, so one moment.
      const [extent] = await queryRows<{ rows: number; newest: string | null }>(
        tx,
        `SELECT (SELECT count(*)::integer ${rest}) AS rows, (SELECT ${key} ${rest} ORDER BY ${key} DESC LIMIT 1) AS newest`,
        values,
      );
      const rows = extent?.rows ?? 0;
      const details = filterDetails(filter);
      return {
        newest: extent?.newest,
        begun: await this.exports.begin(tx, staff, { list, isInClear: false, format, rows, details }),
      };
    });
    const read = this.exports.pages((tx, at) => page(tx, { ...filter, upTo: newest ?? undefined }, at));
    async function* pages() {
      if (newest) for await (const rows of read) yield rows.map(toItem);
    }
    return this.exports.file(begun, sheet, pages(), mayGoOn);
  }
}

function filterDetails({ status, partnerId, from, until }: ListFilter) {
  return {
    status: status ?? null,
    partner: partnerId === undefined ? null : toPublicId('partner', partnerId),
    from: from?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
  };
}

const payments: Source<PaymentFilter, PaymentSummaryRow, PaymentSummary> = {
  list: 'payments',
  table: 'payments p',
  key: 'p.id',
  conditions: paymentConditions,
  page: listPayments,
  toItem: toPaymentSummary,
  sheet: {
    columns: [
      'id',
      'created_at',
      'partner',
      'status',
      'iso_status',
      'bank_status',
      'rail',
      'amount',
      'currency',
      'creditor_name',
      'creditor_iban',
      'debtor_name',
      'debtor_iban',
      'reference',
      'consent_id',
    ],
    toCells: (payment) => [
      payment.id,
      payment.created_at,
      payment.partner.name,
      payment.status,
      payment.iso_status,
      payment.bank_status,
      payment.rail,
      payment.amount.value,
      payment.amount.currency,
      payment.creditor.name,
      payment.creditor.iban,
      payment.debtor.name,
      payment.debtor.iban,
      payment.reference,
      payment.consent_id,
    ],
  },
};

const consents: Source<ConsentFilter, ConsentSummaryRow, ConsentSummary> = {
  list: 'consents',
  table: 'consents c',
  key: 'c.id',
  conditions: consentConditions,
  page: listConsents,
  toItem: toConsentSummary,
  sheet: {
    columns: [
      'id',
      'created_at',
      'partner',
      'type',
      'permissions',
      'status',
      'status_reason',
      'revoked_by',
      'psu_reference',
      'valid_until',
      'authorised_at',
    ],
    toCells: (consent) => [
      consent.id,
      consent.created_at,
      consent.partner.name,
      consent.type,
      consent.permissions.join(' '),
      consent.status,
      consent.status_reason,
      consent.revoked_by,
      consent.psu_reference,
      consent.valid_until,
      consent.authorised_at,
    ],
  },
};
