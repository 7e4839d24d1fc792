import { environmentSchema, type Environment } from './environment.schema.js';
import { complaintsOfMode } from './platform-mode.js';

/** The process cannot start with this environment. Names the variables, never their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The parsed environment, as one injectable object. */
export class Config {
  constructor(readonly env: Readonly<Environment>) {}
}

/**
 * Reads and checks the environment once, at start.
 *
 * @throws ConfigError listing every variable that is missing or malformed
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const complaints = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${withoutInput(issue.message)}`);
    throw new ConfigError(`The environment is incomplete or malformed:\n${complaints.join('\n')}`);
  }
  const { PLATFORM_MODE, QUEUE_PREFIX } = parsed.data;
  // The worlds never share a queue, a count or a beat, even where they share a Redis.
  const env = { ...parsed.data, QUEUE_PREFIX: `${QUEUE_PREFIX}:${PLATFORM_MODE}` };
  const complaints = complaintsOfMode(env);
  if (complaints.length > 0) throw new ConfigError(complaints.join('\n'));
  if (env.NODE_ENV === 'production' && env.WEBHOOK_ALLOW_PRIVATE_TARGETS === 'yes') {
    throw new ConfigError('WEBHOOK_ALLOW_PRIVATE_TARGETS: must be "no" in production');
  }
  if (env.NODE_ENV === 'production' && env.BUNQ_ENVIRONMENT === 'production' && !isHttps(env.PUBLIC_URL)) {
    throw new ConfigError('PUBLIC_URL: must be https in production');
  }
  if (env.CONSOLE_URL !== undefined) requireStaffSignIn(env);
  if (env.NODE_ENV === 'production' && env.DASHBOARD_URL !== undefined && !isHttps(env.DASHBOARD_URL)) {
    throw new ConfigError('DASHBOARD_URL: must be https in production');
  }
  return new Config(env);
}

/** A console that nobody can sign in to, or that sends its cookies in the clear, does not start. */
function requireStaffSignIn(env: Environment): void {
  const missing = (['STAFF_ISSUER_URL', 'STAFF_CLIENT_ID', 'STAFF_CLIENT_SECRET'] as const).filter(
    (name) => env[name] === undefined,
  );
  if (missing.length > 0) throw new ConfigError(`${missing.join(', ')}: needed where CONSOLE_URL is set`);
  if (env.NODE_ENV !== 'production') return;
  for (const name of ['CONSOLE_URL', 'STAFF_ISSUER_URL'] as const) {
    if (!isHttps(env[name] ?? '')) throw new ConfigError(`${name}: must be https in production`);
  }
}

function isHttps(url: string): boolean {
  return new URL(url).protocol === 'https:';
}

/** zod may quote what it received; a secret must not reach a log that way. */
function withoutInput(message: string): string {
  return message.replace(/, received .*$/, '');
}
