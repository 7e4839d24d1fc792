import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { appEntry, readSettings } from '../settings.js';
import { failed, startApp } from './app-process.js';

/** An app that is nothing but this script. */
async function start(script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const settings = { ...readSettings({ SLUIS_DATA_DIR: folder }), projectFolder: folder };
  const entry = appEntry(settings, 'api');
  mkdirSync(dirname(entry), { recursive: true });
  writeFileSync(entry, script);
  const app = await startApp(settings, 'api', {});
  onTestFinished(() => app.stop());
  return app;
}

it('an app that was killed is said to be, and where its log is', async () => {
  const app = await start('setInterval(() => undefined, 1_000);');
  expect(app.howItEnded()).toBeUndefined();
  process.kill(app.pid, 'SIGKILL');
  await app.exited;
  expect((await failed(app, 'ended unexpectedly')).message).toBe(
    `api ended unexpectedly, killed by SIGKILL. Somebody did that, or the machine had no memory left. It wrote nothing to ${app.logFile}.`,
  );
});

it('an app that ended of itself has its exit code and its last words told', async () => {
  const app = await start('console.error("no room"); process.exitCode = 3;');
  await app.exited;
  expect((await failed(app, 'ended while starting')).message).toBe(
    `api ended while starting, with exit code 3. Its last words, from ${app.logFile}:\nno room`,
  );
});
