import { queryRows, type Transaction } from '@sluis/persistence';
import { fold, keptLevels } from './kept-levels.js';
import { consistencyProof, inclusionProof, type Hash, type SubtreeReader } from './merkle-tree.js';
import { keptHashes } from './seal-records.js';
import { recordTextColumns, type RecordText } from './sealed-record.js';
import type { SignedHead } from './tree-head.js';
import { lastHead } from './tree-heads.js';

/** A record with what shows, to whoever knows the signed head, that it was sealed as it is. */
export interface ProvenRecord {
  seq: number;
  record: RecordText;
  /** Sibling hashes from the leaf up. RFC 9162 §2.1.3 */
  proof: Hash[];
}

export interface ProvenRecords {
  head: SignedHead;
  records: ProvenRecord[];
}

/** Which records: of one partner, about a subject or naming it in their details. */
export interface RecordsWanted {
  partnerId: string | null;
  subjectType: string;
  subjectId: string;
  /** A field of the details under which other records name the subject. */
  namedAs?: string;
  /** Request ids of calls at the bank that were made for it; their records are the platform's own. */
  bankCalls?: readonly string[];
  /** Of what happened to the partner itself, under its public id. */
  ofPartner?: { id: string; actions: readonly string[] };
}

/**
 * @returns undefined while some of them, or none, are sealed
 * @throws RangeError when a part of the tree is missing
 */
export async function proveRecords(tx: Transaction, wanted: RecordsWanted): Promise<ProvenRecords | undefined> {
  const head = await lastHead(tx);
  const rows = await queryRows<RecordText & { seq: string | null }>(
    tx,
    `SELECT leaf.seq, ${recordTextColumns} FROM audit_records record LEFT JOIN audit_leaves leaf ON leaf.record_id = record.id
     WHERE (record.partner_id IS NOT DISTINCT FROM $1
            AND ((record.subject_type = $2 AND record.subject_id = $3) OR record.details->>$4 = $3
                OR (record.subject_type = 'partner' AND record.subject_id = $6 AND record.action = ANY ($7))))
        OR (record.partner_id IS NULL AND record.subject_type = 'bank_call' AND record.subject_id = ANY($5))
     ORDER BY leaf.seq`,
    [
      wanted.partnerId,
      wanted.subjectType,
      wanted.subjectId,
      wanted.namedAs ?? '',
      wanted.bankCalls ?? [],
      wanted.ofPartner?.id ?? '',
      wanted.ofPartner?.actions ?? [],
    ],
  );
  if (!head || rows.length === 0) return undefined;
  const read = storedSubtrees(tx);
  const records: ProvenRecord[] = [];
  for (const { seq, ...record } of rows) {
    if (seq === null || Number(seq) >= head.treeSize) return undefined;
    records.push({ seq: Number(seq), record, proof: await inclusionProof(read, Number(seq), head.treeSize) });
  }
  return { head, records };
}

/** What shows that the tree of the later head begins with that of the earlier one. */
export function proveConsistency(tx: Transaction, earlier: SignedHead, later: SignedHead): Promise<Hash[]> {
  return consistencyProof(storedSubtrees(tx), earlier.treeSize, later.treeSize);
}

/** Whole subtrees, from the nearest level below that is kept. */
function storedSubtrees(tx: Transaction): SubtreeReader {
  return async (level, index) => {
    const kept = level - (level % keptLevels);
    const width = 2 ** (level - kept);
    return fold(await keptHashes(tx, kept, index * width, (index + 1) * width));
  };
}
