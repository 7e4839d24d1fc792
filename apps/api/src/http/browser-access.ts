import type { FastifyInstance, FastifyReply } from 'fastify';

/** The one address that pages of other origins may read. */
const path = '/client/payment-status';

/**
 * Answers what browsers ask before they call from another origin's page: for that one address, and for GET alone. It grants nothing:
 * whose page may read is decided at the call, by the token. All other addresses say nothing of other origins, so browsers keep
 * pages from them.
 */
export function answerPreflights(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (request.method !== 'OPTIONS' || request.raw.url !== path || origin === undefined) {
      done();
      return;
    }
    allowOrigin(reply, origin);
    void reply
      .status(204)
      .header('Access-Control-Allow-Methods', 'GET')
      .header('Access-Control-Allow-Headers', 'Authorization')
      .header('Access-Control-Max-Age', '600')
      .send();
  });
}

/** This page may read the answer. No cookie is ever allowed along. */
export function allowOrigin(reply: FastifyReply, origin: string): void {
  void reply
    .header('Access-Control-Allow-Origin', origin)
    .header('Access-Control-Expose-Headers', 'Request-Id, RateLimit, RateLimit-Policy, Retry-After')
    .header('Vary', 'Origin');
}
