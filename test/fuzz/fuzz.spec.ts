import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStack, type Stack } from '../support/stack.js';
import { fuzz } from './fuzz.js';
import { partnerWorld } from './partner-world.js';
import { operationNames } from './requests.js';

// npm run fuzz -- --requests 20000. In the ordinary suite only a short share of it, always the same.
const requests = Number(process.env['FUZZ_REQUESTS'] ?? 1_500);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_121);
const isShort = process.env['FUZZ_REQUESTS'] === undefined;
const withinMs = isShort ? 25_000 : 3_600_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ withBusinessAccount: true });
});
afterAll(() => stack.stop());

it(
  'answers whatever comes as its document says: no 5xx, no undocumented status, no answer that breaks its schema',
  async () => {
    const { partner, known } = await partnerWorld(stack);
    const report = await fuzz(stack.apiUrl, partner.key, known, { requests, seed, withinMs });
    mkdirSync('test/results', { recursive: true });
    writeFileSync('test/results/fuzz.json', JSON.stringify(report, null, 2));
    expect(report.faults.slice(0, 20).join('\n\n')).toBe('');
    expect(report.faults).toHaveLength(0);
    expect(report.operations).toBe(operationNames.length);
    // The short share ends with its time, so that a slow machine does not wait for it.
    expect(isShort || report.sent === requests).toBe(true);
  },
  withinMs + 120_000,
);
