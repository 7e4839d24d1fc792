import { Readable } from 'node:stream';
import { DomainError } from '@sluis/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Agent, request as send } from 'undici';

/** A file with its form; how large it may be is for the reader of files to say. */
const uploadLimitBytes = 6 * 1024 * 1024;
/** As long as the API itself takes for an answer at most. */
const answerTimeoutMs = 30_000;
/** What of a request and of an answer is about the connection and not about what is said (RFC 9110, 7.6.1). */
const ofConnection = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
];
/** Never handed on: `cookie` is of our own pages, the address is said anew, and what a stranger forwards is not believed. */
const ofThisPlatform = ['host', 'cookie', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

/**
 * Partners have one base address for both modes: what bears a test key goes on to the API of the test world, as it is, and
 * the answer comes back as it is. This process looks at the prefix of the key alone. It holds no credential of the test
 * world, and of its own hands over none; only operations of partners are handed on, never a page or a callback.
 */
export function handOverTestRequests(fastify: FastifyInstance, testModeUrl: string): void {
  const base = testModeUrl.replace(/\/+$/, '');
  const agent = new Agent({
    connections: 64,
    connect: { timeout: 5_000 },
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  });
  fastify.addHook('onClose', () => agent.close());
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isForTestWorld(request)) return undefined;
    await handOver(request, reply, { base, agent });
    return reply;
  });
}

/** By the address as it was sent: the route need not exist here. */
export function isForTestWorld({ raw, headers }: Pick<FastifyRequest, 'raw' | 'headers'>): boolean {
  return (
    /^\/(v1|berlin-group\/v1|client)\//.test(raw.url ?? '') &&
    /^Bearer +(sk|ct)_test_/i.test(headers.authorization ?? '')
  );
}

async function handOver(
  request: FastifyRequest,
  reply: FastifyReply,
  { base, agent }: { base: string; agent: Agent },
): Promise<void> {
  const { headers, routeOptions } = request;
  // What the operation takes here it takes there: an API that closes while it is sent to could not say why.
  const isUpload = headers['content-type']?.toLowerCase().startsWith('multipart/') ?? false;
  const limitBytes = isUpload ? uploadLimitBytes : (routeOptions.bodyLimit ?? 0);
  const declared = Number(headers['content-length'] ?? 0);
  if (declared > limitBytes) throw new DomainError('request_too_large', 'The body is larger than any operation takes.');
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const answer = await send(base + (request.raw.url ?? ''), {
    dispatcher: agent,
    method: request.method,
    headers: { ...without(headers, [...ofConnection, ...ofThisPlatform]), 'x-forwarded-for': request.ip },
    body: hasBody ? Readable.from(atMost(request.raw, limitBytes), { objectMode: false }) : null,
  }).catch((error: unknown) => {
    if (error instanceof DomainError) throw error;
    throw new DomainError('platform_unavailable', 'The test world cannot be reached right now.', { cause: error });
  });
  // Its own headers, its request id among them, and not ours.
  for (const name of Object.keys(reply.getHeaders())) void reply.removeHeader(name);
  void reply.status(answer.statusCode).headers(without(answer.headers, ofConnection)).send(answer.body);
}

function without(headers: NodeJS.Dict<string | string[]>, names: readonly string[]): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || names.includes(name) ? [] : [[name, value] as const],
    ),
  );
}

/** What is sent in pieces without a length is counted on its way. */
async function* atMost(body: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const piece of body) {
    read += piece.length;
    if (read > bytes) throw new DomainError('request_too_large', 'The body is larger than any operation takes.');
    yield piece;
  }
}
