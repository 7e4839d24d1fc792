import { queryRows, type Transaction } from '@sluis/persistence';
import type { ChangeFacts } from './change-kind.js';
import { changeRoles, type ChangeKindName } from './change-roles.js';
import type { PersonIds } from './change-person.js';

export type ChangeStatus = 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'expired';

/** A change that was asked for. */
export interface ChangeRequest {
  id: string;
  partner: { id: string; name: string } | null;
  kind: ChangeKindName;
  subject: { type: string; id: string };
  payload: unknown;
  before: ChangeFacts;
  after: ChangeFacts;
  reason: string;
  askedBy: PersonIds;
  /** The name of somebody of the staff, or the handle of an operator. */
  askedByName: string;
  askedAt: Date;
  expiresAt: Date;
  status: ChangeStatus;
  decidedByName: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
}

interface Row {
  id: string;
  partner_id: string | null;
  partner_name: string | null;
  kind: string;
  subject_type: string;
  subject_id: string;
  payload: unknown;
  before: ChangeFacts;
  after: ChangeFacts;
  reason: string;
  asked_by_staff: string | null;
  asked_by_operator: string | null;
  asked_by_name: string;
  asked_at: Date;
  expires_at: Date;
  status: ChangeStatus;
  decided_by_name: string | null;
  decided_at: Date | null;
  decision_reason: string | null;
}

/** What has expired says so at once; the row is told by whoever asks next. */
export const isWaiting = `c.status = 'waiting' AND c.expires_at > now()`;

/** @param rest of the query, from its condition on */
export async function readChanges(tx: Transaction, rest: string, parameters: unknown[]): Promise<ChangeRequest[]> {
  const rows = await queryRows<Row>(
    tx,
    `SELECT c.id, c.partner_id, r.name AS partner_name, c.kind, c.subject_type, c.subject_id, c.payload, c.before, c.after,
       c.reason, c.asked_by_staff, c.asked_by_operator, coalesce(ask.name, asko.handle) AS asked_by_name, c.asked_at,
       c.expires_at, CASE WHEN c.status = 'waiting' AND c.expires_at <= now() THEN 'expired' ELSE c.status END AS status,
       coalesce(dec.name, deco.handle) AS decided_by_name, c.decided_at, c.decision_reason
     FROM change_requests c LEFT JOIN partners r ON r.id = c.partner_id
       LEFT JOIN staff_members ask ON ask.id = c.asked_by_staff LEFT JOIN operators asko ON asko.id = c.asked_by_operator
       LEFT JOIN staff_members dec ON dec.id = c.decided_by_staff LEFT JOIN operators deco ON deco.id = c.decided_by_operator
     ${rest}`,
    parameters,
  );
  return rows.flatMap((row) => (isKnownKind(row.kind) ? [toChange(row, row.kind)] : []));
}

export function isKnownKind(name: string): name is ChangeKindName {
  return Object.hasOwn(changeRoles, name);
}

function toChange(row: Row, kind: ChangeKindName): ChangeRequest {
  return {
    id: row.id,
    partner: row.partner_id === null ? null : { id: row.partner_id, name: row.partner_name ?? '' },
    kind,
    subject: { type: row.subject_type, id: row.subject_id },
    payload: row.payload,
    before: row.before,
    after: row.after,
    reason: row.reason,
    askedBy: { staff: row.asked_by_staff, operator: row.asked_by_operator },
    askedByName: row.asked_by_name,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    status: row.status,
    decidedByName: row.decided_by_name,
    decidedAt: row.decided_at,
    decisionReason: row.decision_reason,
  };
}
