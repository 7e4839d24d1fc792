import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  BunqApiError,
  BunqError,
  BunqNotSentError,
  BunqOutcomeUnknownError,
  type BunqUnknownReason,
} from './bunq-api.error.js';
import { unlimitedBudget } from './bunq-budget.js';
import { type BunqAuthentication, type BunqCallReport, BunqHttp, type BunqRequest } from './bunq-http.js';
import { generateBunqKeyPair, type BunqKeyPair, signBunqBytes, verifyBunqBytes } from './bunq-signature.js';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

const post: BunqRequest = {
  method: 'POST',
  endpoint: 'user/{userId}/draft-payment',
  params: { userId: 7 },
  body: '{"iban":"NL49BUNQ2060000017","name":"A. Tester"}',
  requestId: 'attempt-1',
};
const get: BunqRequest = { method: 'GET', endpoint: 'user' };
const created = '{"Response":[{"Id":{"id":12}}]}';

let ours: BunqKeyPair;
let theirs: BunqKeyPair;
let authentication: BunqAuthentication;
let server: Server;
let apiUrl: string;
let answer: (response: ServerResponse, seen: Seen) => void;
let seen: Seen[] = [];
let reports: BunqCallReport[] = [];
let clients: BunqHttp[] = [];

function client(url = apiUrl, connectMs?: number): BunqHttp {
  const made = new BunqHttp({
    apiUrl: url,
    userAgent: 'spec',
    budget: unlimitedBudget,
    observer: (report) => reports.push(report),
    timeouts: { connectMs },
    allowInsecureHttp: true,
  });
  clients.push(made);
  return made;
}

function signed(response: ServerResponse, status: number, body: string | Buffer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-bunq-client-response-id': 'response-1',
    'x-bunq-server-signature': signBunqBytes(bytes, theirs.privateKeyPem),
  });
  response.end(bytes);
}

function unsigned(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function refusal(text: string): string {
  return JSON.stringify({ Error: [{ error_description: text, error_description_translated: text }] });
}

async function failure(promise: Promise<unknown>): Promise<BunqError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof BunqError) return error;
    throw error;
  }
  throw new Error('it succeeded');
}

beforeAll(async () => {
  ours = await generateBunqKeyPair();
  theirs = await generateBunqKeyPair();
  authentication = {
    owner: 'psp',
    token: 'canary-token',
    signingKeyPem: ours.privateKeyPem,
    serverPublicKeyPem: theirs.publicKeyPem,
  };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${portOf(server)}/v1`;
});

afterEach(async () => {
  await Promise.all(clients.map((one) => one.close()));
  [seen, reports, clients] = [[], [], []];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function portOf(listening: { address(): AddressInfo | string | null }): number {
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

describe('what is sent', () => {
  it('is these bytes, signed, under this request id, with the headers bunq asks for', async () => {
    answer = (response) => signed(response, 200, created);
    const result = await client().send(post, authentication);
    expect(result.elements).toEqual([{ kind: 'Id', value: { id: 12 } }]);
    const [request] = seen;
    expect(request?.url).toBe('/v1/user/7/draft-payment');
    expect(request?.body).toBe(post.body);
    expect(request?.headers).toMatchObject({
      'cache-control': 'no-cache',
      'user-agent': 'spec',
      'content-type': 'application/json',
      'x-bunq-client-authentication': 'canary-token',
      'x-bunq-client-request-id': 'attempt-1',
    });
    const signature = String(request?.headers['x-bunq-client-signature']);
    expect(verifyBunqBytes(Buffer.from(request?.body ?? ''), signature, ours.publicKeyPem)).toBe(true);
  });

  it('carries no signature on a read and keeps a value inside its path segment', async () => {
    answer = (response) => signed(response, 200, '{"Response":[]}');
    const request = { method: 'GET', endpoint: 'user/{userId}', params: { userId: 'a/../b?c' }, query: { count: 5 } };
    await client().send({ ...request, method: 'GET' }, authentication);
    expect(seen[0]?.url).toBe('/v1/user/a%2F..%2Fb%3Fc?count=5');
    expect(seen[0]?.headers).not.toHaveProperty('x-bunq-client-signature');
  });

  it('is nothing when a path value would climb to another endpoint', async () => {
    const request = { ...get, endpoint: 'user/{userId}', params: { userId: '..' } };
    await expect(client().send(request, authentication)).rejects.toThrow(RangeError);
    expect(seen).toEqual([]);
  });

  it('never goes over plain HTTP unless that is allowed', () => {
    expect(() => new BunqHttp({ apiUrl, userAgent: 'spec' })).toThrow(TypeError);
  });
});

describe('an outcome that is unknown', () => {
  const cases: [string, BunqUnknownReason, (response: ServerResponse) => void][] = [
    ['a 500', 'server_error', (r) => signed(r, 500, refusal('oops'))],
    ['a 503 in HTML', 'server_error', (r) => unsigned(r, 503, '<html>', 'text/html')],
    ['maintenance', 'maintenance', (r) => signed(r, 491, refusal('maintenance'))],
    ['a 200 without signature', 'bad_signature', (r) => unsigned(r, 200, created)],
    ['a 200 in HTML', 'bad_signature', (r) => unsigned(r, 200, '<html>', 'text/html')],
    ['a signed 200 that is no envelope', 'unreadable', (r) => signed(r, 200, '{"id":1}')],
    ['a signed 200 with an Error envelope', 'unreadable', (r) => signed(r, 200, refusal('no'))],
    ['a signed 200 that is not UTF-8', 'unreadable', (r) => signed(r, 200, Buffer.from([0x7b, 0xff, 0x7d]))],
    ['a 400 in HTML', 'unreadable', (r) => unsigned(r, 400, '<html>', 'text/html')],
    ['a 404 without messages', 'unreadable', (r) => unsigned(r, 404, '{"Error":[]}')],
    ['a redirect', 'unreadable', (r) => r.writeHead(302, { location: `${apiUrl}/elsewhere` }).end()],
    ['a 201', 'unreadable', (r) => signed(r, 201, created)],
    [
      'one byte changed on the way',
      'bad_signature',
      (r) => {
        r.writeHead(200, {
          'x-bunq-server-signature': signBunqBytes(Buffer.from(created), theirs.privateKeyPem),
        });
        r.end(created.replace('12', '13'));
      },
    ],
    [
      'a refusal changed on the way',
      'bad_signature',
      (r) => {
        r.writeHead(400, { 'x-bunq-server-signature': signBunqBytes(Buffer.from('other'), theirs.privateKeyPem) });
        r.end(refusal('no'));
      },
    ],
    ['a reset before the answer', 'connection_broken', (r) => r.socket?.resetAndDestroy()],
    [
      'a reset in the middle of the body',
      'connection_broken',
      (r) => {
        r.writeHead(200, { 'content-length': '1000' });
        r.write(created);
        setTimeout(() => r.socket?.resetAndDestroy(), 30);
      },
    ],
    [
      'an end in the middle of the body',
      'connection_broken',
      (r) => {
        r.writeHead(200, { 'content-length': '1000' });
        r.write(created);
        setTimeout(() => r.socket?.end(), 30);
      },
    ],
    ['an answer that is too large', 'unreadable', (r) => signed(r, 200, Buffer.alloc(2 * 1024 * 1024 + 1, 32))],
    ['an answer that never comes', 'timeout', () => {}],
    [
      'an answer that drips',
      'timeout',
      (r) => {
        r.writeHead(200, { 'content-length': '1000' });
        const drip = setInterval(() => r.write(' '), 20);
        r.on('close', () => clearInterval(drip));
      },
    ],
  ];

  it.each(cases)('%s is %s', async (_, reason, behaviour) => {
    answer = behaviour;
    const startedAt = performance.now();
    const error = await failure(client().send({ ...post, deadlineMs: 400 }, authentication));
    expect(error).toBeInstanceOf(BunqOutcomeUnknownError);
    expect(error).toMatchObject({ reason, endpoint: 'POST user/{userId}/draft-payment' });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(seen).toHaveLength(1);
    expect(reports).toMatchObject([{ outcome: 'unknown', reason, requestId: 'attempt-1', owner: 'psp' }]);
    expect(inspectAll(error)).not.toMatch(/NL49|Tester|canary/);
  });
});

describe('a request that was not sent', () => {
  it('when nobody listens', async () => {
    const closed = createTcpServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const port = portOf(closed);
    await new Promise((resolve) => closed.close(resolve));
    const error = await failure(client(`http://127.0.0.1:${port}/v1`).send(post, authentication));
    expect(error).toBeInstanceOf(BunqNotSentError);
    expect(error).toMatchObject({ reason: 'connect' });
    expect(reports).toMatchObject([{ outcome: 'not_sent', reason: 'connect' }]);
  });

  it('when the name does not resolve', async () => {
    const error = await failure(client('https://bank.invalid/v1').send(post, authentication));
    expect(error).toMatchObject({ name: 'BunqNotSentError', reason: 'connect' });
  });

  it('when TLS fails', async () => {
    const error = await failure(client(apiUrl.replace('http:', 'https:')).send(post, authentication));
    expect(error).toMatchObject({ name: 'BunqNotSentError', reason: 'connect' });
    expect(seen).toEqual([]);
  });

  it.each([
    ['the connection', 100, 5_000, 'connect'],
    ['the deadline', 5_000, 100, 'deadline'],
  ])('when %s times out before a byte was written', async (_, connectMs, deadlineMs, reason) => {
    // A TLS peer that accepts and then says nothing: the handshake never ends.
    const sockets = new Set<{ destroy(): void }>();
    const silent = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${portOf(silent)}/v1`;
    const error = await failure(client(url, connectMs).send({ ...post, deadlineMs }, authentication));
    expect(error).toMatchObject({ name: 'BunqNotSentError', reason });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('when the budget gives no place before the deadline', async () => {
    const http = new BunqHttp({
      apiUrl,
      userAgent: 'spec',
      allowInsecureHttp: true,
      budget: {
        take: (_method, _endpoint, _priority, signal) =>
          new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('late')))),
        learn: () => {},
      },
    });
    clients.push(http);
    const error = await failure(http.send({ ...post, deadlineMs: 50 }, authentication));
    expect(error).toMatchObject({ name: 'BunqNotSentError', reason: 'deadline' });
    expect(seen).toEqual([]);
  });
});

describe('a failing class of endpoints', () => {
  it('is left alone: nothing is sent, and that is certain', async () => {
    answer = (response) => signed(response, 500, 'oops');
    const http = client();
    for (let call = 0; call < 20; call += 1) await failure(http.send(post, authentication));
    const late = await failure(http.send(post, authentication));
    expect(late).toBeInstanceOf(BunqNotSentError);
    expect(late).toMatchObject({ reason: 'breaker' });
    expect(seen).toHaveLength(20);
    expect(reports.at(-1)).toMatchObject({ outcome: 'not_sent', reason: 'breaker' });
    answer = (response) => signed(response, 200, created);
    await expect(
      http.send({ ...get, endpoint: 'user/{userId}/event', params: { userId: 7 } }, authentication),
    ).resolves.toBeDefined();
  });
});

describe('a file', () => {
  const file = Buffer.from([0, 255, 128, 10, 13, 0]);

  it('is sent as it is, signed over its bytes, and read as it is', async () => {
    answer = (response) => signed(response, 200, file);
    const http = client();
    const headers = { 'X-Bunq-Attachment-Description': 'a pixel' };
    const upload = { ...post, body: file, contentType: 'image/png', headers };
    expect(Buffer.from((await http.download(upload, authentication)).bytes)).toEqual(file);
    const [sent] = seen;
    expect(sent?.headers).toMatchObject({ 'content-type': 'image/png', 'x-bunq-attachment-description': 'a pixel' });
    const signature = String(sent?.headers['x-bunq-client-signature']);
    expect(verifyBunqBytes(file, signature, ours.publicKeyPem)).toBe(true);
  });

  it('that was altered on the way is not believed', async () => {
    answer = (response) => {
      response.writeHead(200, { 'x-bunq-server-signature': signBunqBytes(file, theirs.privateKeyPem) });
      response.end(Buffer.from([0, 255, 128, 10, 13, 1]));
    };
    const error = await failure(client().download(get, authentication));
    expect(error).toMatchObject({ name: 'BunqOutcomeUnknownError', reason: 'bad_signature' });
  });
});

describe('a refusal', () => {
  it.each([
    [400, 'The request signature is invalid.', 'isSignatureRefused'],
    [
      466,
      'For this operation a request signature is required. Check the urls for more information.',
      'isSignatureRefused',
    ],
    [400, 'User credentials are incorrect. Incorrect API key or IP address.', 'isCredentialsRefused'],
    [401, 'Insufficient authentication.', 'isSessionExpired'],
    [403, 'Insufficient authorisation.', 'isSessionExpired'],
    [400, 'The request ID has already been used.', 'isRequestIdUsed'],
    [400, 'X-Bunq-Client-Request-Id must be unique.', 'isRequestIdUsed'],
    [429, 'Too many requests. You can do a maximum of 5 calls per 3 second to this endpoint.', 'isRateLimited'],
    [400, 'Superfluous field "x".', undefined],
  ] as const)('%i "%s" is read as %s', async (status, text, flag) => {
    answer = (response) => signed(response, status, refusal(text));
    const error = await failure(client().send(post, authentication));
    expect(error).toBeInstanceOf(BunqApiError);
    if (!(error instanceof BunqApiError)) return;
    const flags = [
      'isSignatureRefused',
      'isCredentialsRefused',
      'isSessionExpired',
      'isRequestIdUsed',
      'isRateLimited',
    ];
    expect(flags.filter((name) => Reflect.get(error, name) === true)).toEqual(flag ? [flag] : []);
    expect(error).toMatchObject({ status, responseId: 'response-1', messages: [text], isSigned: true });
    expect(error.limit).toEqual(status === 429 ? { calls: 5, seconds: 3 } : undefined);
    expect(seen).toHaveLength(1);
    expect(inspectAll(error)).not.toContain(text);
  });

  it('need not be signed', async () => {
    answer = (response) => response.writeHead(429).end(refusal('Too many requests.'));
    const error = await failure(client().send(post, authentication));
    expect(error).toMatchObject({ status: 429, isSigned: false, limit: undefined });
  });
});

describe('a read', () => {
  it('waits and asks again after a 429, and teaches the budget the limit', async () => {
    const learnt: unknown[] = [];
    const http = new BunqHttp({
      apiUrl,
      userAgent: 'spec',
      allowInsecureHttp: true,
      budget: { take: async () => {}, learn: (...what) => learnt.push(what) },
    });
    clients.push(http);
    answer = (response) =>
      seen.length === 1
        ? signed(response, 429, refusal('You can do a maximum of 3 calls per 1 second to this endpoint.'))
        : signed(response, 200, '{"Response":[]}');
    await http.send(get, authentication);
    expect(seen).toHaveLength(2);
    expect(learnt).toEqual([['GET', 'user', { calls: 3, seconds: 1 }]]);
  });

  it('gives up rather than wait past its deadline', async () => {
    answer = (response) => signed(response, 429, refusal('You can do a maximum of 3 calls per 3 second.'));
    const error = await failure(client().send({ ...get, deadlineMs: 1_000 }, authentication));
    expect(error).toMatchObject({ status: 429 });
    expect(seen).toHaveLength(1);
  });

  it('is repeated twice at most over a broken connection', async () => {
    answer = (response) => response.socket?.resetAndDestroy();
    const error = await failure(client().send(get, authentication));
    expect(error).toMatchObject({ name: 'BunqOutcomeUnknownError', reason: 'connection_broken' });
    expect(seen).toHaveLength(3);
  });
});

describe('the observer', () => {
  it('hears of a call without its contents', async () => {
    answer = (response) => signed(response, 200, created);
    await client().send(post, authentication);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toEqual({
      durationMs: expect.any(Number),
      method: 'POST',
      endpointTemplate: 'user/{userId}/draft-payment',
      owner: 'psp',
      status: 200,
      outcome: 'accepted',
      responseId: 'response-1',
      requestId: 'attempt-1',
      bodyHash: sha256(String(post.body)),
      responseHash: sha256(created),
    });
  });

  it('cannot turn a made payment into an error', async () => {
    answer = (response) => signed(response, 200, created);
    const http = new BunqHttp({
      apiUrl,
      userAgent: 'spec',
      allowInsecureHttp: true,
      observer: () => {
        throw new Error('metrics are down');
      },
    });
    clients.push(http);
    await expect(http.send(post, authentication)).resolves.toMatchObject({ responseId: 'response-1' });
  });
});

/** Everything a careless logger could print of an error: message, stack, own properties, and the same of its causes. */
function inspectAll(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${error.stack} ${JSON.stringify({ ...error })} ${inspectAll(error.cause)}`;
}
