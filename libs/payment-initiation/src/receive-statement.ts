import type { AuditRow } from '@sluis/audit';
import type { EventRows } from '@sluis/events';
import type { DueWork } from '@sluis/outbox';
import type { IdempotentRequest } from '@sluis/partners';
import type { PresumedName } from '@sluis/payees';
import type { EntityRows, Statement } from '@sluis/persistence';
import type { PaymentRecords } from './payment-transitions.js';
import type { Payment } from './payment.entity.js';

/** Everything that is written of a new payment. */
export interface NewPaymentRows {
  request: IdempotentRequest;
  requestHash: Buffer;
  answer: { status: number; sealed: Buffer };
  apiKeyId: string;
  payment: Payment;
  /** Under which names its payees are known, by which their verification was made. */
  presumed: PresumedName[];
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

/** Where the values of a parameter come from. */
type Read = (rows: NewPaymentRows) => unknown;

/** A statement but for its values. */
interface Template {
  name: string;
  text: string;
  values: (rows: NewPaymentRows) => unknown[];
}

/**
 * The statement that receives a usual payment, in its few shapes. Each is put together once: it is longer than what it
 * carries.
 */
export class ReceiveStatements {
  private readonly templates = new Map<string, Template>();

  constructor(private readonly payments: () => EntityRows<Payment>) {}

  of(rows: NewPaymentRows): Statement {
    const shape = {
      isConsented: rows.payment.consentId !== null,
      hasRedirectUri: rows.payment.redirectUri !== null,
      hasNamedPayee: rows.presumed.length > 0,
    };
    const name = `receive_payment_${Number(shape.isConsented)}${Number(shape.hasRedirectUri)}${Number(shape.hasNamedPayee)}`;
    let template = this.templates.get(name);
    if (!template) {
      template = { name, ...templateOf(this.payments(), shape) };
      this.templates.set(name, template);
    }
    // Prepared once per connection: planning it takes longer than doing it.
    return { name, text: template.text, values: template.values(rows) };
  }
}

interface Shape {
  isConsented: boolean;
  hasRedirectUri: boolean;
  /** One with an account and a name, which may be known to be another. */
  hasNamedPayee: boolean;
}

/**
 * The one statement that receives a usual payment: it looks at all that a usual payment needs, takes the lock of the
 * idempotency key, and writes every row or none.
 *
 * It sees the database as it stood when it began. A request with the same key that commits after that is stopped by the
 * key's unique index, and the consent is held as it stands now, because a lock reads the newest row.
 */
function templateOf(
  payments: EntityRows<Payment>,
  { isConsented, hasRedirectUri, hasNamedPayee }: Shape,
): Pick<Template, 'text' | 'values'> {
  // The payment's own columns come first.
  const reads: Read[] = [];
  const parameter = (type: string, read: Read): string => `$${payments.width + reads.push(read)}::${type}`;
  const list = (...typed: [type: string, read: Read][]) =>
    typed.map(([type, read]) => parameter(type, read)).join(', ');

  const partner = parameter('uuid', ({ request }) => request.partnerId);
  const route = parameter('text', ({ request }) => request.route);
  const key = parameter('text', ({ request }) => request.key);
  const consent = isConsented ? parameter('uuid', ({ payment }) => payment.consentId) : undefined;

  const usual = [
    'request.is_first',
    'NOT EXISTS (SELECT FROM known)',
    `EXISTS (SELECT FROM api_keys k JOIN partners p ON p.id = k.partner_id
             WHERE k.partner_id = ${partner} AND k.id = ${parameter('uuid', ({ apiKeyId }) => apiKeyId)}
               AND k.revoked_at IS NULL AND p.status = 'active')`,
    // Counted by Payments.initiate, under the lock of the rule.
    `NOT EXISTS (SELECT FROM spending_rules WHERE partner_id = ${partner}
                 AND (consent_id IS NULL${consent ? ` OR consent_id = ${consent}` : ''}))`,
    ...(hasRedirectUri
      ? [
          `EXISTS (SELECT FROM partner_redirect_uris
                   WHERE partner_id = ${partner} AND uri = ${parameter('text', ({ payment }) => payment.redirectUri)})`,
        ]
      : []),
    // As Payees.verify reads it: the bank's word stands above everybody else's.
    ...(hasNamedPayee
      ? [
          `NOT EXISTS (SELECT FROM unnest(${list(
            ['text[]', ({ presumed }) => presumed.map(({ iban }) => iban)],
            ['text[]', ({ presumed }) => presumed.map(({ source, name }) => source && `${source} ${name ?? ''}`)],
          )}) AS presumed (iban, name)
           WHERE presumed.name IS DISTINCT FROM coalesce(
             (SELECT 'bank ' || b.name FROM payee_names b WHERE b.partner_id = ${partner} AND b.iban = presumed.iban),
             (SELECT 'beneficiary ' || o.name FROM partner_beneficiaries o
              WHERE o.partner_id = ${partner} AND o.iban = presumed.iban AND o.evidence IS NOT NULL)))`,
        ]
      : []),
    ...(isConsented ? ['EXISTS (SELECT FROM held)'] : []),
  ].join(' AND ');

  // Ending the consent waits for the lock, so that the end finds the payment. The account is compared with what the
  // payment says of it, because that was only remembered.
  const consentParts = consent
    ? `, held AS MATERIALIZED (
         SELECT c.id FROM consents c
         WHERE c.partner_id = ${partner} AND c.id = ${consent} AND c.status = 'authorised'
           AND c.valid_until > clock_timestamp() AND 'initiate_payments' = ANY (c.permissions)
           AND EXISTS (SELECT FROM consent_accounts ca JOIN accounts a ON a.partner_id = ca.partner_id AND a.id = ca.account_id
                       WHERE ca.partner_id = c.partner_id AND ca.consent_id = c.id
                         AND ca.account_id = ${parameter('uuid', ({ payment }) => payment.accountId)}
                         AND a.iban = ${parameter('text', ({ payment }) => payment.debtorIban)}
                         AND a.holder_name = ${parameter('text', ({ payment }) => payment.debtorName)})
         FOR SHARE OF c
       )`
    : '';
  const useParts = consent
    ? `, use AS (
         INSERT INTO consent_uses AS known_use (partner_id, consent_id, last_used_at)
         SELECT ${partner}, ${consent}, now() FROM usual
         ON CONFLICT (partner_id, consent_id) DO UPDATE SET last_used_at = excluded.last_used_at
           WHERE known_use.last_used_at < now() - interval '1 minute'
       )`
    : '';

  const text = `
    WITH request AS MATERIALIZED (
      SELECT pg_try_advisory_xact_lock(hashtextextended('idempotency:' || ${partner} || ':' || ${route} || ':' || ${key}, 0)) AS is_first
    ), known AS MATERIALIZED (
      SELECT request_hash, response_status, response_body_sealed FROM idempotency_keys
      WHERE partner_id = ${partner} AND route = ${route} AND key = ${key}
    )${consentParts}, usual AS MATERIALIZED (
      SELECT FROM request WHERE ${usual}
    )${useParts}, payment AS (
      INSERT INTO payments (${payments.columnList()}) SELECT ${payments.parameterList(1)} FROM usual
    ), transition AS (
      INSERT INTO payment_transitions (partner_id, payment_id, version, status, bank_status, actor, reason, at)
      SELECT ${partner}, ${list(
        ['uuid', ({ transition }) => transition.payment_id],
        ['integer', ({ transition }) => transition.version],
        ['text', ({ transition }) => transition.status],
        ['text', ({ transition }) => transition.bank_status],
        ['text', ({ transition }) => transition.actor],
        ['text', ({ transition }) => transition.reason],
        ['timestamptz', ({ transition }) => transition.at.toISOString()],
      )} FROM usual
    ), audit AS (
      INSERT INTO audit_records (id, partner_id, actor_type, actor_id, action, subject_type, subject_id, outcome, cause, details)
      SELECT ${parameter('uuid', ({ audit }) => audit.id)}, ${partner}, ${list(
        ['text', ({ audit }) => audit.actor_type],
        ['text', ({ audit }) => audit.actor_id],
        ['text', ({ audit }) => audit.action],
        ['text', ({ audit }) => audit.subject_type],
        ['text', ({ audit }) => audit.subject_id],
        ['text', ({ audit }) => audit.outcome],
        ['text', ({ audit }) => audit.cause],
        ['jsonb', ({ audit }) => JSON.stringify(audit.details)],
      )} FROM usual
    ), told AS MATERIALIZED (
      SELECT append_event(${partner}, ${list(
        ['uuid', ({ event }) => event.row.id],
        ['text', ({ event }) => event.row.type],
        ['text', ({ event }) => event.row.resource_type],
        ['uuid', ({ event }) => event.row.resource_id],
        ['integer', ({ event }) => event.row.resource_version],
        ['text', ({ event }) => event.body],
        ['timestamptz', ({ event }) => event.row.created_at],
        ['text[]', ({ event }) => event.recipients.patterns],
        ['uuid', ({ event }) => event.recipients.deliveryId],
      )}) AS deliveries FROM usual
    ), due AS (
      INSERT INTO outbox (kind, subject, partner_id, due_at)
      SELECT work.kind, work.subject, ${partner}, now() + work.in_ms * interval '1 millisecond'
      FROM usual, unnest(${list(
        ['text[]', ({ work }) => work.map(({ kind }) => kind)],
        ['text[]', ({ work }) => work.map(({ subject }) => subject)],
        ['bigint[]', ({ work }) => work.map(({ inMs = 0 }) => inMs)],
      )}) AS work (kind, subject, in_ms)
    ), answered AS (
      INSERT INTO idempotency_keys (partner_id, route, key, request_hash, response_status, response_body_sealed)
      SELECT ${partner}, ${route}, ${key}, ${list(
        ['bytea', ({ requestHash }) => requestHash],
        ['integer', ({ answer }) => answer.status],
        ['bytea', ({ answer }) => answer.sealed],
      )} FROM usual
    )
    SELECT CASE WHEN known IS NOT NULL THEN 'known' WHEN NOT request.is_first THEN 'in_use'
                WHEN told IS NOT NULL THEN 'received' ELSE 'longer_way' END AS outcome,
      known.request_hash, known.response_status, known.response_body_sealed, told.deliveries
    FROM request LEFT JOIN known ON true LEFT JOIN told ON true`;
  return { text, values: (rows) => [...payments.values(rows.payment), ...reads.map((read) => read(rows))] };
}
