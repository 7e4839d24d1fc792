import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  consistencyProof,
  emptyRoot,
  inclusionProof,
  leafHash,
  MerkleEdge,
  nodeHash,
  provesConsistency,
  provesInclusion,
  type Hash,
  type SubtreeReader,
} from './merkle-tree.js';

const leaf = (index: number) => leafHash(`leaf ${index}`);
const leavesOf = (size: number) => Array.from({ length: size }, (_, index) => leaf(index));

/** RFC 9162 §2.1.1, word for word: the recursive definition that everything else must agree with. */
function definedRoot(leaves: readonly Hash[]): Hash {
  const [only] = leaves;
  if (!only) return emptyRoot;
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

function readerOf(leaves: readonly Hash[]): SubtreeReader {
  return (level, index) => Promise.resolve(definedRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));
}

const sizes = fc.integer({ min: 1, max: 130 });

describe('a growing tree', () => {
  it('has the root that the standard defines, at every size, also when it is picked up again', () => {
    let edge = MerkleEdge.empty();
    for (let size = 1; size <= 300; size += 1) {
      edge.append(leaf(size - 1));
      edge = MerkleEdge.of(edge.size, edge.toHashes());
      expect(edge.root().equals(definedRoot(leavesOf(size)))).toBe(true);
    }
  });

  it('knows an edge that cannot be its own', () => {
    expect(() => MerkleEdge.of(3, [leaf(0)])).toThrow(RangeError);
  });
});

describe('a proof of inclusion', () => {
  it('holds for its leaf, and for no other leaf, place, size or root', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, seed) => {
        const leaves = leavesOf(size);
        const index = seed % size;
        const proof = await inclusionProof(readerOf(leaves), index, size);
        const root = definedRoot(leaves);
        expect(provesInclusion(leaf(index), index, size, proof, root)).toBe(true);
        expect(provesInclusion(leaf(index + 1), index, size, proof, root)).toBe(false);
        expect(provesInclusion(leaf(index), index + 1, size, proof, root)).toBe(false);
        expect(provesInclusion(leaf(index), index, size, [...proof, root], root)).toBe(false);
        expect(provesInclusion(leaf(index), index, size, proof, emptyRoot)).toBe(false);
        expect(proof.length > 0 && provesInclusion(leaf(index), index, size, proof.slice(1), root)).toBe(false);
      }),
    );
  });
});

describe('a proof of consistency', () => {
  it('holds between a tree and the same tree grown, and not when an early leaf differs', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, seed, other) => {
        const earlier = (seed % size) + 1;
        const leaves = leavesOf(size);
        const was = { size: earlier, root: definedRoot(leaves.slice(0, earlier)) };
        const is = { size, root: definedRoot(leaves) };
        const proof = await consistencyProof(readerOf(leaves), earlier, size);
        expect(provesConsistency(was, is, proof)).toBe(true);

        const altered = leaves.with(other % earlier, leaf(-1));
        const forged = await consistencyProof(readerOf(altered), earlier, size);
        expect(provesConsistency(was, { size, root: definedRoot(altered) }, forged)).toBe(false);
      }),
    );
  });
});
