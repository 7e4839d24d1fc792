import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LocalServer } from '@sluis/local-stack';

/** A folder that only its owner may enter, as a home directory is; gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluis-stack-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Stops the server after the test, whatever the test did. */
export function stopAfterTest(server: LocalServer): LocalServer {
  onTestFinished(() => server.stop());
  return server;
}
