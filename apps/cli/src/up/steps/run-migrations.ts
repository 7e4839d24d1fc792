import { migrate } from '@sluis/persistence';
import { UsageError } from '../../settings.js';

/**
 * @throws UsageError when no database answers
 */
export async function runMigrations(databaseUrl: string): Promise<void> {
  try {
    await migrate(databaseUrl);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN', '28P01', '3D000'].includes(code)) {
      throw error;
    }
    const { host, pathname } = new URL(databaseUrl);
    throw new UsageError(`The database ${host}${pathname} cannot be used (${code}). Check DATABASE_URL.`);
  }
}
