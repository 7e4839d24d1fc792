import { queryRows, type Transaction } from '@sluis/persistence';
import type { KeptHead } from './audit-verifier.js';

interface HeadRow {
  number: string;
  tree_size: string;
  root: Buffer;
  previous_hash: Buffer;
  sealed_at: string;
  key_id: string;
  signature: Buffer;
  edge: Buffer[];
  last_xact_id: string;
  last_record_id: string;
}

const columns = `number, tree_size, root, previous_hash, sealed_at, key_id, signature, edge, last_xact_id::text, last_record_id`;

export async function lastHead(tx: Transaction): Promise<KeptHead | undefined> {
  const [row] = await queryRows<HeadRow>(tx, `SELECT ${columns} FROM audit_heads ORDER BY number DESC LIMIT 1`);
  return row && fromRow(row);
}

/** Heads above `afterNumber`, oldest first. */
export async function headsAfter(tx: Transaction, afterNumber: number, limit: number): Promise<KeptHead[]> {
  const rows = await queryRows<HeadRow>(
    tx,
    `SELECT ${columns} FROM audit_heads WHERE number > $1 ORDER BY number LIMIT $2`,
    [afterNumber, limit],
  );
  return rows.map(fromRow);
}

export async function insertHead(tx: Transaction, head: KeptHead): Promise<void> {
  await tx.query(
    `INSERT INTO audit_heads (number, tree_size, root, previous_hash, sealed_at, key_id, signature, edge, last_xact_id,
                              last_record_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      head.number,
      head.treeSize,
      head.root,
      head.previousHash,
      head.sealedAt,
      head.keyId,
      head.signature,
      head.edge,
      head.lastXactId,
      head.lastRecordId,
    ],
  );
}

function fromRow(row: HeadRow): KeptHead {
  return {
    number: Number(row.number),
    treeSize: Number(row.tree_size),
    root: row.root,
    previousHash: row.previous_hash,
    sealedAt: row.sealed_at,
    keyId: row.key_id,
    signature: row.signature,
    edge: row.edge,
    lastXactId: row.last_xact_id,
    lastRecordId: row.last_record_id,
  };
}
