import 'reflect-metadata';
import { ConfigError, loadConfig } from '@sluis/config';
import { Transactions } from '@sluis/persistence';
import { startMetricsServer } from '@sluis/telemetry';
import { createWorker } from './create-worker.js';

async function main(): Promise<void> {
  const config = loadConfig();
  const app = await createWorker(config);
  const transactions = app.get(Transactions);
  const at = { port: config.env.WORKER_HEALTH_PORT, host: config.env.METRICS_HOST };
  const health = await startMetricsServer(at, {
    '/healthz': () => Promise.resolve({ status: 'ok' }),
    '/readyz': async () => {
      await transactions.run((tx) => tx.query('SELECT 1'));
      return { status: 'ready' };
    },
  });
  health.unref();
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
