import { queryRows, Transactions } from '@sluis/persistence';
import type { Finding, KeptHead, SealedPlace } from './audit-verifier.js';
import { keptLevels } from './kept-levels.js';
import type { Hash } from './merkle-tree.js';
import { recordTextColumns, type RecordText } from './sealed-record.js';
import { headsAfter } from './tree-heads.js';

const headsPerRead = 1_000;
/** A record is written at most so long before its transaction ends. */
const longestTransactionMinutes = 5;
const mostStrays = 1_000;

/** A part of the sealed order. */
export interface PlacesRead {
  from: number;
  places: Map<number, SealedPlace>;
  /** Stored nodes that end within the part, by `level/index`. */
  nodes: Map<string, Hash>;
}

/** Heads above `afterNumber`, oldest first, some at a time. */
export async function* readHeads(transactions: Transactions, afterNumber = 0): AsyncGenerator<KeptHead[]> {
  let after = afterNumber;
  // A head that somebody changed may have any number.
  while (Number.isSafeInteger(after)) {
    const from = after;
    const heads = await transactions.run((tx) => headsAfter(tx, from, headsPerRead));
    const newest = heads.at(-1);
    if (newest) yield heads;
    if (!newest || heads.length < headsPerRead) return;
    after = newest.number;
  }
}

type PlaceRow = { [Column in keyof RecordText]: RecordText[Column] | null } & {
  seq: string;
  leafRecordId: string;
  hash: Buffer;
};

export function readPlaces(transactions: Transactions, from: number, to: number): Promise<PlacesRead> {
  return transactions.run(async (tx) => {
    const rows = await queryRows<PlaceRow>(
      tx,
      `SELECT leaf.seq, leaf.record_id::text AS "leafRecordId", leaf.hash, ${recordTextColumns}
       FROM audit_leaves leaf
       -- One by one, each from the one part that may hold it: joined as a whole, every part would be read for every few thousand.
       LEFT JOIN LATERAL (SELECT * FROM audit_records one WHERE one.id = leaf.record_id OFFSET 0) record ON true
       WHERE leaf.seq >= $1 AND leaf.seq < $2`,
      [from, to],
    );
    const nodeRows = await queryRows<{ level: number; index: string; hash: Buffer }>(
      tx,
      `SELECT level, index, hash FROM audit_nodes
       WHERE level = ANY ($3) AND index >= ($1::bigint >> level) AND index < ($2::bigint >> level)`,
      [from, to, levels],
    );
    const places = new Map(rows.map((row) => [Number(row.seq), placeOf(row)]));
    return { from, places, nodes: new Map(nodeRows.map(({ level, index, hash }) => [`${level}/${index}`, hash])) };
  });
}

const levels = Array.from({ length: 12 }, (_, step) => (step + 1) * keptLevels);

function placeOf({ seq, leafRecordId, hash, ...record }: PlaceRow): SealedPlace {
  return { seq: Number(seq), leaf: { recordId: leafRecordId, hash }, record: isPresent(record) ? record : undefined };
}

/** A left join gives nulls for a row that is gone. */
function isPresent(record: { [Column in keyof RecordText]: RecordText[Column] | null }): record is RecordText {
  return record.id !== null;
}

/** A head that somebody changed may say anything. */
function timeOf(head: KeptHead | undefined): string {
  return head && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(head.sealedAt) ? head.sealedAt : '-infinity';
}

/** One more than the greatest place that is taken. */
export function countPlaces(transactions: Transactions): Promise<number> {
  return transactions.run(async (tx) => {
    const [row] = await queryRows<{ count: string }>(
      tx,
      `SELECT least(coalesce(max(seq), -1), ${Number.MAX_SAFE_INTEGER - 1}) + 1 AS count FROM audit_leaves`,
    );
    return Number(row?.count ?? 0);
  });
}

/** What the sealed order does not name: too old to be waiting for the sealer, or waiting for it. */
export function findUnsealed(
  transactions: Transactions,
  last: KeptHead | undefined,
): Promise<{ inserted: string[]; pending: number }> {
  return transactions.run(async (tx) => {
    const [row] = await queryRows<{ inserted: string[] | null; pending: number }>(
      tx,
      `SELECT (array_agg(id) FILTER (WHERE is_past))[:${mostStrays}] AS inserted, (count(*) FILTER (WHERE NOT is_past))::float8 AS pending
       FROM (SELECT record.id::text AS id,
                    (record.xact_id, record.id) <= ($1::xid8, $2::uuid)
                    OR record.recorded_at < $3::timestamptz - $4 * interval '1 minute' AS is_past
             FROM audit_records record
             WHERE NOT EXISTS (SELECT 1 FROM audit_leaves leaf WHERE leaf.record_id = record.id)) unsealed`,
      [
        last?.lastXactId ?? '0',
        last?.lastRecordId ?? '00000000-0000-0000-0000-000000000000',
        timeOf(last),
        longestTransactionMinutes,
      ],
    );
    return { inserted: row?.inserted ?? [], pending: row?.pending ?? 0 };
  });
}

/** Up to where the newest head reaches; one that somebody changed may claim any size. */
const sealedSize = `(SELECT coalesce(max(least(tree_size, ${Number.MAX_SAFE_INTEGER})), 0) AS size
  FROM (SELECT tree_size FROM audit_heads ORDER BY number DESC LIMIT 1) newest)`;

/**
 * Rows beside the tree, where going along it does not come by. Each statement asks for the newest head itself, so that what
 * is sealed meanwhile is none.
 */
export function findStrays(transactions: Transactions): Promise<Finding[]> {
  return transactions.run(async (tx) => {
    const beyond = await queryRows<{ size: string }>(
      tx,
      `SELECT size FROM ${sealedSize} sealed WHERE EXISTS (SELECT FROM audit_leaves WHERE seq >= size)`,
    );
    const leaves = await queryRows<{ seq: string; recordId: string }>(
      tx,
      `SELECT seq, record_id AS "recordId" FROM audit_leaves WHERE seq < 0 LIMIT ${mostStrays}`,
    );
    const nodes = await queryRows<{ level: number; index: string }>(
      tx,
      `SELECT level, index FROM audit_nodes, ${sealedSize} sealed
       WHERE NOT (level = ANY ($1) AND index >= 0 AND index < (size >> level)) LIMIT ${mostStrays}`,
      [levels],
    );
    const heads = await queryRows<{ number: string }>(
      tx,
      `SELECT number FROM audit_heads WHERE number < 1 LIMIT ${mostStrays}`,
    );
    return [
      ...beyond.map(({ size }) => ({ kind: 'tail_cut' as const, fromSeq: Number(size) })),
      ...leaves.map(({ seq, recordId }) => ({ kind: 'leaf_inserted' as const, seq: Number(seq), recordId })),
      ...nodes.map(({ level, index }) => ({ kind: 'node_inserted' as const, level, index: Number(index) })),
      ...heads.map(({ number }) => ({ kind: 'head_inserted' as const, head: Number(number) })),
    ];
  });
}
