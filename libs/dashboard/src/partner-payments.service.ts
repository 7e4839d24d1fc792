import { Injectable } from '@nestjs/common';
import {
  eventEntries,
  inOrder,
  listPayments,
  type PaymentFilter,
  type PaymentSummary,
  paymentSummaryColumns,
  type PaymentSummaryRow,
  paymentSummaryTables,
  type TimelineEntry,
  toPaymentSummary,
  visitEntries,
} from '@sluis/compliance';
import type { PersonIdentity } from '@sluis/partner-people';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { type Page, pageOf, type PageRequest } from './page.js';
import { PersonLookUps } from './person-look-ups.js';

export interface PartnerPayment extends PaymentSummary {
  failure_stage: string | null;
  failure_reason: string | null;
  expires_at: string;
  executed_at: string | null;
  timeline: TimelineEntry[];
}

/** Who paid whom, and what for, in clear. */
export interface PaymentParties {
  creditor: { name: string | null; iban: string | null; contact: string | null };
  debtor: { name: string | null; iban: string | null };
  remittance_information: string;
}

interface PaymentRow extends PaymentSummaryRow {
  failure_stage: string | null;
  failure_reason: string | null;
  expires_at: Date;
  executed_at: Date | null;
  remittance_information: string;
}

@Injectable()
export class PartnerPayments {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: PersonLookUps,
  ) {}

  list(
    person: PersonIdentity,
    filter: Omit<PaymentFilter, 'partnerId'>,
    { before, limit }: PageRequest,
  ): Promise<Page<PaymentSummary>> {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const rows = await listPayments(tx, { ...filter, partnerId }, { before, limit: limit + 1 });
      const page = pageOf(rows, limit, toPaymentSummary);
      await this.lookUps.record(
        tx,
        person,
        'listed',
        { type: 'list', id: 'payments' },
        { status: filter.status ?? null, rows: page.items.length },
      );
      return page;
    });
  }

  /** @returns undefined when the partner has no such payment */
  read(person: PersonIdentity, id: string): Promise<PartnerPayment | undefined> {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const row = await find(tx, partnerId, id);
      if (!row) return undefined;
      await this.lookUps.record(tx, person, 'viewed', { type: 'payment', id: toPublicId('payment', id) });
      return {
        ...toPaymentSummary(row),
        failure_stage: row.failure_stage,
        failure_reason: row.failure_reason,
        expires_at: row.expires_at.toISOString(),
        executed_at: row.executed_at?.toISOString() ?? null,
        timeline: inOrder([
          ...(await statusEntries(tx, partnerId, id)),
          ...(await eventEntries(tx, partnerId, { type: 'payment', id })),
          ...(await visitEntries(tx, partnerId, { type: 'payment', id })),
        ]),
      };
    });
  }

  /** @returns undefined when there is no such payment: then nothing was shown, and nothing is recorded */
  reveal(person: PersonIdentity, id: string): Promise<PaymentParties | undefined> {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const row = await find(tx, partnerId, id);
      if (!row) return undefined;
      await this.lookUps.record(tx, person, 'revealed', { type: 'payment', id: toPublicId('payment', id) });
      return {
        creditor: { name: row.creditor_name, iban: row.creditor_iban, contact: row.creditor_contact },
        debtor: { name: row.debtor_name, iban: row.debtor_iban },
        remittance_information: row.remittance_information,
      };
    });
  }
}

async function find(tx: Transaction, partnerId: string, id: string): Promise<PaymentRow | undefined> {
  const [row] = await queryRows<PaymentRow>(
    tx,
    `SELECT ${paymentSummaryColumns}, p.failure_stage, p.failure_reason, p.expires_at, p.executed_at, p.remittance_information
     FROM ${paymentSummaryTables} WHERE p.partner_id = $1 AND p.id = $2`,
    [partnerId, id],
  );
  return row;
}

async function statusEntries(tx: Transaction, partnerId: string, id: string): Promise<TimelineEntry[]> {
  const rows = await queryRows<{
    status: string;
    bank_status: string | null;
    actor: string;
    reason: string | null;
    at: Date;
  }>(
    tx,
    `SELECT status, bank_status, actor, reason, at FROM payment_transitions
     WHERE partner_id = $1 AND payment_id = $2 ORDER BY version DESC LIMIT 500`,
    [partnerId, id],
  );
  return rows.map(({ status, bank_status: bankStatus, actor, reason, at }) => ({
    at: at.toISOString(),
    source: 'status',
    who: actor,
    what: status,
    details: { bank_status: bankStatus, reason },
  }));
}
