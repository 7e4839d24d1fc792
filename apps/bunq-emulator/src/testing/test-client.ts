import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isBodySignedBy, signBody } from '../wire/signature.js';

const element = z.record(z.string(), z.unknown());
const envelope = z.looseObject({
  Response: z.array(element).optional(),
  Pagination: z.record(z.string(), z.string().nullable()).optional(),
  Error: z.array(z.looseObject({ error_description: z.string() })).optional(),
});

export interface Reply {
  status: number;
  headers: Headers;
  bytes: Buffer;
  body: z.infer<typeof envelope>;
  /** The first error description. */
  error: string | undefined;
}

interface SendOptions {
  body?: unknown;
  raw?: Buffer;
  token?: string | undefined;
  signature?: string | false;
  headers?: Record<string, string>;
}

/** A client of the bank's API with one installation, as a test needs it: able to do everything wrong on purpose. */
export class TestClient {
  readonly publicKeyPem: string;
  readonly privateKey: KeyObject;
  installationToken = '';
  serverPublicKey = '';
  sessionToken: string | undefined;
  userId = 0;

  constructor(readonly url: string) {
    const { publicKey, privateKey } = sharedKeys();
    this.publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.privateKey = privateKey;
  }

  async send(method: string, path: string, options: SendOptions = {}): Promise<Reply> {
    const raw =
      options.raw ?? (options.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(options.body)));
    const token = 'token' in options ? options.token : (this.sessionToken ?? this.installationToken);
    const headers: Record<string, string> = { 'User-Agent': 'test', ...options.headers };
    if (token !== undefined && token !== '') headers['X-Bunq-Client-Authentication'] = token;
    const signature = options.signature ?? signBody(raw, this.privateKey);
    if (signature !== false) headers['X-Bunq-Client-Signature'] = signature;
    const response = await fetch(this.url + path, {
      method,
      headers,
      ...(method === 'GET' || raw.length === 0 ? {} : { body: new Uint8Array(raw) }),
      redirect: 'manual',
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const body = envelope.parse(JSON.parse(bytes.toString('utf8')));
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      body,
      error: body.Error?.[0]?.error_description,
    };
  }

  async install(): Promise<void> {
    const reply = await this.send('POST', '/v1/installation', {
      body: { client_public_key: this.publicKeyPem },
      token: '',
      signature: false,
    });
    this.installationToken = z.string().parse(part(reply, 'Token')['token']);
    this.serverPublicKey = z.string().parse(part(reply, 'ServerPublicKey')['server_public_key']);
  }

  /** Registers a key as a device of this installation. */
  async registerDevice(secret: string): Promise<Reply> {
    const body = { description: 'test', secret, permitted_ips: ['*'] };
    return this.send('POST', '/v1/device-server', { body, token: this.installationToken });
  }

  async openSession(secret: string): Promise<Reply> {
    const reply = await this.send('POST', '/v1/session-server', { body: { secret }, token: this.installationToken });
    if (reply.status === 200) {
      this.sessionToken = z.string().parse(part(reply, 'Token')['token']);
      this.userId = z
        .number()
        .parse(z.record(z.string(), z.unknown()).parse(Object.values(reply.body.Response?.[2] ?? {})[0])['id']);
    }
    return reply;
  }

  /** Reads something that is not JSON when it succeeds. */
  async fetchFile(
    path: string,
  ): Promise<{ status: number; contentType: string | null; bytes: Buffer; isSigned: boolean }> {
    const response = await fetch(this.url + path, {
      headers: { 'User-Agent': 'test', 'X-Bunq-Client-Authentication': this.sessionToken ?? '' },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const signature = response.headers.get('x-bunq-server-signature') ?? '';
    return {
      status: response.status,
      contentType: response.headers.get('content-type'),
      bytes,
      isSigned: isBodySignedBy(bytes, signature, this.serverPublicKey),
    };
  }

  isSigned(reply: Reply): boolean {
    return isBodySignedBy(reply.bytes, reply.headers.get('x-bunq-server-signature') ?? '', this.serverPublicKey);
  }
}

/** A client with a session of its own. */
export async function connectedClient(url: string, apiKey: string): Promise<TestClient> {
  const client = new TestClient(url);
  await client.install();
  await client.registerDevice(apiKey);
  await client.openSession(apiKey);
  return client;
}

/** The object inside the first element that has this wrapper. */
export function part(reply: Reply, wrapper: string): Record<string, unknown> {
  const found = reply.body.Response?.find((candidate) => wrapper in candidate)?.[wrapper];
  if (found === undefined) throw new Error(`no ${wrapper} in ${reply.status} ${reply.bytes.toString('utf8')}`);
  return element.parse(found);
}

export function idOf(reply: Reply): number {
  return z.number().parse(part(reply, 'Id')['id']);
}

export function uniqueText(): string {
  return randomUUID();
}

let keys: { publicKey: KeyObject; privateKey: KeyObject } | undefined;

/** One pair for all clients of a test file: making keys is the slowest thing a test does. */
function sharedKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  keys ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return keys;
}
