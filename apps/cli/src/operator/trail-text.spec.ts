import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireTrailText } from './trail-text.js';

it('takes a case, and nobody’s account number, address or phone', () => {
  expect(requireTrailText(' Complaint K-2026/7 ', '--reason', 200)).toBe('Complaint K-2026/7');
  for (const text of ['Complaint of A. Visser, NL27BUNQ2060000025', 'visser@example.com', '+31612345678'])
    expect(() => requireTrailText(text, '--reason', 200)).toThrow('no personal data here: name the case');
  for (const text of ['', ' ', 'two\nlines', 'x'.repeat(201)])
    expect(() => requireTrailText(text, '--reason', 200)).toThrow('--reason has 1 to 200 characters on one line');
  expect(() => requireTrailText(undefined, '--reason', 200)).toThrow(/^Say why with --reason/);
});

const options = ['reason', 'cause', 'override', 'evidence'];
const commands = join(import.meta.dirname, '../commands');
const read = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

it('is asked of every option of a command that goes into the trail', () => {
  const offered = read(commands).flatMap((source) => [...source.matchAll(/'--(\w+) </g)].map(([, name]) => name));
  expect(options.every((name) => offered.includes(name))).toBe(true);
  const uses = read(import.meta.dirname).flatMap((source) =>
    source
      .split('\n')
      .filter((line) => /\boptions\.(reason|cause|override)\b|evidence(?= === undefined \? null)/.test(line)),
  );
  expect(uses.length).toBeGreaterThanOrEqual(12);
  expect(uses.filter((line) => !/requireTrailText\(|requireReason\(/.test(line))).toEqual([]);
});
