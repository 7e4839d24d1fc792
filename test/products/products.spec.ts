import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const manifest = z.looseObject({ dependencies: z.record(z.string(), z.string()) });
const manifestOf = (folder: string) =>
  manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).dependencies;
const platform = manifestOf('.');

/** Packages that a folder's sources import, but for those of their tests. */
function importedBy(folder: string): string[] {
  const sources = globSync('src/**/*.{ts,tsx}', { cwd: folder }).filter((file) => !/\.spec\.|\/testing\//.test(file));
  const text = sources.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const names = [...text.matchAll(/from '([^.'][^']*)'/g)].map(([, name = '']) => name);
  const packages = names
    .filter((name) => !name.startsWith('node:'))
    .map((name) => name.match(/^(@[^/]+\/)?[^/]+/)?.[0]);
  // JSX is written without an import.
  if (sources.some((file) => file.endsWith('.tsx'))) packages.push('react');
  return [...new Set(packages.map(String))].toSorted();
}

describe.each(['libs/bunq-client', 'apps/bunq-emulator', 'libs/sdk'])('the package of %s', (folder) => {
  it('names exactly what it imports, in the versions the platform is tested with', () => {
    const dependencies = manifestOf(folder);
    expect(Object.keys(dependencies).toSorted()).toEqual(importedBy(folder));
    for (const [name, version] of Object.entries(dependencies)) expect([name, version]).toEqual([name, platform[name]]);
  });
});

describe('the packages in an empty folder', () => {
  it('run the first example of the README against the command of the emulator', async () => {
    const { stdout } = await run('node', ['scripts/products/check.mjs', '--link']);
    expect(stdout.trim().split('\n')).toEqual(['types: sound', 'emulator: ready', 'client: Main 0.00 0 payments']);
  }, 180_000);

  it('is the example that lies beside the README', () => {
    const readme = readFileSync('libs/bunq-client/README.md', 'utf8');
    expect(readme).toContain('```ts\n' + readFileSync('libs/bunq-client/examples/start.ts', 'utf8') + '```');
  });
});
