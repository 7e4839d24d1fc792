import type { Finding } from './audit-verifier.js';
import type { Hash } from './merkle-tree.js';
import { headHash, type SignedHead } from './tree-head.js';

/** Of a head that a witness keeps, what tells it from another. */
export interface WitnessedHead {
  number: number;
  treeSize: number;
  hash: Hash;
}

/** What each witness keeps, by its name. */
export type WitnessesRead = ReadonlyMap<string, readonly WitnessedHead[]>;

/** What a witness keeps, held against the heads that are here now; they are compared in their order. */
export class WitnessedHeads {
  /** A history that was cut and sealed again was shown too, so one number may have several heads. */
  private readonly shown = new Map<number, Set<string>>();
  private first = Infinity;
  private newest = 0;
  private coveredTo = 0;
  private previous: SignedHead | undefined;
  private differs = false;

  /** @param witness its name, for findings */
  constructor(
    private readonly witness: string,
    heads: Iterable<WitnessedHead>,
  ) {
    for (const head of heads) this.add(head);
  }

  /** @returns undefined where the witness keeps this head, and no other of its number */
  compare(kept: SignedHead): Finding | undefined {
    const { number, treeSize } = kept;
    const { witness } = this;
    const shown = this.shown.get(number);
    const fromSeq = this.previous?.treeSize ?? 0;
    this.previous = kept;
    if (!shown)
      return number > this.first && number < this.newest ? { kind: 'witness_lacks', witness, head: number } : undefined;
    const differed = this.differs;
    this.differs = shown.size > 1 || !shown.has(headHash(kept).toString('base64'));
    // Each head names the one before, so all that follow another one are others too: the first tells where.
    return this.differs && !differed
      ? { kind: 'forked', witness, head: number, fromSeq, toSeq: treeSize - 1 }
      : undefined;
  }

  /** @returns undefined where the witness keeps some of the trail, and the trail goes on as far as the witness knows it */
  beyond(): Finding | undefined {
    const last = this.previous?.number ?? 0;
    const { witness } = this;
    if (this.newest === 0 && last > 0) return { kind: 'witness_empty', witness };
    if (this.newest <= last) return undefined;
    const fromSeq = this.previous?.treeSize ?? 0;
    return {
      kind: 'rolled_back',
      witness,
      fromHead: last + 1,
      toHead: this.newest,
      fromSeq,
      toSeq: this.coveredTo - 1,
    };
  }

  private add(head: WitnessedHead): void {
    const hashes = this.shown.get(head.number) ?? new Set();
    this.shown.set(head.number, hashes.add(head.hash.toString('base64')));
    this.first = Math.min(this.first, head.number);
    this.newest = Math.max(this.newest, head.number);
    this.coveredTo = Math.max(this.coveredTo, head.treeSize);
  }
}

export function witnessedOf(head: SignedHead): WitnessedHead {
  return { number: head.number, treeSize: head.treeSize, hash: headHash(head) };
}
