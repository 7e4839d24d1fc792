import { leafHash, type Hash } from './merkle-tree.js';

/** Every column of a record as text, just as PostgreSQL prints it: nothing is parsed and written again before it is hashed. */
export interface RecordText {
  id: string;
  xactId: string;
  recordedAt: string;
  partnerId: string | null;
  actorType: string;
  actorId: string | null;
  action: string;
  subjectType: string;
  subjectId: string;
  outcome: string;
  cause: string | null;
  details: string;
}

/** The select list that gives a `RecordText`; times in UTC to the microsecond, where PostgreSQL prints a year before Christ as any other. */
export const recordTextColumns = `
  record.id::text AS "id", record.xact_id::text AS "xactId",
  to_char(record.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || CASE WHEN record.recorded_at < '0001-01-01Z' THEN ' BC' ELSE '' END AS "recordedAt",
  record.partner_id::text AS "partnerId", record.actor_type AS "actorType", record.actor_id AS "actorId",
  record.action AS "action", record.subject_type AS "subjectType", record.subject_id AS "subjectId",
  record.outcome AS "outcome", record.cause AS "cause", record.details::text AS "details"`;

const format = 'sluis-audit-record-1';

/** What is sealed of a record: all of it, in this order, under the name of the format. */
export function recordLeaf(record: RecordText): Hash {
  return leafHash(
    JSON.stringify([
      format,
      record.id,
      record.xactId,
      record.recordedAt,
      record.partnerId,
      record.actorType,
      record.actorId,
      record.action,
      record.subjectType,
      record.subjectId,
      record.outcome,
      record.cause,
      record.details,
    ]),
  );
}
