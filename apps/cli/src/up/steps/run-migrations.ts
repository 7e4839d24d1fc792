import { migrate } from '@sluis/persistence';
import { UsageError } from '../../settings.js';

/** Who owns the tables, and what the processes connect with; often the same on a developer's machine, never in production. */
export interface DatabaseAccounts {
  ownerUrl: string;
  serviceUrl: string;
}

const unreachable = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN', '28P01', '3D000'];

/**
 * @throws UsageError when no database answers, or its owner lacks a right
 */
export async function runMigrations({ ownerUrl, serviceUrl }: DatabaseAccounts): Promise<void> {
  try {
    await migrate(ownerUrl, serviceUrl);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const variable = ownerUrl === serviceUrl ? 'DATABASE_URL' : 'DATABASE_OWNER_URL';
    if (code === '42501') {
      const reason = error instanceof Error ? error.message : '';
      throw new UsageError(
        `The account of ${variable} lacks a right (${reason}). docs/operations.md says what an administrator does once.`,
      );
    }
    if (!unreachable.includes(code)) throw error;
    const { host, pathname } = new URL(ownerUrl);
    throw new UsageError(`The database ${host}${pathname} cannot be used (${code}). Check ${variable}.`);
  }
}
