import { findOnPath } from './find-on-path.js';
import { LocalStackError } from './local-stack.error.js';
import type { Progress } from './local-server.js';
import { canInstallPackages, installPackages } from './system-packages.js';

const names = ['redis-server', 'valkey-server'];

/** Looks only; see findRedisBinary for the one that installs. */
export function findInstalledRedis(): { path: string | undefined; canBeInstalled: boolean } {
  return { path: findOnPath(names), canBeInstalled: canInstallPackages() };
}

/**
 * @throws LocalStackError `not_installed`, saying what to install
 */
export async function findRedisBinary(progress: Progress = () => undefined): Promise<string> {
  const found = findOnPath(names);
  if (found !== undefined) return found;
  let cause: unknown;
  if (canInstallPackages()) {
    progress('Installing redis-server with apt-get (once, may take a minute)');
    cause = await installPackages(['redis-server'], ['redis-server']).catch((error: unknown) => error);
    const installed = findOnPath(names);
    if (installed !== undefined) return installed;
  }
  throw new LocalStackError(
    'not_installed',
    'Redis is not installed. Install it (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis; ' +
      'Fedora: sudo dnf install valkey), or set REDIS_URL to a Redis of your own.',
    { cause },
  );
}
