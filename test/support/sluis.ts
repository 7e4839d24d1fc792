import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const projectFolder = resolve(import.meta.dirname, '../..');

/** Runs one `sluis` command of the build, with these variables alone. @returns its exit code and all it wrote */
export async function sluis(
  variables: Record<string, string>,
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [resolve(projectFolder, 'dist/apps/cli/src/main.js'), ...args], {
    cwd: projectFolder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString('utf8')));
  await once(child, 'close');
  return { code: child.exitCode, ...output };
}
