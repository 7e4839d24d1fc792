import { SealingKey } from '@sluis/audit';
import { type EvidencePacks, reservationsAbout, verifyPack } from '@sluis/evidence';
import { fromPublicId } from '@sluis/persistence';
import { unzipSync } from 'fflate';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreePayment, authorisePayment, giveConsent, rails, type ConsentingPayer } from '../support/payers.js';
import type { BankUser } from '../support/bank-control.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { openEvidence } from './open-evidence.js';
import { unpack } from './unpack.js';

let stack: Stack;
let sql: Sql;
let packs: EvidencePacks;
let close: () => Promise<void>;
let shop: BankUser;
let payer: ConsentingPayer;

beforeAll(async () => {
  stack = await startStack();
  ({ packs, close } = await openEvidence(stack.environment.variables));
  sql = await Sql.open(stack.environment.database.url);
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  payer = await giveConsent(stack, await stack.bank.createUser('A. Visser', '100.00'));
}, 60_000);

afterAll(async () => {
  await sql.close();
  await close();
  await stack.stop();
});

/** The records about what the bank signed, once there are any. */
async function kept(id: string): Promise<{ outcome: string; cause: string | null }[]> {
  return until(`the bank's answer about ${id}`, async () => {
    const rows = await sql.rows<{ outcome: string; cause: string | null }>(
      `SELECT outcome, cause FROM audit_records WHERE subject_id = $1 AND action = 'bank_answer.kept'`,
      [id],
    );
    return rows.length > 0 ? rows : undefined;
  });
}

async function packOf(paymentId: string): Promise<Record<string, Uint8Array>> {
  const seed = stack.environment.variables['AUDIT_SEALING_KEY'] ?? '';
  const pack = await packs.make({
    kind: 'payment',
    id: fromPublicId('payment', paymentId) ?? '',
    reason: 'Case 4711',
    actor: { type: 'operator', id: 'test' },
    publicKeyPem: SealingKey.of(Buffer.from(seed, 'base64')).publicKeyPem,
  });
  if (!pack) throw new Error('there is no such payment');
  return unzipSync(pack.zip);
}

describe.each(rails)('an executed payment on the rail %s', (rail) => {
  it('has an answer of the bank that the bank’s own key proves', async () => {
    const payment = await agreePayment(stack, rail, payer, { creditor: shop, amount: '3.21' });
    await authorisePayment(stack, payment);
    await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
    expect(await kept(payment.id)).toEqual([{ outcome: 'done', cause: null }]);

    const files = await packOf(payment.id);
    const body = Buffer.from(files['bank/1.body'] ?? []).toString('utf8');
    expect(body).toContain('ACCEPTED');
    expect(body).toContain('3.21');
    // One order, and nobody else's.
    expect(JSON.parse(body)).toMatchObject({ Response: [expect.anything()] });
    const folder = unpack(files);
    expect(verifyPack(folder)).toEqual([]);
    expect(reservationsAbout(files)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

it('an answer that the bank did not sign, and one that nobody kept, are found', async () => {
  const payment = await agreePayment(stack, 'draft', payer, { creditor: shop, amount: '3.22' });
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  await kept(payment.id);
  const files = await packOf(payment.id);
  const folder = unpack(files);
  const body = Buffer.from(files['bank/1.body'] ?? []).toString('utf8');
  writeFileSync(join(folder, 'bank/1.body'), body.replace('3.22', '9.99'));
  expect(verifyPack(folder)).toEqual(
    expect.arrayContaining(['bank/1.body is not what the bank signed', 'bank/1.body is not in the audit trail']),
  );
  rmSync(join(folder, 'bank'), { recursive: true });
  expect(verifyPack(folder)).toContain('an answer of the bank that was kept is not in this pack');
  rmSync(folder, { recursive: true });
});

it('nothing of it can be read in the database, and nobody can change it', async () => {
  const [row] = await sql.rows<{ body: string }>(
    `SELECT encode(body_sealed, 'escape') AS body FROM bank_answers LIMIT 1`,
  );
  expect(row?.body).not.toContain('Visser');
  await expect(sql.rows(`SET ROLE sluis_app; UPDATE bank_answers SET signature = ''`)).rejects.toThrow(
    'permission denied',
  );
  await sql.rows('RESET ROLE');
});

it('where the payer took the access back, the trail says that there is no answer', async () => {
  const leaving = await giveConsent(stack, await stack.bank.createUser('B. Bakker', '100.00'));
  const payment = await agreePayment(stack, 'draft', leaving, { creditor: shop, amount: '3.23' });
  await stack.bank.layFault(
    { method: 'GET', path: '^/v1/user/\\d+/monetary-account/\\d+/draft-payment/\\d+$', times: 50 },
    { status: 500, body: {} },
  );
  await authorisePayment(stack, payment);
  await stack.partner.waitFor(`/v1/payments/${payment.id}`, ['executed']);
  await stack.bank.revoke(leaving);
  await stack.bank.clearFaults();
  expect(await kept(payment.id)).toEqual([{ outcome: 'failed', cause: 'bank_access_lost' }]);
});
