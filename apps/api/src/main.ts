import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { ConfigError, loadConfig } from '@sluis/config';
import { startMetricsServer } from '@sluis/telemetry';
import { createConsole } from './console/create-console.js';
import { createApi } from './create-api.js';
import { createDashboard } from './dashboard/create-dashboard.js';

// What requests leave behind is little: threads that help the first one to clear it up take more of cores that PostgreSQL
// needs than they save (ADR 169).
setFlagsFromString('--no-parallel-scavenge');

async function main(): Promise<void> {
  const config = loadConfig();
  const app = await createApi(config);
  const metrics = await startMetricsServer({ port: config.env.METRICS_PORT, host: config.env.METRICS_HOST });
  app.getHttpServer().once('close', () => metrics.close());
  if (config.env.CONSOLE_URL !== undefined) {
    const console = await createConsole(config);
    await console.listen(config.env.CONSOLE_PORT, config.env.CONSOLE_HOST);
  }
  if (config.env.DASHBOARD_URL !== undefined) {
    const dashboard = await createDashboard(config);
    await dashboard.listen(config.env.DASHBOARD_PORT, config.env.DASHBOARD_HOST);
  }
  await app.listen(config.env.API_PORT, config.env.API_HOST);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
