import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '@sluis/outbox';
import { fromPublicId, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { BooksDesks, type BooksDesk, type Gap } from '@sluis/reconciliation';
import { followSubject } from './follow-subject.js';
import { Payment } from './payment.entity.js';
import { subjectOf } from './payment-subject.js';

type Row = Pick<Payment, 'partnerId' | 'id' | 'rail' | 'consentId' | 'accountId' | 'status'>;

const rowColumns = `p.partner_id AS "partnerId", p.id, p.rail, p.consent_id AS "consentId", p.account_id AS "accountId", p.status`;
const statements = {
  /** Sent, or to be sent, and nothing would ever look at it again. */
  unsubmitted: `
    SELECT ${rowColumns} FROM order_attempts a JOIN payments p ON p.partner_id = a.partner_id AND p.id = a.order_id
    WHERE a.status IN ('sending', 'unsent', 'unknown') AND p.status IN ('submitting', 'outcome_unknown') AND NOT EXISTS (
      SELECT 1 FROM outbox o WHERE o.kind = 'payments.submit' AND o.subject = p.partner_id || '/' || p.id) LIMIT 1000`,
  unfollowed: `
    SELECT ${rowColumns} FROM payments p
    WHERE p.status IN ('awaiting_authorisation', 'authorised') AND p.rail <> 'payment_request' AND NOT EXISTS (
      SELECT 1 FROM outbox o WHERE o.kind = 'payments.follow' AND o.subject = CASE WHEN p.rail = 'draft'
        THEN 'draft/' || p.partner_id || '/' || p.consent_id || '/' || p.account_id ELSE p.rail END) LIMIT 1000`,
  /** Every version with its timeline entry, its event and its audit record. */
  broken: `
    SELECT p.partner_id AS "partnerId", p.id, concat_ws(',',
      CASE WHEN t.count <> p.version OR t.highest <> p.version THEN 'timeline' END,
      CASE WHEN e.count < p.version THEN 'events' END,
      CASE WHEN r.count < p.version THEN 'audit' END) AS problem
    FROM payments p
    CROSS JOIN LATERAL (SELECT count(*)::int AS count, max(version) AS highest FROM payment_transitions t
      WHERE t.partner_id = p.partner_id AND t.payment_id = p.id) t
    CROSS JOIN LATERAL (SELECT count(DISTINCT resource_version)::int AS count FROM events e
      WHERE e.partner_id = p.partner_id AND e.resource_type = 'payment' AND e.resource_id = p.id) e
    CROSS JOIN LATERAL (SELECT count(DISTINCT details->>'version')::int AS count FROM audit_records r
      WHERE r.partner_id = p.partner_id AND r.subject_type = 'payment' AND r.subject_id = $2::jsonb->>(p.id::text)
        AND r.outcome = 'done' AND r.details ? 'version') r
    WHERE p.id = ANY ($1::uuid[])`,
  /** Money is said to have moved, or an end was reached, and the attempts tell otherwise. */
  mismatched: `
    SELECT p.partner_id AS "partnerId", p.id, CASE
      WHEN p.rail = 'payment_request' THEN CASE
        WHEN a.accepted + a.open > 0 THEN 'ordered_beside_request'
        -- What came up after it was paid is with the operators who look at the request.
        WHEN p.status = 'executed' AND r.status = 'in_review' THEN NULL
        WHEN CASE r.status WHEN 'accepted' THEN 'paid' WHEN 'refund_requested' THEN 'paid' WHEN 'refunded' THEN 'paid'
          WHEN 'received' THEN 'open' WHEN 'submitting' THEN 'open' WHEN 'outcome_unknown' THEN 'open'
          WHEN 'pending' THEN 'open' WHEN 'in_review' THEN 'in_review' ELSE 'unpaid' END
          <> CASE p.status WHEN 'executed' THEN 'paid' WHEN 'in_review' THEN 'in_review'
          WHEN 'submitting' THEN 'open' WHEN 'outcome_unknown' THEN 'open' WHEN 'awaiting_authorisation' THEN 'open'
          ELSE 'unpaid' END THEN 'request_tells_otherwise' END
      WHEN p.status IN ('executed', 'partially_executed') AND a.accepted = 0 AND v.decided = 0 THEN 'executed_without_order'
      WHEN p.status IN ('executed', 'partially_executed', 'rejected', 'cancelled', 'expired', 'failed') AND a.open > 0
        THEN 'ended_with_open_attempt'
      WHEN p.status IN ('awaiting_authorisation', 'authorised') AND p.bunq_object_id IS NULL THEN 'waiting_without_order'
      END AS problem
    FROM payments p
    LEFT JOIN payment_requests r ON r.partner_id = p.partner_id AND r.id = p.payment_request_id
    CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE status = 'accepted') AS accepted,
      count(*) FILTER (WHERE status IN ('sending', 'unsent', 'unknown')) AS open
      FROM order_attempts a WHERE a.partner_id = p.partner_id AND a.order_id = p.id) a
    CROSS JOIN LATERAL (SELECT count(*) AS decided FROM review_proposals v
      WHERE v.subject_kind = 'payment' AND v.subject_id = p.id AND v.status = 'applied') v
    WHERE p.id = ANY ($1::uuid[])`,
};

/** The books of payments: rows against attempts, history, events and due work. */
@Injectable()
export class PaymentBooks implements BooksDesk, OnModuleInit {
  readonly subjectType = 'payment';
  readonly gapKinds = ['payment_unattended', 'payment_history_broken', 'payment_mismatch'];

  constructor(
    private readonly desks: BooksDesks,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  async findGaps(tx: Transaction, changed: readonly string[]): Promise<Gap[]> {
    const ids = changed.flatMap((publicId) => fromPublicId('payment', publicId) ?? []);
    const names = JSON.stringify(Object.fromEntries(ids.map((id) => [id, toPublicId('payment', id)])));
    const broken = await queryRows<{ partnerId: string; id: string; problem: string }>(tx, statements.broken, [
      ids,
      names,
    ]);
    const mismatched = await queryRows<{ partnerId: string; id: string; problem: string | null }>(
      tx,
      statements.mismatched,
      [ids],
    );
    return [
      ...(await this.mendUnattended(tx)),
      ...broken.filter(({ problem }) => problem !== '').map((row) => gapOf('payment_history_broken', row)),
      ...mismatched.filter(({ problem }) => problem !== null).map((row) => gapOf('payment_mismatch', row)),
    ];
  }

  /** What nobody would look at is made due again; the gap closes with the next look. */
  private async mendUnattended(tx: Transaction): Promise<Gap[]> {
    const unsubmitted = await queryRows<Row>(tx, statements.unsubmitted);
    const unfollowed = await queryRows<Row>(tx, statements.unfollowed);
    for (const row of unsubmitted) {
      const { partnerId } = row;
      await this.outbox.schedule(tx, { kind: 'payments.submit', subject: subjectOf(row), partnerId });
    }
    for (const subject of new Set(unfollowed.map(followSubject)))
      await this.outbox.schedule(tx, { kind: 'payments.follow', subject, partnerId: null });
    return [...unsubmitted, ...unfollowed].map((row) => gapOf('payment_unattended', { ...row, problem: row.status }));
  }
}

function gapOf(kind: string, row: { partnerId: string; id: string; problem: string | null }): Gap {
  const { partnerId, id, problem } = row;
  return { kind, subject: toPublicId('payment', id), partnerId, details: { problem } };
}
