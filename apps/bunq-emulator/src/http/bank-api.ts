import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { invalid, Refusal } from '../bank/refusal.js';
import { endpoints } from '../endpoints/index.js';
import { type Answer, errorAnswer, type FileAnswer } from '../wire/envelope.js';
import { toAsciiJson } from '../wire/json.js';
import { isBodySignedBy, signBody } from '../wire/signature.js';
import { type Identity, identify } from './caller.js';
import type { Endpoint } from './endpoint.js';
import { fieldsOf, headerOf, rawBodyOf } from './incoming.js';
import { orderedRefusals } from './ordered-refusals.js';
import { RequestIds } from './request-ids.js';
import type { RateLimits } from './rate-limits.js';

const httpError = z.object({ statusCode: z.number().int().min(400).max(499) });

/** Puts the bank's API under /v1. */
export function serveBankApi(app: FastifyInstance, bank: Bank, limits: RateLimits): void {
  const requestIds = new RequestIds(bank);
  for (const endpoint of endpoints) {
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      handler: (request, reply) => {
        limits.count(request.ip, endpoint.method, endpoint.path);
        const done = run({ bank, requestIds }, endpoint, request);
        if (!('bytes' in done)) return sendJson(reply, 200, done);
        return reply.code(200).header('Content-Type', done.contentType).send(done.bytes);
      },
    });
  }
}

/** A refusal in the bank's envelope; anything else is the bank's own fault. */
export function sendRefusal(reply: FastifyReply, error: unknown): FastifyReply {
  const language = headerOf(reply.request, 'x-bunq-language');
  if (error instanceof Refusal) return sendJson(reply, error.status, errorAnswer(error.message, error.more, language));
  // The server's own refusals, such as a body that is too large.
  const parsed = httpError.safeParse(error);
  if (parsed.success)
    return sendJson(reply, parsed.data.statusCode, errorAnswer('The request could not be read.', {}, language));
  return sendJson(reply, 500, errorAnswer('An internal error occurred.', {}, language));
}

export function sendUnknownRoute(reply: FastifyReply, path: string): FastifyReply {
  const language = headerOf(reply.request, 'x-bunq-language');
  const isKnown = endpoints.some((endpoint) => patternOf(endpoint.path).test(path));
  if (isKnown) return sendJson(reply, 405, errorAnswer('Method not allowed.', {}, language));
  return sendJson(reply, 404, errorAnswer('Route not found.', {}, language));
}

/**
 * Adds what every answer of the bank carries: a response id, the echo of the request id, and a signature over the body bytes. Only
 * the answer to an installation is unsigned, as the client has no key yet to check it with.
 */
export function sealAnswer(bank: Bank, request: FastifyRequest, reply: FastifyReply, body: Buffer): void {
  void reply.header('X-Bunq-Client-Response-Id', randomUUID());
  const requestId = headerOf(request, 'x-bunq-client-request-id');
  if (requestId !== undefined) void reply.header('X-Bunq-Client-Request-Id', requestId);
  const isInstallation = request.method === 'POST' && request.routeOptions.url === '/v1/installation';
  const { unsignedTooManyRequests, unsignedErrors } = bank.switches;
  const isLeftOut = reply.statusCode === 429 ? unsignedTooManyRequests : reply.statusCode >= 400 && unsignedErrors;
  if (!isInstallation && !isLeftOut) {
    // An answer to HEAD leaves without its body.
    const sent = request.method === 'HEAD' ? Buffer.alloc(0) : body;
    void reply.header('X-Bunq-Server-Signature', signBody(sent, bank.serverKey));
  }
}

export function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply.code(status).header('Content-Type', 'application/json').send(toAsciiJson(body));
}

function run(
  { bank, requestIds }: { bank: Bank; requestIds: RequestIds },
  endpoint: Endpoint,
  request: FastifyRequest,
): Answer | FileAnswer {
  if (bank.switches.requireUserAgent && (headerOf(request, 'user-agent') ?? '') === '') {
    throw invalid('The header "User-Agent" is required.');
  }
  const identity = identify(bank, headerOf(request, 'x-bunq-client-authentication'));
  const rawBody = rawBodyOf(request);
  const isSigned = checkSignature(identity, headerOf(request, 'x-bunq-client-signature'), rawBody);
  return requestIds.once(endpoint, identity, headerOf(request, 'x-bunq-client-request-id'), () => {
    const ordered = orderedRefusals.get(request);
    if (ordered !== undefined) throw ordered;
    return endpoint.run({
      bank,
      path: pathOf(request),
      params: fieldsOf(request.params),
      query: fieldsOf(request.query),
      rawBody,
      header: (name) => headerOf(request, name),
      ip: request.ip,
      identity,
      isSigned,
    });
  });
}

/** A signature that is there must be right, also where none is required. */
function checkSignature(identity: Identity, signature: string | undefined, body: Buffer): boolean {
  if (signature === undefined || identity.kind === 'nobody') return false;
  if (!isBodySignedBy(body, signature, identity.installation.clientPublicKey)) {
    throw invalid('The request signature is invalid.');
  }
  return true;
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}

/** Whether the bank's API answers here; the token endpoint speaks OAuth instead. */
export function isBankPath(path: string): boolean {
  return path === '/v1' || (path.startsWith('/v1/') && path !== '/v1/token');
}

/** For an address that no server can read. Hooks do not run for it. */
export function sendUnreadableAddress(bank: Bank, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = toAsciiJson(errorAnswer('Route not found.', {}, headerOf(request, 'x-bunq-language')));
  void reply.code(404).header('Content-Type', 'application/json');
  if (isBankPath(pathOf(request))) sealAnswer(bank, request, reply, body);
  return reply.send(body);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/:[^/]+/g, '[^/]+')}$`);
}
