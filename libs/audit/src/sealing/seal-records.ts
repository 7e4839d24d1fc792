import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import type { KeptHead } from './audit-verifier.js';
import { fold, keptLevels } from './kept-levels.js';
import { MerkleEdge, type Hash } from './merkle-tree.js';
import { recordLeaf, recordTextColumns, type RecordText } from './sealed-record.js';
import { headHash, noHead, type SealingKey, type SignedHead } from './tree-head.js';
import { insertHead, lastHead } from './tree-heads.js';

export interface Sealed {
  head: SignedHead | undefined;
  count: number;
  /** There may be more to seal at once. */
  isFull: boolean;
}

/**
 * Chains records into the tree, in the order in which their transactions began to count: whatever stands before the
 * oldest transaction still open cannot be joined by anything earlier, so nothing that commits late is skipped. One sealer
 * works at a time, whoever holds the lock.
 */
export class SealRecords {
  constructor(
    private readonly transactions: Transactions,
    private readonly key: SealingKey,
  ) {}

  /** @returns nothing sealed while another sealer is at work, or when there is nothing new */
  async run(mostRecords = 5_000): Promise<Sealed> {
    return this.transactions.run(async (tx) => {
      const nothing = { head: undefined, count: 0, isFull: false };
      if (!(await isOurTurn(tx))) return nothing;
      const last = await lastHead(tx);
      const records = await unsealed(tx, last, mostRecords);
      const newest = records.at(-1);
      if (!newest) return nothing;
      const edge = last ? MerkleEdge.of(last.treeSize, last.edge) : MerkleEdge.empty();
      const leaves = records.map(recordLeaf);
      const first = edge.size;
      await insertLeaves(tx, first, records, leaves);
      for (const leaf of leaves) edge.append(leaf);
      await insertNodes(tx, first, edge.size);
      const head = this.key.sign({
        number: (last?.number ?? 0) + 1,
        treeSize: edge.size,
        root: edge.root(),
        previousHash: last ? headHash(last) : noHead,
        sealedAt: new Date().toISOString(),
      });
      await insertHead(tx, { ...head, edge: edge.toHashes(), lastXactId: newest.xactId, lastRecordId: newest.id });
      return { head, count: records.length, isFull: records.length === mostRecords };
    });
  }
}

async function isOurTurn(tx: Transaction): Promise<boolean> {
  const [row] = await queryRows<{ locked: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtextextended('audit-sealer', 0)) AS locked`,
  );
  return row?.locked ?? false;
}

async function unsealed(tx: Transaction, last: KeptHead | undefined, most: number): Promise<RecordText[]> {
  // PostgreSQL believes that few records follow, and would sort all of them for each part of a backlog; the index has them in order.
  await tx.query(`SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`);
  return queryRows<RecordText>(
    tx,
    `SELECT ${recordTextColumns} FROM audit_records record
     WHERE (record.xact_id, record.id) > ($1::xid8, $2::uuid) AND record.xact_id < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY record.xact_id, record.id LIMIT $3`,
    [last?.lastXactId ?? '0', last?.lastRecordId ?? '00000000-0000-0000-0000-000000000000', most],
  );
}

async function insertLeaves(
  tx: Transaction,
  first: number,
  records: readonly RecordText[],
  leaves: readonly Hash[],
): Promise<void> {
  await tx.query(
    `INSERT INTO audit_leaves (seq, record_id, hash)
     SELECT $1::bigint + ordinality - 1, record_id, hash
     FROM unnest($2::uuid[], $3::bytea[]) WITH ORDINALITY AS new (record_id, hash, ordinality)`,
    [first, records.map(({ id }) => id), leaves],
  );
}

/** Keeps the whole subtrees that the new leaves completed. */
async function insertNodes(tx: Transaction, before: number, after: number): Promise<void> {
  const span = 2 ** keptLevels;
  let [from, to] = [Math.floor(before / span), Math.floor(after / span)];
  for (let level = keptLevels; to > from; level += keptLevels) {
    const below = await keptHashes(tx, level - keptLevels, from * span, to * span);
    const hashes = Array.from({ length: to - from }, (_, index) => fold(below.slice(index * span, (index + 1) * span)));
    await tx.query(
      `INSERT INTO audit_nodes (level, index, hash)
       SELECT $1, $2::bigint + ordinality - 1, hash FROM unnest($3::bytea[]) WITH ORDINALITY AS new (hash, ordinality)`,
      [level, from, hashes],
    );
    [from, to] = [Math.floor(from / span), Math.floor(to / span)];
  }
}

/** @param level a kept level; 0 is the leaves */
export async function keptHashes(tx: Transaction, level: number, from: number, to: number): Promise<Hash[]> {
  const rows = await queryRows<{ hash: Buffer }>(
    tx,
    level === 0
      ? `SELECT hash FROM audit_leaves WHERE seq >= $1 AND seq < $2 ORDER BY seq`
      : `SELECT hash FROM audit_nodes WHERE index >= $1 AND index < $2 AND level = $3 ORDER BY index`,
    level === 0 ? [from, to] : [from, to, level],
  );
  if (rows.length !== to - from) throw new RangeError('a part of the tree is missing');
  return rows.map(({ hash }) => hash);
}
