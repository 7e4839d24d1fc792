import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LockedBucket } from '../../../../test/support/locked-bucket.js';
import type { BucketWitness } from './bucket-witness.js';
import { headHash, noHead, SealingKey, type SignedHead } from './tree-head.js';
import { bucketAt } from './witness-address.js';
import { witnessedOf, WitnessedHeads } from './witnessed-heads.js';

const key = SealingKey.of(randomBytes(32));

let bucket: LockedBucket;
let witness: BucketWitness;

beforeEach(async () => {
  bucket = await LockedBucket.start();
  witness = witnessWith(bucket.secretAccessKey);
});

afterEach(() => bucket.stop());

function witnessWith(secretAccessKey: string): BucketWitness {
  const { accessKeyId } = bucket;
  return bucketAt(bucket.address, { region: 'eu-central-1', accessKeyId, secretAccessKey, retentionDays: 30 });
}

/** @param after what the first of them follows */
function chain(count: number, after?: SignedHead): SignedHead[] {
  const heads: SignedHead[] = [];
  for (let last = after; heads.length < count; last = heads.at(-1)) {
    const head = {
      number: (last?.number ?? 0) + 1,
      treeSize: (last?.treeSize ?? 0) + 10,
      root: randomBytes(32),
      previousHash: last ? headHash(last) : noHead,
      sealedAt: new Date().toISOString(),
    };
    heads.push(key.sign(head));
  }
  return heads;
}

async function kept() {
  const heads = [];
  for await (const head of witness.heads()) heads.push(head);
  return heads;
}

it('keeps each head once, locked, and lists them all over several pages', async () => {
  const heads = chain(8);
  await witness.keep(heads);
  await witness.keep(heads.slice(5));
  expect(bucket.versions).toHaveLength(8);
  const days = bucket.versions.map(({ retainUntil = '' }) => (Date.parse(retainUntil) - Date.now()) / 86_400_000);
  expect(Math.min(...days)).toBeGreaterThan(29.9);
  expect(await kept()).toEqual(heads.map(witnessedOf));
});

it('shows a second history beside the first', async () => {
  const heads = chain(4);
  const [first] = heads;
  const second = [...heads.slice(0, 1), ...chain(3, first)];
  await witness.keep(heads);
  await witness.keep(second);
  const held = new WitnessedHeads('bucket', await kept());
  expect(second.map((head) => held.compare(head))).toEqual([
    undefined,
    { kind: 'forked', witness: 'bucket', head: 2, fromSeq: 10, toSeq: 19 },
    undefined,
    undefined,
  ]);
  expect(held.beyond()).toBeUndefined();
});

it('tells which heads are gone, and which it was never shown', async () => {
  const heads = chain(6);
  await witness.keep(heads.filter(({ number }) => number !== 3));
  const held = new WitnessedHeads('bucket', await kept());
  expect(heads.slice(0, 4).map((head) => held.compare(head))).toEqual([
    undefined,
    undefined,
    { kind: 'witness_lacks', witness: 'bucket', head: 3 },
    undefined,
  ]);
  expect(held.beyond()).toEqual({
    kind: 'rolled_back',
    witness: 'bucket',
    fromHead: 5,
    toHead: 6,
    fromSeq: 40,
    toSeq: 59,
  });
  const emptied = new WitnessedHeads('bucket', await kept());
  expect(emptied.beyond()).toMatchObject({ kind: 'rolled_back', fromHead: 1, toHead: 6, fromSeq: 0, toSeq: 59 });
});

it('confirms nothing that the bucket refused, did not lock, or that another key signed', async () => {
  const [head] = chain(1);
  const heads = head ? [head] : [];
  await expect(witnessWith('another secret').keep(heads)).rejects.toThrow('answered 403');
  bucket.failsWith = 503;
  await expect(witness.keep(heads)).rejects.toThrow('answered 503');
  bucket.failsWith = undefined;
  bucket.forgetsLocks = true;
  await expect(witness.keep(heads)).rejects.toThrow('without locking');
  await expect(witnessWith('another secret').heads().next()).rejects.toThrow('answered 403');
});
