import { createHash } from 'node:crypto';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { type RetentionClass, retentionPolicy } from './retention-policy.js';

/** What a dry run counts of one class. */
export interface PlannedClass {
  id: string;
  cut_off: string;
  /** To be deleted. */
  due: number;
  /** Old enough, and kept by a hold. */
  held: number;
  /** Old enough, and needed by something that is not. */
  needed: number;
}

const isOld = ({ isOver, overSince }: RetentionClass) => `(${isOver}) AND r.${overSince} < $1`;
const isNeeded = ({ isNeeded: needed = 'false' }: RetentionClass) => `(${needed})`;

/** Counts, and changes nothing. Holds have to be as they are now. */
export async function plan(tx: Transaction, now: Date): Promise<PlannedClass[]> {
  const planned: PlannedClass[] = [];
  for (const known of retentionPolicy) {
    const cutOff = known.cutOff(now);
    const [row] = await queryRows<{ due: number; held: number; needed: number }>(
      tx,
      `SELECT (count(*) FILTER (WHERE NOT held AND NOT needed))::integer AS due, (count(*) FILTER (WHERE held))::integer AS held,
         (count(*) FILTER (WHERE needed AND NOT held))::integer AS needed
       FROM (SELECT coalesce((${known.isHeld}), false) AS held, ${isNeeded(known)} AS needed
             FROM ${known.table} r WHERE ${isOld(known)}) old`,
      [cutOff],
    );
    planned.push({ id: known.id, cut_off: cutOff.toISOString(), ...(row ?? { due: 0, held: 0, needed: 0 }) });
  }
  return planned;
}

export interface DeletedPart {
  rows: number;
  /** SHA-256 over the ids, in order, one a line. */
  idsSha256: string;
}

/** What deletes things of one partner, in order: $1 the partner, $2 their ids, $3 their public ids. */
export function statementsOf({ children, table }: Pick<RetentionClass, 'children' | 'table'>): string[] {
  const itself = `DELETE FROM ${table} WHERE partner_id = $1 AND id = ANY ($2)`;
  // Not every statement needs all three; each is told what they are.
  const given = 'WITH given AS (SELECT $1::uuid, $2::uuid[], $3::text[])';
  return [...children, itself].map((text) => `${given} ${text}`);
}

/** @returns what went, `most` things at most */
export async function deletePart(
  tx: Transaction,
  known: RetentionClass,
  cutOff: Date,
  most: number,
): Promise<DeletedPart> {
  const due = await queryRows<{ partnerId: string; id: string }>(
    tx,
    `SELECT r.partner_id AS "partnerId", r.id FROM ${known.table} r
     WHERE ${isOld(known)} AND NOT coalesce((${known.isHeld}), false) AND NOT ${isNeeded(known)}
     ORDER BY r.id LIMIT ${most} FOR UPDATE OF r SKIP LOCKED`,
    [cutOff],
  );
  for (const [partnerId, rows] of Map.groupBy(due, (row) => row.partnerId)) {
    const ids = rows.map(({ id }) => id);
    const values = [partnerId, ids, ids.map((id) => toPublicId(known.idKind, id))];
    for (const text of statementsOf(known)) await tx.query(text, values);
  }
  const hash = createHash('sha256');
  for (const { id } of due) hash.update(`${id}\n`);
  return { rows: due.length, idsSha256: hash.digest('hex') };
}
