import { readRunningStack } from '../local-stack-file.js';
import { readSettings } from '../settings.js';
import { platformEnvironment } from '../up/platform-environment.js';
import { localSecrets } from '../up/secrets.js';

/** What the platform's processes are told, and who owns the tables: by this process's environment, or by the local stack that runs. */
export async function operatorEnvironment({ local }: { local?: true }): Promise<NodeJS.ProcessEnv> {
  if (!local) return process.env;
  const settings = readSettings();
  const stack = await readRunningStack(settings);
  const variables = platformEnvironment(
    { ...settings, apiUrl: stack.api_url, emulatorUrl: stack.emulator_url },
    await localSecrets(settings.dataFolder),
    { databaseUrl: stack.database_url, redisUrl: stack.redis_url },
  );
  return {
    ...variables,
    DATABASE_OWNER_URL: stack.database_owner_url,
    WORKER_HEALTH_PORT: String(stack.worker_health_port),
  };
}
