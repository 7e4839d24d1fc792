import { hash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { request } from 'undici';
import { headToJson } from './head-json.js';
import { headHash, type SignedHead } from './tree-head.js';
import type { Witness } from './witness.js';
import type { WitnessedHead } from './witnessed-heads.js';

export interface BucketSettings {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** For so long nobody can delete a head, the owner of the bucket's account included. */
  retentionDays: number;
}

const deadlineMs = 10_000;
const dayMs = 86_400_000;

/**
 * A bucket with object lock, by the S3 interface. An object is a head, and its name says which: number, tree size, hash. A list of
 * the names is therefore enough to hold a trail against, and a second history would have names of its own.
 */
export class BucketWitness implements Witness {
  readonly name: string;
  private readonly prefix: string;
  private readonly bucket: URL;
  private locks = false;

  /** @param url `https://host/bucket/prefix` */
  constructor(
    url: URL,
    private readonly settings: BucketSettings,
  ) {
    const [, bucket = '', ...prefix] = url.pathname.split('/');
    if (!/^[a-z0-9.-]{3,63}$/.test(bucket) || !/^[\w./-]*$/.test(prefix.join('/')))
      throw new RangeError('a bucket is s3+https://host/bucket/prefix, its prefix of letters, digits, dots, dashes');
    this.name = `${url.origin}${url.pathname}`;
    this.bucket = new URL(`/${bucket}`, url.origin);
    this.prefix = prefix
      .filter(Boolean)
      .map((part) => `${part}/`)
      .join('');
  }

  async keep(heads: readonly SignedHead[]): Promise<void> {
    for (const head of heads) {
      const key = `${this.prefix}${keyOf(head)}`;
      const body = JSON.stringify(headToJson(head));
      const { statusCode } = await this.send('PUT', key, {
        body,
        headers: {
          'content-type': 'application/json',
          'if-none-match': '*',
          'x-amz-checksum-sha256': hash('sha256', body, 'base64'),
          'x-amz-object-lock-mode': 'COMPLIANCE',
          'x-amz-object-lock-retain-until-date': new Date(
            Date.now() + this.settings.retentionDays * dayMs,
          ).toISOString(),
        },
      });
      // 412: it was kept before our confirmation of that was.
      if (statusCode !== 200 && statusCode !== 412) throw new Error(`the bucket answered ${statusCode}`);
      this.locks ||= await this.isLocked(key);
      if (!this.locks) throw new Error('the bucket keeps objects without locking them');
    }
  }

  /**
   * Every head that was ever kept: versions that another one or a delete marker covers are listed too.
   *
   * @throws Error when the bucket cannot be listed
   */
  async *heads(): AsyncGenerator<WitnessedHead> {
    let marker: Record<string, string> | undefined = {};
    while (marker) {
      const { statusCode, text } = await this.send('GET', '', {
        query: { versions: '', prefix: this.prefix, ...marker },
      });
      if (statusCode !== 200) throw new Error(`the bucket answered ${statusCode}`);
      for (const [, version = ''] of text.matchAll(/<Version>(.*?)<\/Version>/gs)) {
        const head = headOf(elementOf(version, 'Key')?.slice(this.prefix.length) ?? '');
        if (head) yield head;
      }
      marker = nextPage(text);
    }
  }

  /** Some stores take the words about the lock and leave them at that. */
  private async isLocked(key: string): Promise<boolean> {
    const { headers } = await this.send('HEAD', key, {});
    const until = Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
    return headers['x-amz-object-lock-mode'] === 'COMPLIANCE' && until > Date.now();
  }

  private async send(
    method: 'GET' | 'HEAD' | 'PUT',
    key: string,
    {
      query = {},
      headers = {},
      body,
    }: { query?: Record<string, string>; headers?: Record<string, string>; body?: string },
  ) {
    const url = new URL(`${this.bucket.href}/${key}`.replace(/\/$/, ''));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signed = await new AwsV4Signer({
      method,
      url: url.href,
      service: 's3',
      region: this.settings.region,
      accessKeyId: this.settings.accessKeyId,
      secretAccessKey: this.settings.secretAccessKey,
      headers: { ...headers, 'x-amz-content-sha256': hash('sha256', body ?? '', 'hex') },
    }).sign();
    const answer = await request(signed.url, {
      method,
      headers: Object.fromEntries(signed.headers),
      body: body ?? null,
      signal: AbortSignal.timeout(deadlineMs),
    });
    return { statusCode: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }
}

/** Names sort as numbers do. */
function keyOf(head: SignedHead): string {
  const digits = (number: number) => String(number).padStart(12, '0');
  return `${digits(head.number)}-${digits(head.treeSize)}-${headHash(head).toString('hex')}.json`;
}

/** @returns undefined for what is not ours */
function headOf(key: string): WitnessedHead | undefined {
  const [, number, treeSize, hex] = /^(\d{12})-(\d{12})-([0-9a-f]{64})\.json$/.exec(key) ?? [];
  return hex === undefined
    ? undefined
    : { number: Number(number), treeSize: Number(treeSize), hash: Buffer.from(hex, 'hex') };
}

function nextPage(text: string): Record<string, string> | undefined {
  const key = elementOf(text, 'NextKeyMarker');
  if (elementOf(text, 'IsTruncated') !== 'true' || key === undefined) return undefined;
  const version = elementOf(text, 'NextVersionIdMarker');
  return { 'key-marker': key, ...(version !== undefined && { 'version-id-marker': version }) };
}

/** Of the names that we give, none has a character that XML would write otherwise. */
function elementOf(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
}
