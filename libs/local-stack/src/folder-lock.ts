import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from './local-stack.error.js';
import { identifyProcess, isAlive, type ProcessIdentity, processIdentitySchema } from './process-identity.js';

export interface FolderLock {
  /** True when the lock of a process that no longer lives had to be cleared away. */
  recovered: boolean;
  release(): Promise<void>;
}

/**
 * Takes `lockFile` for this process. A lock whose process is gone is cleared; it never needs a hand.
 *
 * @param folder how to name the guarded folder in the message
 * @throws LocalStackError `in_use` when a living process holds it
 */
export async function lockFolder(lockFile: string, folder: string): Promise<FolderLock> {
  const own = identifyProcess(process.pid);
  if (!own) throw new Error('this process cannot find itself');
  const mine = JSON.stringify({ ...own, nonce: randomBytes(8).toString('hex') });
  const draft = `${lockFile}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    let recovered = false;
    // Each round ends in success, in a refusal, or with one dead lock less; the bound only stops a pathological race.
    for (let round = 0; round < 20; round += 1) {
      if (await linkUnlessThere(draft, lockFile)) return { recovered, release: () => release(lockFile, mine) };
      const found = await readFile(lockFile, 'utf8').catch(() => undefined);
      if (found === undefined) continue;
      const holder = parseHolder(found);
      if (holder && isAlive(holder)) throw inUse(folder, holder.pid);
      recovered = (await clearDeadLock(lockFile, found)) || recovered;
      await sleep(10);
    }
    throw new LocalStackError('in_use', `The folder ${folder} is being taken by other programs at the same time.`);
  } finally {
    await rm(draft, { force: true });
  }
}

function inUse(folder: string, pid: number): LocalStackError {
  return new LocalStackError(
    'in_use',
    `The folder ${folder} is in use by another running stack (process ${pid}). Stop that one first.`,
  );
}

async function linkUnlessThere(draft: string, lockFile: string): Promise<boolean> {
  try {
    // Unlike a write, a link appears whole or not at all, and only one of two rivals gets it.
    await link(draft, lockFile);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function clearDeadLock(lockFile: string, seen: string): Promise<boolean> {
  const aside = `${lockFile}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(lockFile, aside);
  } catch {
    return false; // Somebody else cleared it first.
  }
  // Between reading and renaming a rival may have put its own living lock there: give it back.
  if ((await readFile(aside, 'utf8')) !== seen) await linkUnlessThere(aside, lockFile);
  await rm(aside, { force: true });
  return true;
}

async function release(lockFile: string, mine: string): Promise<void> {
  const current = await readFile(lockFile, 'utf8').catch(() => undefined);
  if (current === mine) await rm(lockFile, { force: true });
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    return processIdentitySchema.parse(JSON.parse(text));
  } catch {
    return undefined; // Cut short by a full disk or a power cut: nobody can be holding it.
  }
}
