import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { sign } from 'aws4';

interface Version {
  key: string;
  id: string;
  body: string;
  retainUntil: string | undefined;
}

const region = 'eu-central-1';

/**
 * A small store that answers as S3 does a bucket with versions and object lock: it checks signatures with another library than
 * the platform signs with, checksums, conditions, and what is locked. Versions are listed three to a page.
 */
export class LockedBucket {
  readonly accessKeyId = 'witness-writer';
  readonly secretAccessKey = randomBytes(20).toString('base64url');
  readonly versions: Version[] = [];
  /** Every request is refused with this status. */
  failsWith: number | undefined;
  /** A store that takes the words about the lock, and forgets them. */
  forgetsLocks = false;
  requests = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<LockedBucket> {
    const respond = async (request: IncomingMessage, response: ServerResponse) => {
      const { status, body = '', headers = {} } = await bucket.answer(request);
      // The next bucket may get the same port: nobody keeps a connection to this one.
      response.writeHead(status, { ...headers, Connection: 'close' }).end(request.method === 'HEAD' ? undefined : body);
    };
    const server = createServer((request, response) => void respond(request, response));
    const bucket = new LockedBucket(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return bucket;
  }

  /** Of a bucket in it, as a setting. */
  get address(): string {
    return `s3+http://127.0.0.1:${(this.server.address() as AddressInfo).port}/witness/heads`;
  }

  get settings(): Record<string, string> {
    return {
      AUDIT_WITNESS_BUCKET_REGION: region,
      AUDIT_WITNESS_BUCKET_KEY: this.accessKeyId,
      AUDIT_WITNESS_BUCKET_SECRET: this.secretAccessKey,
      AUDIT_WITNESS_BUCKET_DAYS: '30',
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    this.requests += 1;
    const body = await buffer(request);
    if (this.failsWith !== undefined) return { status: this.failsWith };
    if (!this.isSigned(request, body))
      return { status: 403, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' };
    const url = new URL(request.url ?? '/', 'http://bucket');
    const key = decodeURIComponent(url.pathname.replace(/^\/witness\/?/, ''));
    if (request.method === 'PUT') return this.put(request, key, body.toString('utf8'));
    if (request.method === 'HEAD') return this.head(key);
    if (url.searchParams.has('versions')) return this.list(url.searchParams);
    return { status: 405 };
  }

  private isSigned({ method = '', url = '', headers }: IncomingMessage, body: Buffer): boolean {
    const { authorization = '' } = headers;
    const signedHeaders = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
    const given = Object.fromEntries(signedHeaders.map((name) => [name, headers[name]]));
    const request = {
      service: 's3',
      region,
      method,
      path: url,
      // Of the moment at which it was signed; left alone, the library would take that of its arrival.
      headers: { ...given, date: timeOf(String(headers['x-amz-date'])) },
      extraHeadersToIgnore: { date: true },
      body: body.toString('utf8'),
      doNotModifyHeaders: true,
    };
    const expected = sign(request, { accessKeyId: this.accessKeyId, secretAccessKey: this.secretAccessKey });
    const contentHash = headers['x-amz-content-sha256'];
    return authorization === expected.headers?.['Authorization'] && contentHash === hash('sha256', body, 'hex');
  }

  private put({ headers }: IncomingMessage, key: string, body: string): Answer {
    const mode = headers['x-amz-object-lock-mode'];
    const until = headers['x-amz-object-lock-retain-until-date'];
    const isWhole = headers['x-amz-checksum-sha256'] === hash('sha256', body, 'base64');
    if (mode !== undefined && (mode !== 'COMPLIANCE' || !isWhole || Number.isNaN(Date.parse(String(until)))))
      return { status: 400, body: '<Error><Code>InvalidRequest</Code></Error>' };
    if (headers['if-none-match'] === '*' && this.versions.some((version) => version.key === key))
      return { status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' };
    const retainUntil = this.forgetsLocks || until === undefined ? undefined : String(until);
    this.versions.push({ key, id: randomBytes(8).toString('hex'), body, retainUntil });
    return { status: 200 };
  }

  private head(key: string): Answer {
    const version = this.versions.findLast((one) => one.key === key);
    if (!version) return { status: 404 };
    const { retainUntil } = version;
    return {
      status: 200,
      headers: retainUntil
        ? { 'x-amz-object-lock-mode': 'COMPLIANCE', 'x-amz-object-lock-retain-until-date': retainUntil }
        : {},
    };
  }

  private list(query: URLSearchParams): Answer {
    const listed = this.versions
      .filter(({ key }) => key.startsWith(query.get('prefix') ?? ''))
      .toSorted((one, other) => (one.key < other.key ? -1 : 1));
    const after = listed.findIndex(({ id }) => id === query.get('version-id-marker'));
    const page = listed.slice(after + 1, after + 4);
    const last = page.at(-1);
    const isTruncated = last !== undefined && last !== listed.at(-1);
    const items = page
      .map(({ key, id }) => `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`)
      .join('');
    const next = isTruncated
      ? `<NextKeyMarker>${last.key}</NextKeyMarker><NextVersionIdMarker>${last.id}</NextVersionIdMarker>`
      : '';
    const body = `<?xml version="1.0"?><ListVersionsResult><IsTruncated>${isTruncated}</IsTruncated>${next}${items}</ListVersionsResult>`;
    return { status: 200, body };
  }
}

interface Answer {
  status: number;
  body?: string;
  headers?: Record<string, string>;
}

/** Of `20261121T163453Z` what `Date` reads. */
function timeOf(stamp: string): string {
  return stamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');
}
