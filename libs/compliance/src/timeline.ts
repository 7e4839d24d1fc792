import { callbacksAbout } from '@sluis/bank-orders';
import { queryRows, type Transaction } from '@sluis/persistence';
import { staffNames } from './look-ups.js';

type Detail = string | number | boolean | null;

/** One thing that happened, in words that all sources share. */
export interface TimelineEntry {
  at: string;
  /** Where it is known from. */
  source: 'status' | 'attempt' | 'bank_call' | 'callback' | 'visit' | 'page' | 'event' | 'delivery' | 'audit' | 'staff';
  who: string;
  what: string;
  details: Record<string, Detail>;
}

interface AuditRow {
  recorded_at: Date;
  actor_type: string;
  actor_id: string | null;
  action: string;
  outcome: string;
  cause: string | null;
  details: Record<string, Detail>;
}

/** A dossier shows so many entries of each source, the latest. */
export const mostEntries = 500;

export function inOrder(entries: TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted((left, right) => (left.at === right.at ? 0 : left.at < right.at ? -1 : 1));
}

/** What the audit trail says of one thing, staff who looked at it included. */
export async function auditEntries(
  tx: Transaction,
  partnerId: string | null,
  subject: { type: string; ids: string[] },
): Promise<TimelineEntry[]> {
  const values: unknown[] = [subject.type, subject.ids];
  // Said either way, so that the index on the partner is used.
  const isOfPartner = partnerId === null ? 'partner_id IS NULL' : `partner_id = $${values.push(partnerId)}`;
  const rows = await queryRows<AuditRow>(
    tx,
    `SELECT recorded_at, actor_type, actor_id, action, outcome, cause, details FROM audit_records
     WHERE ${isOfPartner} AND subject_type = $1 AND subject_id = ANY ($2) ORDER BY recorded_at DESC LIMIT ${mostEntries}`,
    values,
  );
  const names = await staffNames(
    tx,
    rows.map(({ actor_id: id }) => id),
  );
  return rows.map((row) => ({
    at: row.recorded_at.toISOString(),
    source: row.action.startsWith('staff.') ? 'staff' : row.action === 'bank.called' ? 'bank_call' : 'audit',
    who: names.get(row.actor_id ?? '') ?? [row.actor_type, row.actor_id].filter(Boolean).join(' '),
    what: row.action,
    details: { outcome: row.outcome, ...(row.cause !== null && { cause: row.cause }), ...toldIn(row.details) },
  }));
}

/** Without what binds stored content to the record: people have no use for it. */
function toldIn(details: AuditRow['details']): AuditRow['details'] {
  const { content: _, content_fields: __, content_before: ___, ...told } = details;
  return told;
}

/** What the partner was told, and how telling it went. What the partner's server answered stays out: it may be anything. */
export async function eventEntries(
  tx: Transaction,
  partnerId: string,
  resource: { type: string; id: string },
): Promise<TimelineEntry[]> {
  const events = await queryRows<{ id: string; type: string; resource_version: number; created_at: Date }>(
    tx,
    `SELECT id, type, resource_version, created_at FROM events
     WHERE partner_id = $1 AND resource_type = $2 AND resource_id = $3 ORDER BY resource_version DESC LIMIT ${mostEntries}`,
    [partnerId, resource.type, resource.id],
  );
  const attempts = await queryRows<{
    type: string;
    number: number;
    attempted_at: Date;
    duration_ms: number;
    response_status: number | null;
    error: string | null;
    url: string;
  }>(
    tx,
    `SELECT d.event_type AS type, t.number, t.attempted_at, t.duration_ms, t.response_status, t.error, e.url
     FROM webhook_deliveries d
     JOIN webhook_delivery_attempts t ON t.partner_id = d.partner_id AND t.delivery_id = d.id
     JOIN webhook_endpoints e ON e.partner_id = d.partner_id AND e.id = d.endpoint_id
     WHERE d.partner_id = $1 AND d.event_id = ANY ($2) ORDER BY t.attempted_at DESC LIMIT ${mostEntries}`,
    [partnerId, events.map(({ id }) => id)],
  );
  return [
    ...events.map((event): TimelineEntry => ({
      at: event.created_at.toISOString(),
      source: 'event',
      who: 'platform',
      what: event.type,
      details: { version: event.resource_version },
    })),
    ...attempts.map((attempt): TimelineEntry => ({
      at: attempt.attempted_at.toISOString(),
      source: 'delivery',
      who: 'platform',
      what: attempt.type,
      details: {
        attempt: attempt.number,
        answer: attempt.response_status,
        error: attempt.error,
        duration_ms: attempt.duration_ms,
        host: new URL(attempt.url).host,
      },
    })),
  ];
}

/** The bank's hints that there is news; of movements on an account, those of a day in one entry. */
export async function callbackEntries(
  tx: Transaction,
  partnerId: string,
  subjects: string[],
): Promise<TimelineEntry[]> {
  const callbacks = await callbacksAbout(tx, partnerId, subjects);
  return callbacks.map(({ kind, effect, firstAt, lastAt, times }) => ({
    at: firstAt.toISOString(),
    source: 'callback',
    who: 'bank',
    what: kind,
    details: { effect, ...(times > 1 && { times, last: lastAt.toISOString() }) },
  }));
}

/** The payer's visits to the bank's page. */
export async function visitEntries(
  tx: Transaction,
  partnerId: string,
  subject: { type: 'payment' | 'consent'; id: string },
): Promise<TimelineEntry[]> {
  const visits = await queryRows<{ status: string; created_at: Date; returned_at: Date | null }>(
    tx,
    `SELECT status, created_at, returned_at FROM authorisations
     WHERE partner_id = $1 AND subject_type = $2 AND subject_id = $3 ORDER BY created_at DESC LIMIT ${mostEntries}`,
    [partnerId, subject.type, subject.id],
  );
  return visits.flatMap(({ status, created_at: startedAt, returned_at: returnedAt }): TimelineEntry[] => [
    { at: startedAt.toISOString(), source: 'visit', who: 'psu', what: 'went_to_bank', details: { now: status } },
    ...(returnedAt
      ? [
          {
            at: returnedAt.toISOString(),
            source: 'visit' as const,
            who: 'psu',
            what: 'came_back',
            details: { now: status },
          },
        ]
      : []),
  ]);
}
