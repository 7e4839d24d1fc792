import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Settings } from '../settings.js';
import { type Secrets, secretVariables } from './secrets.js';

/** The one place that says what the processes of the local stack are told. */
export function platformEnvironment(
  settings: Settings,
  secrets: Secrets,
  { databaseUrl, redisUrl }: { databaseUrl: string; redisUrl: string },
): Record<string, string> {
  const { emulatorUrl, ports } = settings;
  return {
    // Tuning that the user set goes through; what makes the stack local is not negotiable.
    ...definedOnly(process.env),
    NODE_ENV: 'development',
    PLATFORM_MODE: 'test',
    TEST_MODE_URL: '',
    LOG_LEVEL: settings.logLevel,
    DATABASE_URL: databaseUrl,
    DATABASE_OWNER_URL: '', // Of the command that migrates alone.
    REDIS_URL: redisUrl,
    API_HOST: settings.apiHost,
    API_PORT: String(ports.API_PORT),
    METRICS_HOST: settings.apiHost,
    METRICS_PORT: String(ports.METRICS_PORT),
    WORKER_HEALTH_PORT: String(ports.WORKER_HEALTH_PORT),
    PUBLIC_URL: settings.apiUrl,
    CONSOLE_URL: '', // Of all processes the API alone has a console, and is told so.
    // Of all processes the API alone serves it; the others make invitations to it.
    DASHBOARD_URL: settings.dashboardUrl,
    DASHBOARD_HOST: settings.apiHost,
    DASHBOARD_PORT: String(ports.DASHBOARD_PORT),
    ...secretVariables(secrets),
    BUNQ_ENVIRONMENT: 'emulator',
    BUNQ_LIMITS: 'off', // The emulator has none unless told to.
    BUNQ_API_URL: `${emulatorUrl}/v1`,
    BUNQ_OAUTH_AUTHORISE_URL: `${emulatorUrl}/auth`,
    BUNQ_OAUTH_TOKEN_URL: `${emulatorUrl}/v1/token`,
    BUNQ_PSP_PAGE_URL: `${emulatorUrl}/psp`,
    TPP_NAME: 'Sluis Test TPP',
    // A shop on this machine is told, too, unless somebody wants to see that it is refused.
    WEBHOOK_ALLOW_PRIVATE_TARGETS: process.env['WEBHOOK_ALLOW_PRIVATE_TARGETS'] ?? 'yes',
    AUDIT_WITNESSES: pathToFileURL(join(settings.dataFolder, 'audit-heads.jsonl')).href,
  };
}

/** The emulator gets no secret of ours: it is the bank. */
export function emulatorEnvironment(settings: Settings, stateFile: string): Record<string, string> {
  return {
    ...definedOnly({ PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: process.env['TZ'] }),
    NODE_ENV: 'development',
    BUNQ_EMULATOR_LOG_LEVEL: settings.logLevel === 'trace' ? 'debug' : settings.logLevel,
    BUNQ_EMULATOR_PUBLIC_URL: settings.emulatorUrl,
    BUNQ_EMULATOR_HOST: settings.emulatorHost,
    BUNQ_EMULATOR_PORT: String(settings.ports.BUNQ_EMULATOR_PORT),
    BUNQ_EMULATOR_STATE_FILE: stateFile,
  };
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
