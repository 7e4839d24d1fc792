import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/benchmarks.md'), 'utf8');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

it('gives commands that run with the node of the project, each of a script and a file that exist', () => {
  // npm puts the pinned node first on the PATH; a bare "node" is whatever the reader has.
  expect(text).not.toMatch(/`node /);
  const commands = [...text.matchAll(/`npm run ([\w:]+)([^`]*)`/g)];
  expect(commands.length).toBeGreaterThan(4);
  for (const [, script = '', rest = ''] of commands) {
    expect(Object.keys(scripts)).toContain(script);
    const [, file] = /(bench\/\S+)/.exec(rest) ?? [];
    const isThere = file !== undefined && existsSync(join(root, file));
    expect(script !== 'bench:file' || isThere).toBe(true);
  }
});
