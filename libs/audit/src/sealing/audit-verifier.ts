import { createPublicKey, type KeyObject } from 'node:crypto';
import { emptyRoot, MerkleEdge, type Hash } from './merkle-tree.js';
import { fold, keptLevels } from './kept-levels.js';
import { recordLeaf, type RecordText } from './sealed-record.js';
import { headHash, isSignedBy, noHead, type SignedHead } from './tree-head.js';

/** A place in the sealed order, with what is stored for it now. */
export interface SealedPlace {
  seq: number;
  /** undefined when the row is gone */
  leaf: { recordId: string; hash: Hash } | undefined;
  /** undefined when the row is gone */
  record: RecordText | undefined;
}

/** A head as the database keeps it, with the unsigned columns from which the sealer goes on. */
export interface KeptHead extends SignedHead {
  edge: Hash[];
  lastXactId: string;
  lastRecordId: string;
}

export type Finding =
  | { kind: 'record_altered' | 'record_missing' | 'leaf_missing'; seq: number; recordId: string | null }
  /** A record in the sealed past, or dated into it, that was never sealed. */
  | { kind: 'record_inserted'; recordId: string }
  /** A place before the first. */
  | { kind: 'leaf_inserted'; seq: number; recordId: string }
  /** Records and leaves agree with each other, and not with what was signed: somewhere from `fromSeq` to `toSeq`. */
  | { kind: 'range_altered'; fromSeq: number; toSeq: number; head: number }
  /** A stored root that is not that of its leaves, or of which no leaves are sealed. */
  | { kind: 'node_altered' | 'node_inserted'; level: number; index: number }
  | {
      kind: 'head_missing' | 'head_inserted' | 'head_altered' | 'head_signature_invalid' | 'head_key_unknown';
      head: number;
    }
  /** Sealed records beyond the last head. */
  | { kind: 'tail_cut'; fromSeq: number }
  /** The trail ends before heads that a witness keeps: what they sealed is gone. */
  | { kind: 'rolled_back'; witness: string; fromHead: number; toHead: number; fromSeq: number; toSeq: number }
  /** A witness keeps another head of this number, over these records. */
  | { kind: 'forked'; witness: string; head: number; fromSeq: number; toSeq: number }
  /** A witness that keeps later heads was never shown this one. */
  | { kind: 'witness_lacks'; witness: string; head: number }
  /** Heads are signed here, and a witness keeps none. */
  | { kind: 'witness_empty'; witness: string }
  /** An export that cannot be read from here on; the last head before it covers the records up to `coveredTo`. */
  | { kind: 'export_damaged'; line: number; head: number; coveredTo: number };

/** Beyond this the answer is known to be no. */
const mostFindings = 1_000;

/**
 * Recomputes what was sealed: each record against its leaf, the leaves against every signed head, the heads against each
 * other. It is fed in order and keeps the edge of the tree only, so its memory does not grow with the trail.
 */
export class AuditVerifier {
  private readonly publicKeys: ReadonlyMap<string, KeyObject>;
  private edge = MerkleEdge.empty();
  /** Hashes of each kept level that do not make a whole node yet. */
  private readonly rows: Hash[][] = [];
  private readonly found: Finding[] = [];
  private previous: KeptHead | undefined;
  private lastRecord: RecordText | undefined;
  private heads = 0;

  /**
   * @param publicKeys PEM of every key that ever signed, by key id
   * @param nodeAt the stored root of a whole subtree; left out where nodes are not stored
   */
  constructor(
    publicKeys: ReadonlyMap<string, string>,
    private readonly nodeAt?: (level: number, index: number) => Hash | undefined,
  ) {
    this.publicKeys = new Map([...publicKeys].map(([id, pem]) => [id, createPublicKey(pem)]));
  }

  get size(): number {
    return this.edge.size;
  }

  get findings(): readonly Finding[] {
    return this.found;
  }

  /** The number of the last one; 0 before the first. */
  get lastHead(): number {
    return this.previous?.number ?? 0;
  }

  get headCount(): number {
    return this.heads;
  }

  /** The next place in the sealed order. */
  place({ seq, leaf, record }: SealedPlace): void {
    const recordId = record?.id ?? leaf?.recordId ?? null;
    const actual = record && recordLeaf(record);
    if (!leaf) this.note({ kind: 'leaf_missing', seq, recordId });
    else if (!actual) this.note({ kind: 'record_missing', seq, recordId });
    else if (!actual.equals(leaf.hash) || record.id !== leaf.recordId)
      this.note({ kind: 'record_altered', seq, recordId });
    // With the leaf as it was sealed, one altered record is one finding and the rest of the tree is still checked.
    const hash = leaf?.hash ?? actual ?? emptyRoot;
    this.edge.append(hash);
    this.grow(0, hash);
    this.lastRecord = record;
  }

  /** The next head, once all its records were placed. */
  head(head: KeptHead): void {
    const { number } = head;
    const fromSeq = this.previous?.treeSize ?? 0;
    this.checkSignature(head);
    this.checkChain(head);
    const isWhole = head.treeSize === this.edge.size && head.root.equals(this.edge.root());
    if (!isWhole) this.note({ kind: 'range_altered', fromSeq, toSeq: head.treeSize - 1, head: number });
    if (!this.takeEdge(head)) this.note({ kind: 'head_altered', head: number });
    this.previous = head;
    this.heads += 1;
  }

  note(finding: Finding | undefined): void {
    if (finding && this.found.length < mostFindings) this.found.push(finding);
  }

  private checkSignature(head: SignedHead): void {
    const key = this.publicKeys.get(head.keyId);
    if (!key) this.note({ kind: 'head_key_unknown', head: head.number });
    else if (!isSignedBy(head, key)) this.note({ kind: 'head_signature_invalid', head: head.number });
  }

  private checkChain({ number, previousHash }: SignedHead): void {
    const expected = (this.previous?.number ?? 0) + 1;
    // Somebody may have written any number.
    const noted = Math.min(number, expected + mostFindings);
    for (let missing = expected; missing < noted; missing += 1) this.note({ kind: 'head_missing', head: missing });
    const expectedHash = this.previous ? headHash(this.previous) : noHead;
    const follows = expected === number && previousHash.equals(expectedHash);
    if (number <= expected && !follows) this.note({ kind: 'head_altered', head: number });
  }

  /**
   * Goes on from the head's own edge, which its signed root vouches for: what is wrong before it is then reported once, and
   * what follows is still checked.
   *
   * @returns false when the columns beside the signed ones are not as the sealer wrote them
   */
  private takeEdge({ treeSize, edge, root, lastXactId, lastRecordId }: KeptHead): boolean {
    const isLast = !this.lastRecord || (this.lastRecord.xactId === lastXactId && this.lastRecord.id === lastRecordId);
    try {
      const kept = MerkleEdge.of(treeSize, edge);
      if (!kept.root().equals(root)) return false;
      this.edge = kept;
      return isLast;
    } catch {
      return false;
    }
  }

  /** Puts whole nodes together as the leaves come, and compares them with the stored ones. */
  private grow(step: number, hash: Hash): void {
    if (!this.nodeAt) return;
    const row = (this.rows[step] ??= []);
    row.push(hash);
    if (row.length < 2 ** keptLevels) return;
    const node = fold(row);
    this.rows[step] = [];
    const level = (step + 1) * keptLevels;
    const index = Math.floor((this.edge.size - 1) / 2 ** level);
    if (!this.nodeAt(level, index)?.equals(node)) this.note({ kind: 'node_altered', level, index });
    this.grow(step + 1, node);
  }
}
