import { hash } from 'node:crypto';

/** A SHA-256 hash. */
export type Hash = Buffer;

const hashLength = 32;

/** @see RFC 9162 §2.1.1: leaves and inner nodes are hashed apart, so that neither can pass for the other */
export function leafHash(content: string): Hash {
  return hash('sha256', `\0${content}`, 'buffer');
}

export function nodeHash(left: Hash, right: Hash): Hash {
  // A hash that somebody wrote into the database may have any length.
  if (left.length !== hashLength || right.length !== hashLength)
    return hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');
  left.copy(pair, 1);
  right.copy(pair, 1 + hashLength);
  return hash('sha256', pair, 'buffer');
}

const nodePrefix = Buffer.of(1);
/** Verifying makes millions of them: the bytes that are hashed are written into the same place each time. */
const pair = Buffer.concat([nodePrefix, Buffer.alloc(2 * hashLength)]);

/** The hash of a tree without leaves. */
export const emptyRoot: Hash = hash('sha256', '', 'buffer');

/**
 * The right edge of a growing tree: one hash for every whole subtree, largest first. It is all that appending and the root
 * need, whatever the size of the tree.
 */
export class MerkleEdge {
  private constructor(
    private count: number,
    private readonly peaks: Hash[],
  ) {}

  static empty(): MerkleEdge {
    return new MerkleEdge(0, []);
  }

  /**
   * @param peaks as `toHashes` gave them
   * @throws RangeError when there are not as many as a tree of this size has
   */
  static of(size: number, peaks: readonly Hash[]): MerkleEdge {
    if (peaks.length !== onesOf(size)) throw new RangeError('these hashes are no edge of a tree of this size');
    return new MerkleEdge(size, [...peaks]);
  }

  get size(): number {
    return this.count;
  }

  append(leaf: Hash): void {
    let hash = leaf;
    for (let rest = this.count; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.peaks.pop();
      if (!left) throw new RangeError('the edge is broken');
      hash = nodeHash(left, hash);
    }
    this.peaks.push(hash);
    this.count += 1;
  }

  root(): Hash {
    return this.peaks.length === 0 ? emptyRoot : this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }

  toHashes(): Hash[] {
    return [...this.peaks];
  }
}

/** Reads the hash of the whole subtree of `2 ** level` leaves that begins at leaf `index * 2 ** level`. */
export type SubtreeReader = (level: number, index: number) => Promise<Hash>;

/** The root over leaves `from` to `to`, put together from whole subtrees. */
export async function rangeRoot(read: SubtreeReader, from: number, to: number): Promise<Hash> {
  const size = to - from;
  if (size <= 0) return emptyRoot;
  if (size === 1 || (isPowerOfTwo(size) && from % size === 0)) return read(Math.log2(size), from / size);
  const split = largestPowerBelow(size);
  const [left, right] = await Promise.all([rangeRoot(read, from, from + split), rangeRoot(read, from + split, to)]);
  return nodeHash(left, right);
}

/**
 * What shows that leaf `index` is in the tree of `size` leaves.
 *
 * @returns sibling hashes from the leaf up
 * @see RFC 9162 §2.1.3.1
 */
export async function inclusionProof(read: SubtreeReader, index: number, size: number): Promise<Hash[]> {
  if (index < 0 || index >= size) throw new RangeError('no such leaf in a tree of this size');
  const path = async (at: number, from: number, to: number): Promise<Hash[]> => {
    if (to - from === 1) return [];
    const middle = from + largestPowerBelow(to - from);
    return at < middle
      ? [...(await path(at, from, middle)), await rangeRoot(read, middle, to)]
      : [...(await path(at, middle, to)), await rangeRoot(read, from, middle)];
  };
  return path(index, 0, size);
}

/** @see RFC 9162 §2.1.3.2 */
export function provesInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (index < 0 || index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && hash.equals(root);
}

/**
 * What shows that the tree of `size` leaves begins with the tree of `earlier` leaves.
 *
 * @see RFC 9162 §2.1.4.1
 */
export async function consistencyProof(read: SubtreeReader, earlier: number, size: number): Promise<Hash[]> {
  if (earlier <= 0 || earlier > size) throw new RangeError('the earlier tree must be part of the later one');
  const subproof = async (m: number, from: number, to: number, isWhole: boolean): Promise<Hash[]> => {
    if (m === to - from) return isWhole ? [] : [await rangeRoot(read, from, to)];
    const split = largestPowerBelow(to - from);
    const middle = from + split;
    return m <= split
      ? [...(await subproof(m, from, middle, isWhole)), await rangeRoot(read, middle, to)]
      : [...(await subproof(m - split, middle, to, false)), await rangeRoot(read, from, middle)];
  };
  return subproof(earlier, 0, size, true);
}

/** @see RFC 9162 §2.1.4.2 */
export function provesConsistency(
  { size: earlier, root: earlierRoot }: { size: number; root: Hash },
  { size, root }: { size: number; root: Hash },
  proof: readonly Hash[],
): boolean {
  if (earlier <= 0 || earlier > size) return false;
  if (earlier === size) return proof.length === 0 && earlierRoot.equals(root);
  const [first, ...rest] = isPowerOfTwo(earlier) ? [earlierRoot, ...proof] : proof;
  if (!first) return false;
  let node = earlier - 1;
  let last = size - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [was, is] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [was, is] = [nodeHash(sibling, was), nodeHash(sibling, is)];
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      is = nodeHash(is, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && was.equals(earlierRoot) && is.equals(root);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

/** The largest power of two below `size`, which is at least 2. */
function largestPowerBelow(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}

function onesOf(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = half(rest)) count += rest % 2;
  return count;
}
