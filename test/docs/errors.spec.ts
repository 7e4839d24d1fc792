import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { problemKinds } from '../../apps/api/src/http/problem-status.js';
import { tableRows } from './table-rows.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

it('lists every problem code with its status and whether to retry, and no other', () => {
  const documented = tableRows(text).map(([code, status, retry]) => ({ code, status, retry }));
  const real = Object.entries(problemKinds).map(([code, { status, retryable }]) => ({
    code: `\`${code}\``,
    status: String(status),
    retry: retryable ? 'yes' : 'no',
  }));
  expect(documented).toEqual(real);
});

it('says of every code what it means and what to do', () => {
  for (const [code, , , meaning, remedy] of tableRows(text)) {
    expect(meaning, `${code} has a meaning`).toBeTruthy();
    expect(remedy, `${code} has a remedy`).toBeTruthy();
  }
});
