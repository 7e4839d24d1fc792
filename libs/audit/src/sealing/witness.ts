import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { BucketWitness, type BucketSettings } from './bucket-witness.js';
import { headToJson } from './head-json.js';
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
 * @param address `file:///path` gets a line of JSON per head; `https://…` gets a POST per head; `s3+https://host/bucket/prefix` gets
 * a locked object per head
 * @throws RangeError for any other address, or a bucket without its settings
 */
export function witnessAt(address: string, bucket?: BucketSettings): Witness {
  const url = new URL(address.replace(bucketScheme, '$1'));
  if (bucketScheme.test(address)) return bucketAt(address, bucket);
  if (url.protocol === 'file:') return new FileWitness(fileURLToPath(url));
  if (url.protocol === 'https:' || url.protocol === 'http:') return new HttpWitness(url);
  throw new RangeError('a witness is a file:, an https: or an s3+https: address');
}

const bucketScheme = /^s3\+(https?:)/;

export function isBucket(address: string): boolean {
  return bucketScheme.test(address);
}

/** @throws RangeError */
export function bucketAt(address: string, bucket: BucketSettings | undefined): BucketWitness {
  if (!bucket) throw new RangeError('a bucket needs AUDIT_WITNESS_BUCKET_KEY and its secret');
  return new BucketWitness(new URL(address.replace(bucketScheme, '$1')), bucket);
}

/** An address without credentials. */
export function witnessNameOf(address: string): string {
  const url = new URL(address.replace(bucketScheme, '$1'));
  return url.protocol === 'file:' ? fileURLToPath(url) : `${url.origin}${url.pathname}`;
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
