import { Injectable } from '@nestjs/common';
import { eventEntries, inOrder, maskedContact, maskedIban, maskedName, type TimelineEntry } from '@sluis/compliance';
import { Money } from '@sluis/money';
import type { PersonIdentity } from '@sluis/partner-people';
import { firstIdAt, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { type Page, pageOf, type PageRequest } from './page.js';
import { PersonLookUps } from './person-look-ups.js';

/** Money asked of others, with nothing in it that tells of whom. */
export interface RequestSummary {
  id: string;
  status: string;
  amount: { value: string; currency: string };
  debtor: { name: string | null; account: string | null };
  reference: string | null;
  created_at: string;
}

export interface PartnerRequest extends RequestSummary {
  failure_stage: string | null;
  failure_reason: string | null;
  expires_at: string | null;
  accepted_at: string | null;
  timeline: TimelineEntry[];
}

interface RequestRow {
  id: string;
  status: string;
  amount_minor: string;
  currency: string;
  debtor_name: string | null;
  debtor_iban: string | null;
  debtor_contact: string | null;
  reference: string | null;
  failure_stage: string | null;
  failure_reason: string | null;
  expires_at: Date | null;
  accepted_at: Date | null;
  created_at: Date;
}

const columns = `id, status, amount_minor, currency, debtor_name, debtor_iban, coalesce(debtor_email, debtor_phone) AS debtor_contact,
  reference, failure_stage, failure_reason, expires_at, accepted_at, created_at`;

@Injectable()
export class PartnerRequests {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: PersonLookUps,
  ) {}

  list(
    person: PersonIdentity,
    { status, from, until }: { status?: string | undefined; from?: Date | undefined; until?: Date | undefined },
    { before, limit }: PageRequest,
  ): Promise<Page<RequestSummary>> {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const values: unknown[] = [partnerId];
      const put = (value: unknown) => `$${values.push(value)}`;
      const conditions = [
        'partner_id = $1',
        ...(status ? [`status = ${put(status)}`] : []),
        ...(from ? [`id >= ${put(firstIdAt(from))}`] : []),
        ...(until ? [`id < ${put(firstIdAt(until))}`] : []),
        ...(before ? [`id < ${put(before)}`] : []),
      ];
      const rows = await queryRows<RequestRow>(
        tx,
        `SELECT ${columns} FROM payment_requests WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ${put(limit + 1)}`,
        values,
      );
      const page = pageOf(rows, limit, toRequestSummary);
      await this.lookUps.record(
        tx,
        person,
        'listed',
        { type: 'list', id: 'payment_requests' },
        { status: status ?? null, rows: page.items.length },
      );
      return page;
    });
  }

  /** @returns undefined when the partner has no such request */
  read(person: PersonIdentity, id: string): Promise<PartnerRequest | undefined> {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) => {
      const [row] = await requestsWhere(tx, partnerId, 'id = $2', id);
      if (!row) return undefined;
      await this.lookUps.record(tx, person, 'viewed', {
        type: 'payment_request',
        id: toPublicId('paymentRequest', id),
      });
      return {
        ...toRequestSummary(row),
        failure_stage: row.failure_stage,
        failure_reason: row.failure_reason,
        expires_at: row.expires_at?.toISOString() ?? null,
        accepted_at: row.accepted_at?.toISOString() ?? null,
        timeline: inOrder(await eventEntries(tx, partnerId, { type: 'payment_request', id })),
      };
    });
  }
}

/** @param condition on `$2`; the newest 25 */
export function requestsWhere(
  tx: Transaction,
  partnerId: string,
  condition: string,
  value: string,
): Promise<RequestRow[]> {
  return queryRows<RequestRow>(
    tx,
    `SELECT ${columns} FROM payment_requests WHERE partner_id = $1 AND ${condition} ORDER BY id DESC LIMIT 25`,
    [partnerId, value],
  );
}

export function toRequestSummary(row: RequestRow): RequestSummary {
  return {
    id: toPublicId('paymentRequest', row.id),
    status: row.status,
    amount: Money.ofMinor(BigInt(row.amount_minor), row.currency).toWire(),
    debtor: {
      name: maskedName(row.debtor_name),
      account: maskedIban(row.debtor_iban) ?? maskedContact(row.debtor_contact),
    },
    reference: row.reference,
    created_at: row.created_at.toISOString(),
  };
}
