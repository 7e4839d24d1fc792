import { join, resolve } from 'node:path';
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(1).max(65535).default(fallback);
const optionalUrl = z
  .literal('')
  .transform(() => undefined)
  .or(z.url())
  .optional();

const settingsSchema = z.object({
  SLUIS_DATA_DIR: z.string().min(1).default('.sluis'),
  API_HOST: z.string().min(1).default('127.0.0.1'),
  API_PORT: port(4000),
  BUNQ_EMULATOR_HOST: z.string().min(1).default('127.0.0.1'),
  BUNQ_EMULATOR_PORT: port(4100),
  METRICS_PORT: port(4010),
  WORKER_HEALTH_PORT: port(4020),
  TEST_SHOP_PORT: port(4300),
  CONSOLE_PORT: port(4030),
  IDENTITY_PROVIDER_PORT: port(4400),
  DASHBOARD_PORT: port(4040),
  CONSOLE_URL: optionalUrl,
  DASHBOARD_URL: optionalUrl,
  STAFF_ISSUER_URL: optionalUrl,
  PUBLIC_URL: optionalUrl,
  DATABASE_URL: optionalUrl,
  DATABASE_OWNER_URL: optionalUrl,
  REDIS_URL: optionalUrl,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** What a user of the local stack may choose, from the environment. */
export interface Settings {
  /** Where the project is; `dist` and `package.json` are here. */
  projectFolder: string;
  dataFolder: string;
  apiHost: string;
  emulatorHost: string;
  ports: Record<
    | 'API_PORT'
    | 'BUNQ_EMULATOR_PORT'
    | 'METRICS_PORT'
    | 'WORKER_HEALTH_PORT'
    | 'TEST_SHOP_PORT'
    | 'CONSOLE_PORT'
    | 'IDENTITY_PROVIDER_PORT'
    | 'DASHBOARD_PORT',
    number
  >;
  apiUrl: string;
  emulatorUrl: string;
  testShopUrl: string;
  consoleUrl: string;
  dashboardUrl: string;
  identityProviderUrl: string;
  /** Set when the user brings an OpenID provider, and none is started. */
  staffIssuerUrl: string | undefined;
  /** Set when the user brings a database, and none is embedded. */
  databaseUrl: string | undefined;
  /** Set when another account owns its tables. */
  databaseOwnerUrl: string | undefined;
  redisUrl: string | undefined;
  logLevel: string;
}

/** A mistake of the user, told in a sentence; a stack trace would only hide it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * @throws UsageError naming the variables that cannot be used, never their values
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const parsed = settingsSchema.safeParse(environment);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    throw new UsageError(`These environment variables have a value that cannot be used: ${names.join(', ')}.`);
  }
  const { data } = parsed;
  // This file is <project>/dist/apps/cli/src/settings.js, or <project>/apps/cli/src/settings.ts in tests.
  const above = resolve(import.meta.dirname, '../../..');
  const projectFolder = above.endsWith('/dist') ? resolve(above, '..') : above;
  return {
    projectFolder,
    dataFolder: resolve(projectFolder, data.SLUIS_DATA_DIR),
    apiHost: data.API_HOST,
    emulatorHost: data.BUNQ_EMULATOR_HOST,
    ports: {
      API_PORT: data.API_PORT,
      BUNQ_EMULATOR_PORT: data.BUNQ_EMULATOR_PORT,
      METRICS_PORT: data.METRICS_PORT,
      WORKER_HEALTH_PORT: data.WORKER_HEALTH_PORT,
      TEST_SHOP_PORT: data.TEST_SHOP_PORT,
      CONSOLE_PORT: data.CONSOLE_PORT,
      IDENTITY_PROVIDER_PORT: data.IDENTITY_PROVIDER_PORT,
      DASHBOARD_PORT: data.DASHBOARD_PORT,
    },
    apiUrl: (data.PUBLIC_URL ?? `http://localhost:${data.API_PORT}`).replace(/\/$/, ''),
    emulatorUrl: `http://localhost:${data.BUNQ_EMULATOR_PORT}`,
    testShopUrl: `http://localhost:${data.TEST_SHOP_PORT}`,
    consoleUrl: (data.CONSOLE_URL ?? `http://localhost:${data.CONSOLE_PORT}`).replace(/\/$/, ''),
    dashboardUrl: (data.DASHBOARD_URL ?? `http://localhost:${data.DASHBOARD_PORT}`).replace(/\/$/, ''),
    identityProviderUrl: `http://localhost:${data.IDENTITY_PROVIDER_PORT}`,
    staffIssuerUrl: data.STAFF_ISSUER_URL,
    databaseUrl: data.DATABASE_URL,
    databaseOwnerUrl: data.DATABASE_OWNER_URL,
    redisUrl: data.REDIS_URL,
    logLevel: data.LOG_LEVEL,
  };
}

export function appEntry(settings: Settings, app: string): string {
  return join(settings.projectFolder, 'dist/apps', app, 'src/main.js');
}
