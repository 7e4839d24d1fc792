import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, register } from 'prom-client';

/**
 * Serves `/metrics` (and what else `routes` names) on a port of its own, away from partners.
 *
 * @param routes path → answer; a rejected promise answers 503
 */
export async function startMetricsServer(
  { port, host }: { port: number; host: string },
  routes: Record<string, () => Promise<object>> = {},
): Promise<Server> {
  if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics();
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const answer = async (): Promise<{ status: number; type: string; body: string }> => {
      if (path === '/metrics') return { status: 200, type: register.contentType, body: await register.metrics() };
      const route = routes[path];
      if (!route) return { status: 404, type: 'text/plain', body: 'not found' };
      return { status: 200, type: 'application/json', body: JSON.stringify(await route()) };
    };
    answer()
      .catch(() => ({ status: 503, type: 'application/json', body: '{"status":"unavailable"}' }))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, () => resolve()));
  return server;
}
