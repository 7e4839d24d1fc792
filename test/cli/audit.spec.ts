import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { verifyPack } from '@sluis/evidence';
import { fromPublicId, newId, toPublicId } from '@sluis/persistence';
import { unzipSync } from 'fflate';
import { register } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../support/api-process.js';
import { createConsent } from '../support/consent-journey.js';
import { Sql } from '../support/sql.js';
import { LockedBucket } from '../support/locked-bucket.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { runSluis } from './support/sluis-process.js';

let stack: Stack;
let sql: Sql;
let bucket: LockedBucket;
const folder = mkdtempSync(join(tmpdir(), 'sluis-audit-'));
const trail = join(folder, 'trail.jsonl.gz');
const publicKey = join(folder, 'seal.pem');

beforeAll(async () => {
  await ensureBuilt();
  bucket = await LockedBucket.start();
  // Away at first: what is signed meanwhile is shown to it later.
  bucket.failsWith = 503;
  stack = await startStack({ overrides: { AUDIT_WITNESSES: bucket.address, ...bucket.settings } });
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
  await bucket.stop();
  rmSync(folder, { recursive: true });
});

const audit = (...args: string[]) => runSluis(stack.environment.variables, 'audit', ...args);
/** Where there is neither database nor key: on an auditor's machine. */
const elsewhere = (...args: string[]) => runSluis({}, 'audit', ...args);

describe('sluis audit', () => {
  it('verifies the trail, prints its key, and exports what another machine can verify', async () => {
    const unwitnessed = await audit('verify', '--no-witness');
    expect(unwitnessed).toMatchObject({ code: 0, stdout: expect.stringContaining('The audit trail holds') });
    expect(unwitnessed.stdout).toContain('No witness was read');
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
      stderr: expect.stringContaining('this is not an exported audit trail'),
    });
    const missing = await elsewhere('verify', '--export', join(folder, 'missing'), '--public-key', publicKey);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be read') });
    expect(await elsewhere('verify', '--export', publicKey, '--public-key', publicKey)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('this is not an exported audit trail'),
    });
  });

  it('says where an export is damaged, and how far it holds before', async () => {
    const lines = gunzipSync(readFileSync(trail)).toString('utf8').trimEnd().split('\n');
    const long = gzipSync(lines.join('\n'), { level: 0 });
    const damaged = {
      nothing: readFileSync(trail).subarray(0, 400),
      cut: long.subarray(0, -40),
      torn: gzipSync([...lines, '{"place":'].join('\n')),
      flipped: Buffer.from(long).fill(0x7e, long.length - 60, long.length - 59),
    };
    const told: Record<string, { code: number | null; stderr: string }> = {};
    for (const [name, bytes] of Object.entries(damaged)) {
      const file = join(folder, `${name}.jsonl.gz`);
      writeFileSync(file, bytes);
      told[name] = await elsewhere('verify', '--export', file, '--public-key', publicKey);
    }
    const sentence = (text: string) => ({
      code: 3,
      stderr: expect.stringMatching(new RegExp(`does not hold[^]*${text}`)),
    });
    expect(told).toMatchObject({
      nothing: sentence('damaged or cut: line \\d+ cannot be read'),
      cut: sentence('damaged or cut: line \\d+ cannot be read'),
      torn: sentence('nothing after it was checked; up to head \\d+, over [1-9]\\d* records, it holds'),
      flipped: sentence(''),
    });
    expect(JSON.stringify(told)).not.toContain('node:');
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

  it('writes none about a consent with a version that the trail does not know, and says so', async () => {
    const { id } = await createConsent(stack.partner);
    await sql.rows(`UPDATE consents SET version = 2 WHERE id = $1`, [fromPublicId('consent', id) ?? '']);
    const file = join(folder, 'unsound.zip');
    expect(await evidence(id, file)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining(`version 2 of ${id} has no record in the audit trail`),
    });
    expect(existsSync(file)).toBe(false);
    expect(
      await sql.rows(
        `SELECT action, outcome FROM audit_records WHERE subject_type = 'evidence' AND subject_id = '${id}'`,
      ),
    ).toEqual([{ action: 'evidence.refused', outcome: 'alarm' }]);
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

describe('the witnesses that sluis audit verify asks', () => {
  const verify = () => audit('verify');
  const witnessedBy = (witnesses: string, ...args: string[]) =>
    runSluis({ ...stack.environment.variables, AUDIT_WITNESSES: witnesses }, 'audit', 'verify', ...args);

  it('is kept waiting by a bucket that is away, and measured', async () => {
    expect(bucket.versions).toEqual([]);
    await until('the failure to be counted', async () => {
      const metrics = await register.metrics();
      const isLate = /sluis_audit_witness_lag_seconds\{witness="[^"]+"\} [1-9]/.test(metrics);
      return (isLate && /sluis_audit_witness_failures_total\{witness="[^"]+"\} [1-9]/.test(metrics)) || undefined;
    });
  });

  it('holds once the bucket was shown everything since', async () => {
    bucket.failsWith = undefined;
    await until('the bucket to have every head', async () => {
      const heads = await sql.value<number>('SELECT count(*)::integer FROM audit_heads');
      return bucket.versions.length === heads || undefined;
    });
    // A head that is signed while it is verified is shown a moment later.
    const held = await until('the trail to hold against it', async () => {
      const verified = await verify();
      expect(verified.stderr).not.toContain('cannot be read');
      return verified.code === 0 ? verified : undefined;
    });
    expect(held.stderr).toBe('');
    expect(held.stdout).toMatch(/witnesses +http:\S+: keeps \d+ heads, and they agree/);
  });

  it('are files too, of which one that is not there is a finding', async () => {
    const file = join(folder, 'heads.jsonl');
    const { code, stderr } = await witnessedBy(pathToFileURL(file).href);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(`the witness ${file} keeps no head, though heads are signed here`),
    });
    expect(await witnessedBy('', '--witness', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${file} cannot be read`),
    });
  });

  it('cannot be webhooks, which is said', async () => {
    const { code, stdout } = await witnessedBy('https://witness:secret@heads.example/keep');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('https://heads.example/keep: cannot be read back; ask who keeps it'),
    });
    expect(stdout).toContain('No witness was read');
  });

  it('are those that are named instead, however many', async () => {
    const [first, second] = [join(folder, 'first.jsonl'), join(folder, 'second.jsonl')];
    for (const file of [first, second]) writeFileSync(file, '');
    const { code, stdout } = await audit('verify', '--json', '--witness', first, '--witness', second);
    expect({ code, told: JSON.parse(stdout) }).toMatchObject({
      code: 3,
      told: {
        holds: false,
        witnesses: [
          { witness: first, heads: 0 },
          { witness: second, heads: 0 },
        ],
        findings: [
          { kind: 'witness_empty', witness: first },
          { kind: 'witness_empty', witness: second },
        ],
      },
    });
  });

  it('names what was rolled back, also when it was sealed again since', async () => {
    const superuser = new URL(stack.environment.database.url);
    superuser.username = 'postgres';
    const intruder = await Sql.open(superuser.href);
    await intruder.rows(`SET session_replication_role = replica`);
    const number = (await intruder.value<number>('SELECT max(number)::integer FROM audit_heads')) ?? 0;
    const size = await intruder.value<string>(`SELECT tree_size FROM audit_heads WHERE number = ${number - 1}`);
    await intruder.rows('BEGIN');
    await intruder.rows(`UPDATE audit_records SET outcome = 'refused'
      WHERE id = (SELECT record_id FROM audit_leaves WHERE seq = ${size})`);
    await intruder.rows(`DELETE FROM audit_witnessed_heads WHERE number >= ${number}`);
    await intruder.rows(`DELETE FROM audit_heads WHERE number >= ${number}`);
    await intruder.rows(`DELETE FROM audit_leaves WHERE seq >= ${size}`);
    await intruder.rows(`DELETE FROM audit_nodes WHERE (index + 1) << level > ${size}`);
    await intruder.rows('COMMIT');
    await until('the worker to seal the other history', async () => {
      const newest = await intruder.value<number>('SELECT max(number)::integer FROM audit_heads');
      return newest === number || undefined;
    });
    await intruder.close();
    expect(await audit('verify', '--no-witness')).toMatchObject({ code: 0 });
    const { code, stderr } = await verify();
    expect(code).toBe(3);
    expect(stderr).toMatch(
      new RegExp(`forked: the witness http:\\S+ keeps another head ${number}; records ${size} to `),
    );
  });

  it('says in a sentence that the bucket cannot be read', async () => {
    bucket.failsWith = 503;
    expect(await verify()).toMatchObject({ code: 1, stderr: expect.stringContaining('answered 503') });
  });
});
