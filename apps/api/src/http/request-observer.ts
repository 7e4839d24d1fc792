import { type JsonLogger, metric } from '@sluis/telemetry';
import type { FastifyInstance } from 'fastify';
import { Histogram } from 'prom-client';

/** Logs and measures each request by its route template: never its path, query or body, which can hold link tokens. */
export function observeRequests(fastify: FastifyInstance, logger: JsonLogger): void {
  const duration = metric(Histogram, {
    name: 'sluis_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status, elapsedTime } = reply;
    duration.observe({ method: request.method, route, status: String(status) }, elapsedTime / 1_000);
    const isProbe = route === '/healthz' || route === '/readyz';
    const fields = {
      msg: 'request',
      request_id: request.id,
      method: request.method,
      route,
      status,
      duration_ms: Math.round(elapsedTime),
    };
    if (isProbe) logger.debug(fields);
    else logger.logSoon(fields);
    done();
  });
}
