import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { z } from 'zod';
import type { SignedHead } from './tree-head.js';

/** Somebody outside the database who keeps what we signed, so that cutting off the newest records shows. */
export interface Witness {
  /** Its address without credentials: how its confirmations are kept. */
  readonly name: string;
  /** Resolves once it has kept them all; safe to repeat. */
  keep(heads: readonly SignedHead[]): Promise<void>;
}

const deadlineMs = 10_000;

/**
 * @param address `file:///path` gets a line of JSON per head; `https://…` gets a POST per head
 * @throws RangeError for any other address
 */
export function witnessAt(address: string): Witness {
  const url = new URL(address);
  if (url.protocol === 'file:') return new FileWitness(fileURLToPath(url));
  if (url.protocol === 'https:' || url.protocol === 'http:') return new HttpWitness(url);
  throw new RangeError('a witness is a file: or an https: address');
}

/** On a disk that administrators of the database cannot write: append-only storage, or another machine's. */
class FileWitness implements Witness {
  constructor(readonly name: string) {}

  async keep(heads: readonly SignedHead[]): Promise<void> {
    const file = await open(this.name, 'a', 0o600);
    try {
      await file.write(heads.map((head) => `${JSON.stringify(headToJson(head))}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

class HttpWitness implements Witness {
  readonly name: string;

  constructor(private readonly url: URL) {
    this.name = `${url.origin}${url.pathname}`;
  }

  async keep(heads: readonly SignedHead[]): Promise<void> {
    for (const head of heads) {
      const { statusCode, body } = await request(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(headToJson(head)),
        signal: AbortSignal.timeout(deadlineMs),
      });
      await body.dump();
      if (statusCode < 200 || statusCode > 299) throw new Error(`the witness answered ${statusCode}`);
    }
  }
}

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
