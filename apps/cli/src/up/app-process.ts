import { existsSync, mkdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchServer, type ServerProcess } from '@sluis/local-stack';
import { appEntry, type Settings, UsageError } from '../settings.js';

export type AppName = 'bunq-emulator' | 'api' | 'worker';

/** Orderly first, and not for long: the whole stack has ten seconds. */
export const appStopSignals = [{ signal: 'SIGTERM', waitMs: 4000 }] as const;

export interface AppProcess extends ServerProcess {
  name: AppName;
  logFile: string;
  /** What it wrote since this start, the end of it. */
  lastLines(): Promise<string>;
}

export function identityFile(settings: Settings, app: AppName): string {
  return join(settings.dataFolder, 'run', `${app}.json`);
}

export async function startApp(settings: Settings, name: AppName, env: Record<string, string>): Promise<AppProcess> {
  const entry = appEntry(settings, name);
  if (!existsSync(entry)) throw new UsageError(`${entry} is missing. Run npm run build.`);
  for (const folder of ['logs', 'run']) mkdirSync(join(settings.dataFolder, folder), { recursive: true, mode: 0o700 });
  const logFile = join(settings.dataFolder, 'logs', `${name}.log`);
  const offset = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const server = await launchServer({
    command: process.execPath,
    args: ['--enable-source-maps', entry],
    cwd: settings.projectFolder,
    env,
    logFile,
    identityFile: identityFile(settings, name),
    stopSignals: appStopSignals,
  });
  return { ...server, name, logFile, lastLines: () => readEnd(logFile, offset) };
}

/**
 * Waits until `url` answers 200.
 *
 * @throws Error with the app's last words when it ends first or takes longer than 30 s
 */
export async function waitUntilHealthy(app: AppProcess, url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!app.hasExited()) {
    signal.throwIfAborted();
    const isHealthy = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      async (answer) => {
        await answer.body?.cancel();
        return answer.ok;
      },
      () => false,
    );
    if (isHealthy) return;
    if (Date.now() > deadline) throw await failed(app, `is not healthy after 30 s (${url})`);
    await sleep(100, undefined, { signal });
  }
  throw await failed(app, 'ended while starting');
}

export async function failed(app: AppProcess, what: string): Promise<Error> {
  const how = app.howItEnded();
  const lastLines = await app.lastLines();
  const words =
    lastLines === '' ? `It wrote nothing to ${app.logFile}.` : `Its last words, from ${app.logFile}:\n${lastLines}`;
  // Nobody who is killed so can say why.
  const hint = how === 'killed by SIGKILL' ? ' Somebody did that, or the machine had no memory left.' : '';
  return new UsageError(`${app.name} ${what}${how === undefined ? '' : `, ${how}`}.${hint} ${words}`);
}

async function readEnd(file: string, from: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    // A log that was cut since is read from its start.
    const start = Math.max(size >= from ? from : 0, size - 64 * 1024);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - start), position: start });
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-15).join('\n');
  } finally {
    await handle.close();
  }
}
