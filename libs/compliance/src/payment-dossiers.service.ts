import { Injectable } from '@nestjs/common';
import { BankAnswers } from '@sluis/bank-orders';
import { isoStatuses, PaymentPages, type PaymentStatus, type SeenPage } from '@sluis/payment-initiation';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { type FraudMark, fraudMarksOf } from './fraud/fraud-marks.service.js';
import { LookUps, type RevealReason } from './look-ups.js';
import {
  listPayments,
  type PaymentFilter,
  paymentSummaryColumns,
  type PaymentSummaryRow,
  paymentSummaryTables,
  type PaymentSummary,
  toPaymentSummary,
} from './payment-summaries.js';
import {
  auditEntries,
  callbackEntries,
  eventEntries,
  inOrder,
  mostEntries,
  type TimelineEntry,
  visitEntries,
} from './timeline.js';

export interface PaymentDossier extends PaymentSummary {
  version: number;
  account_id: string | null;
  failure_stage: string | null;
  failure_reason: string | null;
  review_reason: string | null;
  bank_object_id: string | null;
  expires_at: string;
  executed_at: string | null;
  attempts: PaymentAttempt[];
  /** The last first: that is what holds. */
  fraud_marks: FraudMark[];
  /** What the payer was shown before deciding; the page itself is personal. */
  presentations: ShownPage[];
  timeline: TimelineEntry[];
}

export interface ShownPage {
  id: string;
  template_version: string;
  language: string;
  text_sha256: string;
  first_shown_at: string;
  times_shown: number;
}

export interface PaymentAttempt {
  number: number;
  status: string;
  outcome: string | null;
  sends: number;
  request_id: string;
  body_sha256: string;
  bank_object_id: string | null;
  created_at: string;
  resolved_at: string | null;
}

/** Who paid whom, and what for, in clear; and what the bank signed, in its own words. */
export interface PaymentParties {
  creditor: { name: string | null; iban: string | null; contact: string | null };
  debtor: { name: string | null; iban: string | null };
  remittance_information: string;
  presentations: { id: string; html: string }[];
  bank_answers: { request: string; response_id: string | null; received_at: string; body: string }[];
}

interface DossierRow extends PaymentSummaryRow {
  version: number;
  account_id: string | null;
  payment_request_id: string | null;
  authorise_requested_at: Date | null;
  failure_stage: string | null;
  failure_reason: string | null;
  review_reason: string | null;
  bunq_object_id: string | null;
  expires_at: Date;
  executed_at: Date | null;
  remittance_information: string;
}

interface AttemptRow {
  number: number;
  status: string;
  outcome: string | null;
  sends: number;
  request_id: string;
  body_hash: Buffer;
  bunq_object_id: string | null;
  created_at: Date;
  resolved_at: Date | null;
}

/** Everything that is known of a payment. */
@Injectable()
export class PaymentDossiers {
  constructor(
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
    private readonly bankAnswers: BankAnswers,
    private readonly pages: PaymentPages,
  ) {}

  list(
    staff: StaffIdentity,
    filter: PaymentFilter,
    page: { before?: string | undefined; limit: number },
  ): Promise<{ items: PaymentSummary[]; hasMore: boolean; next: string | undefined }> {
    return this.transactions.run(async (tx) => {
      const rows = await listPayments(tx, filter, { before: page.before, limit: page.limit + 1 });
      const items = rows.slice(0, page.limit);
      await this.lookUps.record(tx, staff, 'listed', {
        subject: { type: 'list', id: 'payments' },
        details: { status: filter.status ?? null, rows: items.length },
      });
      return { items: items.map(toPaymentSummary), hasMore: rows.length > page.limit, next: items.at(-1)?.id };
    });
  }

  /** @returns undefined when there is no such payment */
  read(staff: StaffIdentity, id: string): Promise<PaymentDossier | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await this.find(tx, id);
      if (!row) return undefined;
      await this.lookUps.record(tx, staff, 'viewed', {
        partnerId: row.partner_id,
        subject: { type: 'payment', id: toPublicId('payment', id) },
      });
      const attempts = await this.attemptsOf(tx, row);
      const shown = await this.pages.of(tx, { partnerId: row.partner_id, id });
      return {
        ...toPaymentSummary(row),
        version: row.version,
        account_id: row.account_id && toPublicId('account', row.account_id),
        failure_stage: row.failure_stage,
        failure_reason: row.failure_reason,
        review_reason: row.review_reason,
        bank_object_id: row.bunq_object_id,
        expires_at: row.expires_at.toISOString(),
        executed_at: row.executed_at?.toISOString() ?? null,
        attempts: attempts.map(toAttempt),
        fraud_marks: await fraudMarksOf(tx, row.partner_id, id, row.currency),
        presentations: shown.map(toShownPage),
        timeline: inOrder([
          ...(await this.timelineOf(tx, row, attempts)),
          ...shown.map(pageEntry),
          ...agreedEntries(row),
        ]),
      };
    });
  }

  /** @returns undefined when there is no such payment: then nothing was shown, and nothing is recorded */
  reveal(
    staff: StaffIdentity,
    id: string,
    { reason, caseReference }: { reason: RevealReason; caseReference: string },
  ): Promise<PaymentParties | undefined> {
    return this.transactions.run(async (tx) => {
      const row = await this.find(tx, id);
      if (!row) return undefined;
      const order = { partnerId: row.partner_id, publicId: toPublicId('payment', id) };
      await this.lookUps.record(tx, staff, 'revealed', {
        partnerId: row.partner_id,
        subject: { type: 'payment', id: order.publicId },
        cause: reason,
        details: { case: caseReference },
      });
      return {
        creditor: { name: row.creditor_name, iban: row.creditor_iban, contact: row.creditor_contact },
        debtor: { name: row.debtor_name, iban: row.debtor_iban },
        remittance_information: row.remittance_information,
        presentations: (await this.pages.of(tx, { partnerId: row.partner_id, id })).map(({ textHash, html }) => ({
          id: textHash,
          html,
        })),
        bank_answers: (await this.bankAnswers.of(tx, order)).map((answer) => ({
          request: answer.request,
          response_id: answer.responseId ?? null,
          received_at: answer.receivedAt.toISOString(),
          body: Buffer.from(answer.body).toString('utf8'),
        })),
      };
    });
  }

  private async find(tx: Transaction, id: string): Promise<DossierRow | undefined> {
    const [row] = await queryRows<DossierRow>(
      tx,
      `SELECT ${paymentSummaryColumns}, p.version, p.account_id, p.payment_request_id, p.authorise_requested_at,
         p.failure_stage, p.failure_reason, p.review_reason,
         p.bunq_object_id, p.expires_at, p.executed_at, p.remittance_information
       FROM ${paymentSummaryTables} WHERE p.id = $1`,
      [id],
    );
    return row;
  }

  private attemptsOf(tx: Transaction, { partner_id: partnerId, id }: DossierRow): Promise<AttemptRow[]> {
    return queryRows<AttemptRow>(
      tx,
      `SELECT number, status, outcome, sends, request_id, body_hash, bunq_object_id, created_at, resolved_at
       FROM order_attempts WHERE partner_id = $1 AND order_id = $2 ORDER BY number DESC LIMIT ${mostEntries}`,
      [partnerId, id],
    );
  }

  private async timelineOf(tx: Transaction, row: DossierRow, attempts: AttemptRow[]): Promise<TimelineEntry[]> {
    const { partner_id: partnerId, id, payment_request_id: requestId } = row;
    const publicId = toPublicId('payment', id);
    const transitions = await queryRows<{
      version: number;
      status: PaymentStatus;
      bank_status: string | null;
      actor: string;
      reason: string | null;
      at: Date;
    }>(
      tx,
      `SELECT version, status, bank_status, actor, reason, at FROM payment_transitions
       WHERE partner_id = $1 AND payment_id = $2 ORDER BY version DESC LIMIT ${mostEntries}`,
      [partnerId, id],
    );
    return [
      ...transitions.map((entry): TimelineEntry => ({
        at: entry.at.toISOString(),
        source: 'status',
        who: entry.actor,
        what: entry.status,
        details: {
          version: entry.version,
          iso_status: isoStatuses[entry.status],
          bank_status: entry.bank_status,
          reason: entry.reason,
        },
      })),
      ...attempts.map((attempt): TimelineEntry => ({
        at: attempt.created_at.toISOString(),
        source: 'attempt',
        who: 'platform',
        what: `attempt_${attempt.number}`,
        details: {
          status: attempt.status,
          sends: attempt.sends,
          outcome: attempt.outcome,
          request_id: attempt.request_id,
          sent_sha256: attempt.body_hash.toString('hex'),
          bank_object_id: attempt.bunq_object_id,
        },
      })),
      ...(await auditEntries(tx, partnerId, { type: 'payment', ids: [publicId] })),
      ...(await callbackEntries(tx, partnerId, [
        publicId,
        ...(requestId ? [toPublicId('paymentRequest', requestId)] : []),
      ])),
      // The bank's answers to what was sent, in its own words.
      ...(await auditEntries(tx, null, { type: 'bank_call', ids: attempts.map(({ request_id: call }) => call) })),
      ...(await eventEntries(tx, partnerId, { type: 'payment', id })),
      ...(await visitEntries(tx, partnerId, { type: 'payment', id })),
    ];
  }
}

function toAttempt(row: AttemptRow): PaymentAttempt {
  return {
    number: row.number,
    status: row.status,
    outcome: row.outcome,
    sends: row.sends,
    request_id: row.request_id,
    body_sha256: row.body_hash.toString('hex'),
    bank_object_id: row.bunq_object_id,
    created_at: row.created_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
  };
}

function toShownPage(page: SeenPage): ShownPage {
  return {
    id: page.textHash,
    template_version: page.templateVersion,
    language: page.language,
    text_sha256: page.textHash,
    first_shown_at: page.firstShownAt.toISOString(),
    times_shown: page.timesShown,
  };
}

function pageEntry({ firstShownAt, language, templateVersion, textHash }: SeenPage): TimelineEntry {
  const details = { language, version: templateVersion, text_sha256: textHash };
  return { at: firstShownAt.toISOString(), source: 'page', who: 'psu', what: 'was_shown', details };
}

/** The payer pressed the button, on the page that was shown last before. Under a consent it goes to the bank as it is made. */
function agreedEntries({ authorise_requested_at: at, created_at: madeAt }: DossierRow): TimelineEntry[] {
  return at && at > madeAt ? [{ at: at.toISOString(), source: 'page', who: 'psu', what: 'agreed', details: {} }] : [];
}
