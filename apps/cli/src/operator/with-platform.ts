import type { INestApplicationContext } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { UsageError } from '../settings.js';
import { openPlatform } from '../up/steps/open-platform.js';
import { operatorEnvironment } from './operator-environment.js';

/** Who did it, in the audit trail. */
export const operator = { type: 'operator', id: 'sluis cli' } as const;

/**
 * Does `work` with the platform's services.
 *
 * @throws UsageError for what the operator can mend: the environment, the database, the input
 */
export async function withPlatform<T>(
  options: { local?: true },
  work: (platform: INestApplicationContext) => Promise<T>,
  open: (environment: NodeJS.ProcessEnv) => Promise<INestApplicationContext> = openPlatform,
): Promise<T> {
  const platform = await open(await operatorEnvironment(options)).catch((error: unknown) => {
    throw databaseTrouble(error) ?? error;
  });
  try {
    return await work(platform);
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError(error.detail, { cause: error });
    throw databaseTrouble(error) ?? error;
  } finally {
    await platform.close();
  }
}

function databaseTrouble(error: unknown): UsageError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN', '28P01', '3D000'].includes(code)) {
    return new UsageError(`The database cannot be used (${code}). Check DATABASE_URL.`, { cause: error });
  }
  // A table that does not exist.
  if (code === '42P01') {
    return new UsageError('The database has no Sluis schema yet. Run sluis migrate first.', { cause: error });
  }
  return undefined;
}
