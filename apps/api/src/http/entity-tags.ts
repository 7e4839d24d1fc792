import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/**
 * Gives what partners read an `ETag`, and answers 304 where the reader has it already. The tag is of the text itself, so it
 * changes exactly when the answer does; work is not saved by it, only what goes over the wire. It is weak, since the same
 * text goes out compressed or not under one tag.
 */
export function tagReads(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const isRead = request.method === 'GET' && reply.statusCode === 200;
    const isOurs = /^\/(v1\/|openapi\.json$)/.test(request.routeOptions.url ?? '');
    if (!isRead || !isOurs || typeof payload !== 'string') {
      done(null, payload);
      return;
    }
    const tag = `W/"${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`;
    void reply.header('ETag', tag);
    if (!isNamed(tag, request.headers['if-none-match'])) {
      done(null, payload);
      return;
    }
    void reply.status(304).removeHeader('Content-Type').removeHeader('Content-Length');
    done(null, null);
  });
}

/** Weakly compared (RFC 9110, 13.1.2). */
function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (one: string) => one.trim().replace(/^W\//, '');
  const named = ifNoneMatch.split(',').map(opaque);
  return named.includes('*') || named.includes(opaque(tag));
}
