import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SealingKey } from '@sluis/audit';
import { type EvidencePacks, verifyPack } from '@sluis/evidence';
import { fromPublicId, newId } from '@sluis/persistence';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openEvidence } from './open-evidence.js';
import { unpack as writeUnpacked } from './unpack.js';
import { agreePayment, authorisePayment, giveConsent } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';

const run = promisify(execFile);
const folders: string[] = [];

let stack: Stack;
let packs: EvidencePacks;
let close: () => Promise<void>;
let publicKeyPem: string;
let paymentId: string;
let consentId: string;

beforeAll(async () => {
  stack = await startStack();
  const opened = await openEvidence(stack.environment.variables);
  packs = opened.packs;
  close = opened.close;
  const seed = stack.environment.variables['AUDIT_SEALING_KEY'] ?? '';
  publicKeyPem = SealingKey.of(Buffer.from(seed, 'base64')).publicKeyPem;
  const shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  const payer = await giveConsent(stack, await stack.bank.createUser('Ł. Żółć-Visser', '100.00'));
  consentId = payer.consentId;
  const payment = await agreePayment(stack, 'draft', payer, { creditor: shop, amount: '12.50' });
  paymentId = payment.id;
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
}, 60_000);

afterAll(async () => {
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
