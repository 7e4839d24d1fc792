import { Injectable } from '@nestjs/common';
import { Changes, type ChangeOrder } from '@sluis/changes';
import { DomainError } from '@sluis/errors';
import { Money } from '@sluis/money';
import { nextPaymentStatuses, type PaymentStatus } from '@sluis/payment-initiation';
import { fromPublicId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { z } from 'zod';
import { type ExportFile, type ExportFormat, Exports, type Sheet } from './exports/exports.service.js';
import { caseReferencePattern, LookUps, revealReasons } from './look-ups.js';
import { listPayments, type PaymentFilter, type PaymentSummaryRow } from './payment-summaries.js';

const goodForMs = 3_600_000;
const mostRows = 1_000;

const day = z.iso.date();
/** The filters of the list of payments, how many of what fits, and what for. */
const bulkReveal = z.strictObject({
  status: z
    .custom<PaymentStatus>((value) => typeof value === 'string' && Object.hasOwn(nextPaymentStatuses, value))
    .optional(),
  partner: z.string().max(100).optional(),
  from: day.optional(),
  until: day.optional(),
  max_rows: z.number().int().min(1).max(mostRows),
  purpose: z.enum(revealReasons),
  case_reference: z.string().trim().regex(caseReferencePattern, 'must be the number of a case'),
});
type BulkReveal = z.output<typeof bulkReveal>;

export interface BulkRevealGrant {
  rows_left: number;
  expires_at: string;
}

interface GrantRow {
  payload: unknown;
  rowsLeft: number;
  expiresAt: Date;
}

/** Many payments with names and accounts in clear: asked for and approved by two, for an hour, each row on record. */
@Injectable()
export class BulkReveals {
  constructor(
    changes: Changes,
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
    private readonly exports: Exports,
  ) {
    changes.register<BulkReveal>({
      name: 'personal_data.bulk_reveal',
      payload: bulkReveal,
      look: async (_tx, wanted) => {
        paymentFilter(wanted);
        return {
          partnerId: null,
          subject: { type: 'list', id: 'payments' },
          before: {},
          after: {
            shows: 'payments with names, accounts and contacts in clear, to who asked',
            filter: filterInWords(wanted),
            made: 'before this was asked for, and none that is made later',
            most_rows: String(wanted.max_rows),
            for: 'an hour after the approval',
            purpose: wanted.purpose,
            case: wanted.case_reference,
          },
        };
      },
      apply: (tx, wanted, order) => this.grant(tx, wanted, order),
    });
  }

  /** @returns undefined when there is none of theirs under this id */
  find(staff: StaffIdentity, changeId: string): Promise<BulkRevealGrant | undefined> {
    return this.transactions.run(async (tx) => {
      const grant = await this.read(tx, staff, changeId);
      return grant && { rows_left: grant.rowsLeft, expires_at: grant.expiresAt.toISOString() };
    });
  }

  /**
   * What the grant lets them see, newest first; each row is counted and on record before any is shown.
   *
   * @returns undefined when there is none of theirs under this id
   * @throws DomainError change_refused  it is over, or used up
   */
  async show(
    staff: StaffIdentity,
    changeId: string,
    format: ExportFormat,
    mayGoOn: () => Promise<boolean>,
  ): Promise<ExportFile | undefined> {
    const granted = await this.transactions.run(async (tx) => {
      const grant = await this.read(tx, staff, changeId, 'FOR UPDATE OF g');
      if (!grant) return undefined;
      if (grant.expiresAt <= new Date() || grant.rowsLeft === 0)
        throw new DomainError('change_refused', 'What was approved is over or used up. Ask again.');
      const wanted = bulkReveal.parse(grant.payload);
      // Ids tell when they were made: what came after the question was approved by nobody.
      const page = { before: changeId, limit: grant.rowsLeft };
      const rows = await listPayments(tx, paymentFilter(wanted), page);
      await tx.query(`UPDATE bulk_reveal_grants SET rows_shown = rows_shown + $2 WHERE change_id = $1`, [
        changeId,
        rows.length,
      ]);
      const change = toPublicId('changeRequest', changeId);
      const begun = await this.exports.begin(tx, staff, {
        list: 'payments',
        isInClear: true,
        format,
        rows: rows.length,
        cause: wanted.purpose,
        details: { in_clear: true, change_id: change },
      });
      for (const { partner_id: partnerId, id } of rows)
        await this.lookUps.record(tx, staff, 'revealed', {
          partnerId,
          subject: { type: 'payment', id: toPublicId('payment', id) },
          cause: wanted.purpose,
          details: { case: wanted.case_reference, change_id: change },
        });
      return { begun, rows };
    });
    return granted && this.exports.file(granted.begun, sheet, [granted.rows.map(inClear)], mayGoOn);
  }

  private async grant(tx: Transaction, { max_rows: most }: BulkReveal, { changeId, askedBy }: ChangeOrder) {
    const staffId = fromPublicId('staffMember', askedBy.id ?? '');
    if (staffId === undefined) throw new DomainError('change_refused', 'Only somebody of the staff can be shown them.');
    await tx.query(
      `INSERT INTO bulk_reveal_grants (change_id, staff_id, most_rows, expires_at)
       VALUES ($1, $2, $3, now() + make_interval(secs => $4))`,
      [changeId, staffId, most, goodForMs / 1_000],
    );
  }

  private async read(
    tx: Transaction,
    { id }: StaffIdentity,
    changeId: string,
    lock = '',
  ): Promise<GrantRow | undefined> {
    const [row] = await queryRows<GrantRow>(
      tx,
      `SELECT c.payload, g.most_rows - g.rows_shown AS "rowsLeft", g.expires_at AS "expiresAt"
       FROM bulk_reveal_grants g JOIN change_requests c ON c.id = g.change_id
       WHERE g.change_id = $1 AND g.staff_id = $2 ${lock}`,
      [changeId, id],
    );
    return row;
  }
}

/** Days are whole, in UTC, the last one included. */
function paymentFilter({ status, partner, from, until }: BulkReveal): PaymentFilter {
  return {
    status,
    partnerId: partner === undefined ? undefined : requirePartner(partner),
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(new Date(until).getTime() + 86_400_000),
  };
}

function requirePartner(publicId: string): string {
  const id = fromPublicId('partner', publicId);
  if (id === undefined) throw new DomainError('request_invalid', 'There is no such partner.');
  return id;
}

function filterInWords({ status, partner, from, until }: BulkReveal): string {
  const parts = Object.entries({ status, partner, from, until }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return parts.length === 0 ? 'all payments, newest first' : parts.join(', ');
}

const columns = [
  'id',
  'created_at',
  'partner',
  'status',
  'amount',
  'currency',
  'creditor_name',
  'creditor_iban',
  'creditor_contact',
  'debtor_name',
  'debtor_iban',
  'reference',
] as const;

type ClearPayment = Record<(typeof columns)[number], string | null>;
const sheet: Sheet<ClearPayment> = { columns, toCells: (row) => columns.map((name) => row[name]) };

function inClear(row: PaymentSummaryRow): ClearPayment {
  return {
    id: toPublicId('payment', row.id),
    created_at: row.created_at.toISOString(),
    partner: row.partner_name,
    status: row.status,
    amount: Money.ofMinor(BigInt(row.amount_minor), row.currency).toWire().value,
    currency: row.currency,
    creditor_name: row.creditor_name,
    creditor_iban: row.creditor_iban,
    creditor_contact: row.creditor_contact,
    debtor_name: row.debtor_name,
    debtor_iban: row.debtor_iban,
    reference: row.reference,
  };
}
