import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SealingKey } from '@sluis/audit';
import { type EvidencePacks, verifyPack } from '@sluis/evidence';
import { fromPublicId, newId } from '@sluis/persistence';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openEvidence } from './open-evidence.js';
import { unpack as writeUnpacked } from './unpack.js';
import { agreePayment, authorisePayment, giveConsent, type ConsentingPayer } from '../support/payers.js';
import type { BankUser } from '../support/bank-control.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

const run = promisify(execFile);
const folders: string[] = [];

let stack: Stack;
let packs: EvidencePacks;
let close: () => Promise<void>;
let publicKeyPem: string;
let paymentId: string;
let consentId: string;
let shop: BankUser;
let payer: ConsentingPayer;
let sql: Sql;

beforeAll(async () => {
  stack = await startStack();
  const opened = await openEvidence(stack.environment.variables);
  packs = opened.packs;
  close = opened.close;
  const seed = stack.environment.variables['AUDIT_SEALING_KEY'] ?? '';
  publicKeyPem = SealingKey.of(Buffer.from(seed, 'base64')).publicKeyPem;
  sql = await Sql.open(stack.environment.database.url);
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('Ł. Żółć-Visser', '100.00'));
  consentId = payer.consentId;
  const payment = await agreePayment(stack, 'draft', payer, { creditor: shop, amount: '12.50' });
  paymentId = payment.id;
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
}, 60_000);

afterAll(async () => {
  await sql.close();
  await close();
  await stack.stop();
});

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function makePack(kind: 'payment' | 'consent', publicId: string) {
  const pack = await packs.make({
    kind,
    id: fromPublicId(kind, publicId) ?? '',
    reason: 'Case 4711',
    actor: { type: 'operator', id: 'test' },
    publicKeyPem,
  });
  if (!pack) throw new Error('there is no such thing');
  return unzipSync(pack.zip);
}

function unpack(files: Record<string, Uint8Array>): string {
  const folder = writeUnpacked(files);
  folders.push(folder);
  return folder;
}

describe.each(['payment', 'consent'] as const)('an evidence pack of a %s', (kind) => {
  let files: Record<string, Uint8Array>;

  beforeAll(async () => {
    files = await makePack(kind, kind === 'payment' ? paymentId : consentId);
  }, 60_000);

  it('verifies with Node alone, against a key that was kept elsewhere', async () => {
    const folder = unpack(files);
    const key = join(dirname(folder), 'kept-elsewhere.pem');
    writeFileSync(key, publicKeyPem);
    const { stdout } = await run(process.execPath, ['verify.mjs', '.', key], { cwd: folder, env: {} });
    rmSync(key);
    expect(stdout).toContain('Every file is what was sealed');
    expect(verifyPack(folder)).toEqual([]);
  });

  it('says in a sentence what keeps it from being checked', async () => {
    const folder = unpack(files);
    mkdirSync(join(folder, 'empty'));
    const junk = join(dirname(folder), 'junk.pem');
    writeFileSync(junk, 'no key');
    const verifyWith = (...args: string[]) =>
      run(process.execPath, ['verify.mjs', ...args], { cwd: folder, env: {} }).then(
        () => ({ code: 0, stderr: '' }),
        (error: unknown) => z.object({ code: z.int(), stderr: z.string() }).parse(error),
      );
    const told = {
      missingKey: await verifyWith('.', 'missing.pem'),
      junkKey: await verifyWith('.', junk),
      missingFolder: await verifyWith('missing'),
      noFolder: await verifyWith('verify.mjs'),
      noPack: await verifyWith('empty'),
    };
    writeFileSync(join(folder, 'public-key.pem'), 'no key');
    const ownKey = await verifyWith();
    rmSync(junk);
    expect(told).toEqual({
      missingKey: { code: 1, stderr: expect.stringMatching(/^✗ The key file missing.pem cannot be read\. .*\n$/) },
      junkKey: { code: 1, stderr: expect.stringMatching(/^✗ The key file \S+junk.pem holds no public key .*\n$/) },
      missingFolder: { code: 1, stderr: expect.stringMatching(/^✗ missing cannot be read as a folder.*\n$/) },
      noFolder: { code: 1, stderr: expect.stringMatching(/^✗ verify.mjs cannot be read as a folder.*\n$/) },
      noPack: { code: 1, stderr: expect.stringMatching(/^✗ The folder empty holds no evidence pack.*\n$/) },
    });
    expect(ownKey).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/public-key.pem, the key .* is no key in PEM/),
    });
    expect(ownKey.stderr).not.toContain('cannot be read');
  });

  it('shows any byte that was changed, wherever it is', () => {
    const folder = unpack(files);
    const names = Object.keys(files);
    for (let left = 400; left > 0; left -= 1) {
      const name = names[left % names.length] ?? '';
      const bytes = Buffer.from(files[name] ?? []);
      const at = randomInt(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << randomInt(8));
      writeFileSync(join(folder, name), bytes);
      expect([name, at, verifyPack(folder).length > 0]).toEqual([name, at, true]);
      writeFileSync(join(folder, name), files[name] ?? '');
    }
    expect(verifyPack(folder)).toEqual([]);
  });

  it('shows what was left out, and what was put in', () => {
    for (const name of Object.keys(files)) {
      const { [name]: _, ...others } = files;
      expect([name, verifyPack(unpack(others)).length > 0]).toEqual([name, true]);
    }
    expect(verifyPack(unpack({ ...files, 'more.txt': Buffer.from('more') }))).toEqual(['more.txt is not of this pack']);
  });

  it('is not believed when it was made up whole, under another key', () => {
    const other = SealingKey.of(Buffer.alloc(32, 7)).publicKeyPem;
    expect(verifyPack(unpack(files), other)).toContainEqual(expect.stringContaining('signed with another key'));
  });
});

it('a pack of a payment tells all that is known, with names in any script', async () => {
  const files = await makePack('payment', paymentId);
  const dossier = JSON.parse(Buffer.from(files['dossier.json'] ?? []).toString('utf8'));
  expect(dossier).toMatchObject({
    subject: paymentId,
    payment: { status: 'executed', amount: { value: '12.50', currency: 'EUR' } },
    orders_at_the_bank: [{ rail: 'draft', status: 'accepted', sent: expect.stringContaining('12.50') }],
  });
  const { records } = JSON.parse(Buffer.from(files['records.json'] ?? []).toString('utf8')) as {
    records: { record: { action: string } }[];
  };
  const actions = records.map(({ record }) => record.action);
  expect(actions).toEqual(expect.arrayContaining(['payment.received', 'bank.called', 'payment.executed']));
  expect(
    Buffer.from(files['summary.pdf'] ?? [])
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
});

it('a pack of a consent holds the page as the payer saw it', async () => {
  const files = await makePack('consent', consentId);
  const shown = Object.keys(files).filter((name) => name.startsWith('shown/'));
  expect(shown.length).toBeGreaterThan(0);
  expect(Buffer.from(files[shown[0] ?? ''] ?? []).toString('utf8')).toContain('<html');
});

it('there is none of what is not there', async () => {
  const wanted = {
    kind: 'payment',
    id: newId(),
    reason: 'Case 4711',
    actor: { type: 'operator', id: 'test' },
    publicKeyPem,
  } as const;
  expect(await packs.make(wanted)).toBeUndefined();
});

describe('a trail that somebody with all rights in the database laid hands on', () => {
  async function executedPayment(): Promise<string> {
    const payment = await agreePayment(stack, 'draft', payer, { creditor: shop, amount: '1.25' });
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    // Sealed: a record that goes before that leaves no trace in the tree.
    await makePack('payment', payment.id);
    return payment.id;
  }

  /** As a superuser may: no trigger and no policy is asked. */
  async function tamper(statement: string): Promise<void> {
    const superuser = new URL(stack.environment.database.url);
    superuser.username = 'postgres';
    const intruder = await Sql.open(superuser.href);
    try {
      await intruder.rows('SET session_replication_role = replica');
      await intruder.rows(statement);
    } finally {
      await intruder.close();
    }
  }

  const refusals = (id: string) =>
    sql.rows<{ outcome: string; cause: string; details: object }>(
      `SELECT outcome, cause, details FROM audit_records WHERE subject_id = $1 AND action = 'evidence.refused'`,
      [id],
    );
  const exports = (id: string) =>
    sql.rows(`SELECT FROM audit_records WHERE subject_id = $1 AND action = 'evidence.exported'`, [id]);

  it('gives no pack of a payment whose record is gone, and says which', async () => {
    const id = await executedPayment();
    await tamper(`DELETE FROM audit_records WHERE subject_id = '${id}' AND action = 'payment.executed'`);
    const finding = expect.stringMatching(
      /^version \d+ of pay_\w+ \(payment\.executed\) has no record in the audit trail$/,
    );
    await expect(makePack('payment', id)).rejects.toMatchObject({ name: 'UnsoundPackError', findings: [finding] });
    expect(await refusals(id)).toMatchObject([
      { outcome: 'alarm', cause: 'unsound', details: { findings: 1, first_finding: finding } },
    ]);
    expect(await exports(id)).toHaveLength(1);
  });

  it('gives no pack of a payment whose record was changed', async () => {
    const id = await executedPayment();
    await tamper(
      `UPDATE audit_records SET recorded_at = recorded_at - interval '1 day' WHERE subject_id = '${id}' AND action = 'payment.executed'`,
    );
    await expect(makePack('payment', id)).rejects.toMatchObject({
      findings: [expect.stringMatching(/^record [\w-]+ \(payment\.executed\) is not what head \d+ sealed$/)],
    });
  });

  it('gives no pack of a payment whose timeline lost what the trail tells', async () => {
    const id = await executedPayment();
    await tamper(`DELETE FROM payment_transitions WHERE payment_id = '${fromPublicId('payment', id)}' AND version = 2`);
    await expect(makePack('payment', id)).rejects.toMatchObject({
      findings: [`version 2 of ${id} is not once in the timeline`],
    });
  });

  it('gives no pack of a payment that was set back', async () => {
    const id = await executedPayment();
    await tamper(`UPDATE payments SET version = 2 WHERE id = '${fromPublicId('payment', id)}'`);
    await expect(makePack('payment', id)).rejects.toMatchObject({
      findings: expect.arrayContaining([
        expect.stringMatching(/^record [\w-]+ tells of version 3 of pay_\w+, which the dossier does not have$/),
      ]),
    });
  });

  it('gives no pack of a consent whose record is gone', async () => {
    const given = await giveConsent(stack, await stack.bank.createUser('B. Bakker', '5.00'));
    await makePack('consent', given.consentId);
    await tamper(`DELETE FROM audit_records WHERE subject_id = '${given.consentId}' AND action = 'consent.authorised'`);
    await expect(makePack('consent', given.consentId)).rejects.toMatchObject({
      findings: [
        expect.stringMatching(/^version 2 of con_\w+ \(consent\.authorised\) has no record in the audit trail$/),
      ],
    });
  });
});
