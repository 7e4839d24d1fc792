import type { IdKind } from '@sluis/persistence';
import { periods } from './periods.js';

/** Rows that go together when the thing they hang on is old enough, children first. */
export interface RetentionClass {
  id: string;
  name: string;
  kept: string;
  ground: string;
  /** The day before which it has to be over to go now. */
  cutOff(now: Date): Date;
  table: string;
  idKind: IdKind;
  /** It is over, in words of `r`. */
  isOver: string;
  /** The column of `r` that says since when. */
  overSince: string;
  /** Which hold keeps it, in words of `r`. */
  isHeld: string;
  /** What else needs it, in words of `r`. */
  isNeeded?: string;
  /** Before the thing itself. $1: partner, $2: ids, $3: public ids. */
  children: readonly string[];
}

const ofOrder = (...types: string[]) => [
  `DELETE FROM order_attempts WHERE partner_id = $1 AND order_id = ANY ($2)`,
  `DELETE FROM spending_reservations WHERE partner_id = $1 AND order_id = ANY ($2)`,
  ...told(...types),
];
/** Each time that a planned order fell due. Deliveries are younger than what they tell of, and went before. */
const instancesOf = (order: 'payment' | 'payout') => [
  `DELETE FROM events e USING ${order}_instances i WHERE i.partner_id = $1 AND i.${order}_id = ANY ($2)
     AND e.partner_id = i.partner_id AND e.resource_type = '${order}_instance' AND e.resource_id = i.id`,
  `DELETE FROM ${order}_instances WHERE partner_id = $1 AND ${order}_id = ANY ($2)`,
];
/** What applications were told of it. */
const told = (...types: string[]) => {
  const events = `e.partner_id = $1 AND e.resource_type IN (${types.map((type) => `'${type}'`).join(', ')}) AND e.resource_id = ANY ($2)`;
  return [
    `DELETE FROM webhook_delivery_attempts a USING webhook_deliveries d, events e WHERE ${events}
       AND d.partner_id = e.partner_id AND d.event_id = e.id AND a.partner_id = d.partner_id AND a.delivery_id = d.id`,
    `DELETE FROM webhook_deliveries d USING events e WHERE ${events} AND d.partner_id = e.partner_id AND d.event_id = e.id`,
    `DELETE FROM events e WHERE ${events}`,
  ];
};
const moneyCutOff = (now: Date) => new Date(Date.UTC(now.getUTCFullYear() - periods.money.years, 0, 1));
const daysAgo = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000);
function yearsAgo(now: Date, years: number): Date {
  const day = new Date(now);
  day.setUTCFullYear(day.getUTCFullYear() - years);
  return day;
}

const { money, evidence, told: toldPeriod } = periods;
const moneyRule = { kept: money.text, ground: money.ground, cutOff: moneyCutOff, overSince: 'updated_at' };

/**
 * What is deleted when it was kept long enough: the only such list. In this order, because one thing hangs on another:
 * a refund on its payment, a payment on its consent.
 */
export const retentionPolicy: readonly RetentionClass[] = [
  {
    id: 'webhook_deliveries',
    name: 'Deliveries of webhooks, with what was sent',
    kept: toldPeriod.text,
    ground: toldPeriod.ground,
    cutOff: (now) => daysAgo(now, toldPeriod.days),
    table: 'webhook_deliveries',
    idKind: 'webhookDelivery',
    isOver: `r.status <> 'pending'`,
    overSince: 'created_at',
    isHeld: `EXISTS (SELECT FROM held_things h WHERE h.partner_id = r.partner_id AND h.kind = 'partner') OR EXISTS (
      SELECT FROM events e WHERE e.partner_id = r.partner_id AND e.id = r.event_id AND is_held(e.partner_id, e.resource_type, e.resource_id))`,
    children: [`DELETE FROM webhook_delivery_attempts WHERE partner_id = $1 AND delivery_id = ANY ($2)`],
  },
  {
    id: 'transaction_notices',
    name: 'What applications were told of movements on payers’ accounts',
    kept: toldPeriod.text,
    ground: toldPeriod.ground,
    cutOff: (now) => daysAgo(now, toldPeriod.days),
    table: 'events',
    idKind: 'event',
    isOver: `r.resource_type = 'transaction' AND NOT EXISTS (
      SELECT FROM webhook_deliveries d WHERE d.partner_id = r.partner_id AND d.event_id = r.id)`,
    overSince: 'created_at',
    // Which consent it is of stands in its text: any hold on a consent of the partner keeps them all.
    isHeld: `EXISTS (SELECT FROM held_things h WHERE h.partner_id = r.partner_id AND h.kind IN ('partner', 'consent'))`,
    children: [],
  },
  {
    ...moneyRule,
    id: 'payouts',
    name: 'Payouts and refunds, with what was sent to the bank',
    table: 'payouts',
    idKind: 'payout',
    isOver: `r.status IN ('executed', 'partially_executed', 'rejected', 'cancelled', 'expired', 'failed')`,
    isHeld: `is_held(r.partner_id, 'payment', r.payment_id)`,
    children: [
      `DELETE FROM payout_transitions WHERE partner_id = $1 AND payout_id = ANY ($2)`,
      ...ofOrder('payout', 'refund', 'payout_batch'),
      ...instancesOf('payout'),
    ],
  },
  {
    ...moneyRule,
    id: 'payments',
    name: 'Payments, with their history, what was sent to the bank and what it answered',
    table: 'payments',
    idKind: 'payment',
    isOver: `r.status IN ('executed', 'partially_executed', 'rejected', 'cancelled', 'expired', 'failed')`,
    isHeld: `is_held(r.partner_id, 'payment', r.id) OR is_held(r.partner_id, 'consent', r.consent_id)`,
    isNeeded: `EXISTS (SELECT FROM payouts o WHERE o.partner_id = r.partner_id AND o.payment_id = r.id)
      OR EXISTS (SELECT FROM complaints c WHERE c.partner_id = r.partner_id AND c.payment_id = r.id)
      OR EXISTS (SELECT FROM payment_fraud_marks m WHERE m.partner_id = r.partner_id AND m.payment_id = r.id
        AND m.marked_at >= now() - interval '7 years')`,
    children: [
      `SELECT delete_old_evidence($1, $2, $3)`,
      `DELETE FROM bank_callbacks WHERE partner_id = $1 AND subject = ANY ($3)`,
      `DELETE FROM payment_transitions WHERE partner_id = $1 AND payment_id = ANY ($2)`,
      `DELETE FROM payment_pages WHERE partner_id = $1 AND payment_id = ANY ($2)`,
      `DELETE FROM client_tokens WHERE partner_id = $1 AND payment_id = ANY ($2)`,
      `DELETE FROM payment_link_visits WHERE partner_id = $1 AND payment_id = ANY ($2)`,
      `DELETE FROM authorisations WHERE partner_id = $1 AND subject_type = 'payment' AND subject_id = ANY ($2)`,
      ...ofOrder('payment'),
      ...instancesOf('payment'),
    ],
  },
  {
    ...moneyRule,
    id: 'payment_requests',
    name: 'Payment requests',
    table: 'payment_requests',
    idKind: 'paymentRequest',
    isOver: `r.status IN ('accepted', 'expired', 'failed', 'refunded', 'rejected', 'revoked')`,
    isHeld: `is_held(r.partner_id, 'partner', r.partner_id)`,
    isNeeded: `EXISTS (SELECT FROM payments p WHERE p.partner_id = r.partner_id AND p.payment_request_id = r.id)`,
    children: [
      `DELETE FROM payment_request_attachments WHERE partner_id = $1 AND payment_request_id = ANY ($2)`,
      `DELETE FROM bank_callbacks WHERE partner_id = $1 AND subject = ANY ($3)`,
      ...ofOrder('payment_request'),
    ],
  },
  {
    ...moneyRule,
    id: 'incoming_payment_requests',
    name: 'Payment requests to applications, with their answers',
    table: 'incoming_payment_requests',
    idKind: 'incomingPaymentRequest',
    isOver: `r.status IN ('accepted', 'refunded', 'rejected', 'revoked', 'expired', 'disconnected')`,
    isHeld: `is_held(r.partner_id, 'partner', r.partner_id)`,
    children: [
      `DELETE FROM incoming_request_answers WHERE partner_id = $1 AND incoming_request_id = ANY ($2)`,
      `DELETE FROM spending_reservations WHERE partner_id = $1 AND order_id = ANY ($2)`,
      ...told('incoming_payment_request'),
    ],
  },
  {
    id: 'consents',
    name: 'Consents, with what payers were shown and what was granted',
    kept: evidence.text,
    ground: evidence.ground,
    cutOff: (now) => yearsAgo(now, evidence.years),
    table: 'consents',
    idKind: 'consent',
    isOver: `r.ended_at IS NOT NULL`,
    overSince: 'ended_at',
    isHeld: `is_held(r.partner_id, 'consent', r.id)`,
    isNeeded: `EXISTS (SELECT FROM payments p WHERE p.partner_id = r.partner_id AND p.consent_id = r.id)
      OR EXISTS (SELECT FROM complaints c WHERE c.partner_id = r.partner_id AND c.consent_id = r.id)
      OR EXISTS (SELECT FROM account_feeds f WHERE f.partner_id = r.partner_id AND f.consent_id = r.id AND f.status <> 'closed')`,
    children: [
      `DELETE FROM funds_confirmations WHERE partner_id = $1 AND consent_id = ANY ($2)`,
      `DELETE FROM unattended_reads u USING account_feeds f WHERE f.partner_id = $1 AND f.consent_id = ANY ($2)
         AND u.partner_id = f.partner_id AND u.feed_id = f.id`,
      `DELETE FROM account_feeds WHERE partner_id = $1 AND consent_id = ANY ($2)`,
      `DELETE FROM spending_reservations s USING spending_rules u WHERE u.partner_id = $1 AND u.consent_id = ANY ($2)
         AND s.partner_id = u.partner_id AND s.rule_id = u.id`,
      `DELETE FROM spending_rules WHERE partner_id = $1 AND consent_id = ANY ($2)`,
      `DELETE FROM authorisations a USING consent_renewals n WHERE n.partner_id = $1 AND n.consent_id = ANY ($2)
         AND a.partner_id = n.partner_id AND a.subject_type = 'renewal' AND a.subject_id = n.id`,
      `DELETE FROM authorisations WHERE partner_id = $1 AND subject_type = 'consent' AND subject_id = ANY ($2)`,
      ...['presentations', 'renders', 'renewals', 'grants', 'psu_keys', 'uses', 'accounts'].map(
        (part) => `DELETE FROM consent_${part} WHERE partner_id = $1 AND consent_id = ANY ($2)`,
      ),
      ...told('consent'),
    ],
  },
];
