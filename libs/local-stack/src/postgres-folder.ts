import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, canEnter, databaseAccount } from './database-account.js';
import { LocalStackError } from './local-stack.error.js';
import type { Progress } from './local-server.js';
import { sharedFolder } from './postgres-binaries.js';

const run = promisify(execFile);

/** Where the database's files are and who owns them. */
export interface PostgresHome {
  home: string;
  data: string;
  account: Account | undefined;
  /** True when `home` lies outside the folder that was asked for. */
  isElsewhere: boolean;
}

/**
 * Decides where the files live: in `folder`, unless we are root and the database's own user may not enter it. Then they
 * live under a root-owned folder outside, whose place is remembered in `folder/location`.
 */
export async function placePostgresHome(folder: string, progress: Progress): Promise<PostgresHome> {
  const account = await databaseAccount();
  if (!account) return { home: folder, data: join(folder, 'data'), account, isElsewhere: false };

  await chmod(folder, 0o711);
  const remembered = (await readFile(join(folder, 'location'), 'utf8').catch(() => '')).trim();
  if (remembered !== '' && existsSync(remembered)) return ownedAs(account, remembered, true);
  if (remembered !== '') progress(`The database files in ${remembered} are gone; starting with an empty database`);
  if (await canEnter(account, folder)) return ownedAs(account, folder, false);

  const home = join(await sharedFolder(), `data-${randomBytes(8).toString('hex')}`);
  await mkdir(home);
  await chmod(home, 0o711);
  const inPlace = join(folder, 'data');
  if (existsSync(inPlace)) {
    progress(`Other users may not enter ${folder}; moving the database files to ${home}`);
    await cp(inPlace, join(home, 'data'), { recursive: true });
    await run('chown', ['-R', `${account.uid}:${account.gid}`, join(home, 'data')]);
    await chmod(join(home, 'data'), 0o700);
  }
  await writeFile(join(folder, 'location'), `${home}\n`, { mode: 0o600 });
  await rm(inPlace, { recursive: true, force: true });
  return { home, data: join(home, 'data'), account, isElsewhere: true };
}

/** Once made, the files keep their owner, whatever accounts the machine has today. */
async function ownedAs(account: Account, home: string, isElsewhere: boolean): Promise<PostgresHome> {
  const data = join(home, 'data');
  const found = await stat(data).catch(() => undefined);
  const owner = found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : account;
  return { home, data, account: owner, isElsewhere };
}

/**
 * @returns true when `data` holds a database of our version, false when there is none yet
 * @throws LocalStackError `other_version`, or `not_accessible` when the files belong to someone else
 */
export async function checkDataFolder(data: string, majorVersion: string, progress: Progress): Promise<boolean> {
  const entries = await readdir(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new LocalStackError(
      'not_accessible',
      `The database folder ${data} belongs to another user. Start as that user, or choose another folder.`,
      { cause: error },
    );
  });
  if (entries.length === 0) return false;
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === '' || !existsSync(join(data, 'global/pg_control'))) {
    const aside = `${data}.incomplete-${new Date().toISOString().replaceAll(':', '-')}`;
    await rename(data, aside);
    progress(`The database folder was only half made; moved it to ${aside} and starting with an empty database`);
    return false;
  }
  if (version !== majorVersion) {
    throw new LocalStackError(
      'other_version',
      `The database in ${data} was made by PostgreSQL ${version}, and this is PostgreSQL ${majorVersion}. ` +
        'Move that folder away to start with an empty database, or bring it over with pg_upgrade.',
    );
  }
  return true;
}

/** Makes an empty database. It appears under its name only when complete, so that a kill half-way leaves nothing behind. */
export async function initialiseData(
  { home, data, account }: PostgresHome,
  { initdb, password, throwaway }: { initdb: string; password: string; throwaway: boolean },
): Promise<void> {
  const draft = `${data}.draft`;
  const passwordFile = join(home, 'initial-password');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  try {
    if (account) {
      await chown(draft, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    const options = [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Collation from PostgreSQL itself: the same order of text on every machine.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--data-checksums',
      '--no-instructions',
      ...(throwaway ? ['--no-sync'] : []),
    ];
    await run(initdb, options, { ...account, cwd: home, env: { PATH: process.env['PATH'], TZ: 'UTC' } });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rm(data, { recursive: true, force: true }); // At most an empty folder, see checkDataFolder.
  await rename(draft, data);
}
