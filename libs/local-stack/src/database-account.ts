import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The user a server runs as. */
export interface Account {
  uid: number;
  gid: number;
}

const run = promisify(execFile);

/**
 * PostgreSQL refuses to run as root, so root lends it an account of lower standing.
 *
 * It must have an entry in the user database, because initdb looks its own user up.
 *
 * @returns undefined when we are not root, and PostgreSQL runs as ourselves
 */
export async function databaseAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody', 'daemon']) {
    const account = await findAccount(name);
    // Inside a user namespace an account can be listed and yet not be usable.
    if (account && (await canEnter(account, '/'))) return account;
  }
  throw new Error('running as root needs one of the users postgres, nobody or daemon to exist');
}

/** Whether `account` may reach `folder`: no directory above it is closed to other users. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  // Asking the kernel as that user is the only test that knows about modes, ACLs and mount options alike.
  const asked = run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/', env: {} });
  return asked.then(
    () => true,
    () => false,
  );
}

async function findAccount(name: string): Promise<Account | undefined> {
  const ids = await Promise.all(
    ['-u', '-g'].map(async (flag) =>
      Number((await run('id', [flag, name]).catch(() => undefined))?.stdout ?? Number.NaN),
    ),
  );
  const [uid, gid] = ids;
  return uid && gid !== undefined && !Number.isNaN(gid) ? { uid, gid } : undefined;
}
