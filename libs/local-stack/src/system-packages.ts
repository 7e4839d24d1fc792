import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const policyFile = '/usr/sbin/policy-rc.d';

/** Whether the system's package manager installs without asking anything: root on Debian, Ubuntu and their kin. */
export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && existsSync('/etc/debian_version');
}

/**
 * Installs packages with apt-get, without starting or enabling the services they bring: a Redis of the system would
 * take port 6379 and stay after us.
 */
export async function installPackages(names: readonly string[], services: readonly string[] = []): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args: string[]) =>
    patiently(() =>
      run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env: environment, maxBuffer: 2 ** 26 }),
    );
  await withoutStartingServices(async () => {
    await aptGet('update', '-qq');
    await aptGet('install', '-y', '-qq', '--no-install-recommends', ...names);
  });
  if (existsSync('/run/systemd/system')) {
    for (const service of services) await run('systemctl', ['disable', '--now', service]).catch(() => undefined);
  }
}

/** Debian's own switch: installation asks this script before it starts a service, and 101 means no. */
async function withoutStartingServices(work: () => Promise<void>): Promise<void> {
  if (existsSync(policyFile)) return work(); // Somebody, most likely a container image, already decided.
  await writeFile(policyFile, '#!/bin/sh\nexit 101\n');
  await chmod(policyFile, 0o755);
  try {
    await work();
  } finally {
    await rm(policyFile, { force: true });
  }
}

/** Another apt-get may hold the package lists, for which apt has no waiting option of its own. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 4) throw error;
      await sleep(attempt * 2000);
    }
  }
}
