import { z } from 'zod';
import type { SignedHead } from './tree-head.js';

/** A signed head as witnesses keep it. */
export const headJsonSchema = z.object({
  number: z.int(),
  tree_size: z.int(),
  root: z.hex(),
  previous_hash: z.hex(),
  sealed_at: z.string(),
  key_id: z.string(),
  signature: z.base64(),
});
export type HeadJson = z.output<typeof headJsonSchema>;

export function headToJson(head: SignedHead): HeadJson {
  return {
    number: head.number,
    tree_size: head.treeSize,
    root: head.root.toString('hex'),
    previous_hash: head.previousHash.toString('hex'),
    sealed_at: head.sealedAt,
    key_id: head.keyId,
    signature: head.signature.toString('base64'),
  };
}

export function headFromJson(json: HeadJson): SignedHead {
  return {
    number: json.number,
    treeSize: json.tree_size,
    root: Buffer.from(json.root, 'hex'),
    previousHash: Buffer.from(json.previous_hash, 'hex'),
    sealedAt: json.sealed_at,
    keyId: json.key_id,
    signature: Buffer.from(json.signature, 'base64'),
  };
}
