import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '@sluis/config';
import { createSignedInApp } from '../signed-in/create-signed-in-app.js';
import { DashboardApiModule } from './dashboard-api.module.js';

/** Builds the dashboard's side of the API. */
export function createDashboard(config: Config): Promise<NestFastifyApplication> {
  return createSignedInApp(config, {
    name: 'dashboard',
    module: DashboardApiModule.of(config),
    url: config.env.DASHBOARD_URL,
  });
}
