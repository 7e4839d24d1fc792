import type { AuditRow } from '@sluis/audit';
import type { EventRows } from '@sluis/events';
import type { DueWork } from '@sluis/outbox';
import type { IdempotentRequest } from '@sluis/partners';
import type { EntityRows } from '@sluis/persistence';
import type { PaymentRecords } from './payment-transitions.js';
import type { Payment } from './payment.entity.js';

/** Everything that is written of a new payment. */
export interface NewPaymentRows {
  request: IdempotentRequest;
  requestHash: Buffer;
  answer: { status: number; sealed: Buffer };
  apiKeyId: string;
  payment: Payment;
  transition: PaymentRecords['transition'];
  audit: AuditRow;
  event: EventRows;
  work: DueWork[];
}

/**
 * - `received`: everything is written
 * - `known`: the key was answered before; nothing is written
 * - `in_use`: the first request with this key is still running; nothing is written
 * - `longer_way`: something is not as the usual order has it; nothing is written
 */
export type Received = { deliveries: string[] | null } & (
  | { outcome: 'received' | 'in_use' | 'longer_way' }
  | { outcome: 'known'; request_hash: Buffer; response_status: number; response_body_sealed: Buffer }
);

/**
 * The one statement that receives a usual payment: it looks at all that a usual payment needs, takes the lock of the
 * idempotency key, and writes every row or none.
 *
 * It sees the database as it stood when it began. A request with the same key that commits after that is stopped by the
 * key's unique index, and the consent is held as it stands now, because a lock reads the newest row.
 */
export function receiveStatement(
  rows: EntityRows<Payment>,
  { request, requestHash, answer, apiKeyId, payment, transition, audit, event, work }: NewPaymentRows,
): { name: string; text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (type: string, value: unknown): string => `$${values.push(value)}::${type}`;
  const list = (...typed: [type: string, value: unknown][]) =>
    typed.map(([type, value]) => parameter(type, value)).join(', ');

  const partner = parameter('uuid', request.partnerId);
  const route = parameter('text', request.route);
  const key = parameter('text', request.key);
  const consent = parameter('uuid', payment.consentId);
  const isConsented = payment.consentId !== null;
  const hasRedirectUri = payment.redirectUri !== null;

  const usual = [
    'request.is_first',
    'NOT EXISTS (SELECT FROM known)',
    `EXISTS (SELECT FROM api_keys k JOIN partners p ON p.id = k.partner_id
             WHERE k.partner_id = ${partner} AND k.id = ${parameter('uuid', apiKeyId)}
               AND k.revoked_at IS NULL AND p.status = 'active')`,
    // Counted by Payments.initiate, under the lock of the rule.
    `NOT EXISTS (SELECT FROM spending_rules WHERE partner_id = ${partner} AND (consent_id IS NULL OR consent_id = ${consent}))`,
    ...(hasRedirectUri
      ? [
          `EXISTS (SELECT FROM partner_redirect_uris
                   WHERE partner_id = ${partner} AND uri = ${parameter('text', payment.redirectUri)})`,
        ]
      : []),
    ...(isConsented ? ['EXISTS (SELECT FROM held)'] : []),
  ].join(' AND ');

  // Ending the consent waits for the lock, so that the end finds the payment. The account is compared with what the
  // payment says of it, because that was only remembered.
  const consentParts = isConsented
    ? `, held AS MATERIALIZED (
         SELECT c.id FROM consents c
         WHERE c.partner_id = ${partner} AND c.id = ${consent} AND c.status = 'authorised'
           AND c.valid_until > clock_timestamp() AND 'initiate_payments' = ANY (c.permissions)
           AND EXISTS (SELECT FROM consent_accounts ca JOIN accounts a ON a.partner_id = ca.partner_id AND a.id = ca.account_id
                       WHERE ca.partner_id = c.partner_id AND ca.consent_id = c.id
                         AND ca.account_id = ${parameter('uuid', payment.accountId)}
                         AND a.iban = ${parameter('text', payment.debtorIban)}
                         AND a.holder_name = ${parameter('text', payment.debtorName)})
         FOR SHARE OF c
       )`
    : '';
  const useParts = isConsented
    ? `, use AS (
         INSERT INTO consent_uses AS known_use (partner_id, consent_id, last_used_at)
         SELECT ${partner}, ${consent}, now() FROM usual
         ON CONFLICT (partner_id, consent_id) DO UPDATE SET last_used_at = excluded.last_used_at
           WHERE known_use.last_used_at < now() - interval '1 minute'
       )`
    : '';

  const firstOfPayment = values.length + 1;
  values.push(...rows.values(payment));

  const text = `
    WITH request AS MATERIALIZED (
      SELECT set_config('sluis.partner_id', ${partner}::text, true),
        pg_try_advisory_xact_lock(hashtextextended('idempotency:' || ${partner} || ':' || ${route} || ':' || ${key}, 0)) AS is_first
    ), known AS MATERIALIZED (
      SELECT request_hash, response_status, response_body_sealed FROM idempotency_keys
      WHERE partner_id = ${partner} AND route = ${route} AND key = ${key}
    )${consentParts}, usual AS MATERIALIZED (
      SELECT FROM request WHERE ${usual}
    )${useParts}, payment AS (
      INSERT INTO payments (${rows.columnList()}) SELECT ${rows.parameterList(firstOfPayment)} FROM usual
    ), transition AS (
      INSERT INTO payment_transitions (partner_id, payment_id, version, status, bank_status, actor, reason, at)
      SELECT ${partner}, ${list(
        ['uuid', transition.payment_id],
        ['integer', transition.version],
        ['text', transition.status],
        ['text', transition.bank_status],
        ['text', transition.actor],
        ['text', transition.reason],
        ['timestamptz', transition.at.toISOString()],
      )} FROM usual
    ), audit AS (
      INSERT INTO audit_records (id, partner_id, actor_type, actor_id, action, subject_type, subject_id, outcome, cause, details)
      SELECT ${parameter('uuid', audit.id)}, ${partner}, ${list(
        ['text', audit.actor_type],
        ['text', audit.actor_id],
        ['text', audit.action],
        ['text', audit.subject_type],
        ['text', audit.subject_id],
        ['text', audit.outcome],
        ['text', audit.cause],
        ['jsonb', JSON.stringify(audit.details)],
      )} FROM usual
    ), told AS MATERIALIZED (
      SELECT append_event(${partner}, ${list(
        ['uuid', event.row.id],
        ['text', event.row.type],
        ['text', event.row.resource_type],
        ['uuid', event.row.resource_id],
        ['integer', event.row.resource_version],
        ['text', event.body],
        ['timestamptz', event.row.created_at],
        ['text[]', event.recipients.patterns],
        ['uuid[]', event.recipients.deliveryIds],
      )}) AS deliveries FROM usual
    ), due AS (
      INSERT INTO outbox (kind, subject, partner_id, due_at)
      SELECT work.kind, work.subject, ${partner}, now() + work.in_ms * interval '1 millisecond'
      FROM usual, unnest(${list(
        ['text[]', work.map(({ kind }) => kind)],
        ['text[]', work.map(({ subject }) => subject)],
        ['bigint[]', work.map(({ inMs = 0 }) => inMs)],
      )}) AS work (kind, subject, in_ms)
    ), answered AS (
      INSERT INTO idempotency_keys (partner_id, route, key, request_hash, response_status, response_body_sealed)
      SELECT ${partner}, ${route}, ${key}, ${list(
        ['bytea', requestHash],
        ['integer', answer.status],
        ['bytea', answer.sealed],
      )} FROM usual
    )
    SELECT CASE WHEN known IS NOT NULL THEN 'known' WHEN NOT request.is_first THEN 'in_use'
                WHEN told IS NOT NULL THEN 'received' ELSE 'longer_way' END AS outcome,
      known.request_hash, known.response_status, known.response_body_sealed, told.deliveries
    FROM request LEFT JOIN known ON true LEFT JOIN told ON true`;
  // Prepared once per connection: planning it takes longer than doing it.
  return { name: `receive_payment_${Number(isConsented)}${Number(hasRedirectUri)}`, text, values };
}
