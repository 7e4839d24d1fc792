import { fileURLToPath } from 'node:url';
import { BucketWitness, type BucketSettings } from './bucket-witness.js';
import { FileWitness, HttpWitness, type Witness } from './witness.js';

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

/** The addresses of a setting, which has them by commas. */
export function witnessAddresses(setting = ''): string[] {
  return setting
    .split(',')
    .map((address) => address.trim())
    .filter(Boolean);
}

/** An address without credentials. */
export function witnessNameOf(address: string): string {
  const url = new URL(address.replace(bucketScheme, '$1'));
  return url.protocol === 'file:' ? fileURLToPath(url) : `${url.origin}${url.pathname}`;
}
