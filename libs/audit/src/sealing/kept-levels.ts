import { nodeHash, type Hash } from './merkle-tree.js';

/** Only every fourth level of the tree is stored; what lies between is folded from it. */
export const keptLevels = 4;

/** The root of a whole subtree, from any whole row of it. */
export function fold(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let index = 0; index < row.length; index += 2) {
      const [left, right] = [row[index], row[index + 1]];
      if (!left || !right) throw new RangeError('not a whole subtree');
      above.push(nodeHash(left, right));
    }
    row = above;
  }
  const [root] = row;
  if (!root) throw new RangeError('not a whole subtree');
  return root;
}
