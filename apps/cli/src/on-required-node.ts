import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isNodeRecentEnough } from './node-version.js';

/** The Node.js that the project brings along. @returns undefined where it is not installed */
function ownNode(): string | undefined {
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

// Imported before everything else: on an older Node.js the command runs again on the project's own, and nothing of it here.
const node = isNodeRecentEnough() ? undefined : ownNode();
if (node !== undefined) {
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; the child decides when it has ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void (signal !== 'SIGINT' && child.kill(signal)));
  const code = await new Promise<number>((resolve) => {
    child.on('exit', (status) => resolve(status ?? 1));
    child.on('error', () => resolve(1));
  });
  process.exit(code);
}
