import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { verifyPack } from '@sluis/evidence';
import { newId, toPublicId } from '@sluis/persistence';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/api-process.js';
import { createConsent } from '../support/consent-journey.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { runSluis } from './support/sluis-process.js';

let stack: Stack;
let sql: Sql;
const folder = mkdtempSync(join(tmpdir(), 'sluis-audit-'));
const trail = join(folder, 'trail.jsonl.gz');
const publicKey = join(folder, 'seal.pem');

beforeAll(async () => {
  await ensureBuilt();
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  await stack.createPartner('Koffie & Zo');
  await until('some records to be sealed', async () => {
    const sealed = await sql.value<number>('SELECT count(*)::integer FROM audit_leaves');
    return (sealed ?? 0) >= 2 ? true : undefined;
  });
}, 180_000);

afterAll(async () => {
  await sql.close();
  await stack.stop();
  rmSync(folder, { recursive: true });
});

const audit = (...args: string[]) => runSluis(stack.environment.variables, 'audit', ...args);
/** Where there is neither database nor key: on an auditor's machine. */
const elsewhere = (...args: string[]) => runSluis({}, 'audit', ...args);

describe('sluis audit', () => {
  it('verifies the trail, prints its key, and exports what another machine can verify', async () => {
    expect(await audit('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('The audit trail holds') });
    const key = await audit('key');
    writeFileSync(publicKey, key.stdout);
    expect(await audit('export', '--to', trail)).toMatchObject({ code: 0, stderr: '' });
    const there = await elsewhere('verify', '--export', trail, '--public-key', publicKey, '--json');
    expect(there).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(there.stdout)).toMatchObject({ holds: true, findings: [] });
  });

  it('ends with status 3 and names the record, when the export was changed', async () => {
    const lines = gunzipSync(readFileSync(trail)).toString('utf8').split('\n');
    const changed = join(folder, 'changed.jsonl.gz');
    const altered = lines.map((line, index) =>
      index === 1 ? line.replace('"outcome":"done"', '"outcome":"refused"') : line,
    );
    expect(altered).not.toEqual(lines);
    writeFileSync(changed, gzipSync(altered.join('\n')));
    const { code, stderr } = await elsewhere('verify', '--export', changed, '--public-key', publicKey);
    expect(code).toBe(3);
    expect(stderr).toMatch(/record [0-9a-f-]{36} \(number 0\) is not what was sealed/);
  });

  it('says in a sentence what it cannot use, and overwrites nothing', async () => {
    expect(await audit('export', '--to', trail)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there already'),
    });
    expect(await elsewhere('verify', '--export', trail)).toMatchObject({ code: 1 });
    const noTrail = join(folder, 'none.jsonl.gz');
    writeFileSync(noTrail, gzipSync('{"format":"other"}\n'));
    const { code, stderr } = await elsewhere('verify', '--export', noTrail, '--public-key', publicKey);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('line 1 is not of an exported audit trail'),
    });
    const missing = await elsewhere('verify', '--export', join(folder, 'missing'), '--public-key', publicKey);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be read') });
    const cut = join(folder, 'cut.jsonl.gz');
    writeFileSync(cut, readFileSync(trail).subarray(0, 400));
    expect(await elsewhere('verify', '--export', cut, '--public-key', publicKey)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be read'),
    });
  });
});

describe('sluis evidence', () => {
  const evidence = (id: string, to: string, ...more: string[]) =>
    runSluis(stack.environment.variables, 'evidence', id, '--reason', 'Case 4711', '--to', to, ...more);

  it('writes a pack that proves itself, once, with the reason on record', async () => {
    const { id } = await createConsent(stack.partner);
    const file = join(folder, 'evidence.zip');
    const made = await evidence(id, file, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const unpacked = join(folder, 'evidence');
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
      mkdirSync(dirname(join(unpacked, name)), { recursive: true });
      writeFileSync(join(unpacked, name), bytes);
    }
    expect(verifyPack(unpacked, readFileSync(publicKey, 'utf8'))).toEqual([]);
    expect(await evidence(id, file)).toMatchObject({ code: 1, stderr: expect.stringContaining('there already') });
    const onRecord = await sql.rows(
      `SELECT details FROM audit_records WHERE action = 'evidence.exported' AND subject_id = '${id}'`,
    );
    expect(onRecord).toMatchObject([{ details: { reason: 'Case 4711' } }]);
  });

  it('leaves no file where there is nothing to tell of', async () => {
    const file = join(folder, 'nothing.zip');
    const unknown = toPublicId('payment', newId());
    expect(await evidence(unknown, file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`There is no ${unknown}`),
    });
    expect(await evidence('par_1', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('no payment') });
    expect(existsSync(file)).toBe(false);
  });
});
