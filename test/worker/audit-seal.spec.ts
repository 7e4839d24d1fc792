import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { headFromJson, SealingKey, verifyDatabase, witnessedOf, type HeadJson } from '@sluis/audit';
import { queryRows, Transactions } from '@sluis/persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giveConsent } from '../support/payers.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

let stack: Stack;
const folder = mkdtempSync(join(tmpdir(), 'sluis-witness-'));
const witnessFile = join(folder, 'heads.jsonl');

beforeAll(async () => {
  stack = await startStack({ overrides: { AUDIT_WITNESSES: pathToFileURL(witnessFile).href } });
});

afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true });
});

it('the worker seals what happened, and the witness can vouch for all of it', async () => {
  await giveConsent(stack, await stack.bank.createUser('A. Visser'));
  const transactions = stack.api.get(Transactions);
  const wasWritten = await transactions.run((tx) => queryRows<{ id: string }>(tx, `SELECT id FROM audit_records`));
  expect(wasWritten.length).toBeGreaterThan(5);
  await until('all of it to be sealed', async () => {
    const [row] = await transactions.run((tx) =>
      queryRows<{ left: number }>(
        tx,
        `SELECT count(*)::int AS left FROM audit_records WHERE id = ANY($1)
           AND NOT EXISTS (SELECT 1 FROM audit_leaves WHERE record_id = id)`,
        [wasWritten.map(({ id }) => id)],
      ),
    );
    return row?.left === 0 || undefined;
  });
  const key = SealingKey.of(Buffer.from(stack.environment.variables['AUDIT_SEALING_KEY'] ?? '', 'base64'));
  const report = await until('the witness to have the newest head', async () => {
    if (!existsSync(witnessFile)) return undefined;
    const witnessed = readFileSync(witnessFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => witnessedOf(headFromJson(JSON.parse(line) as HeadJson)));
    const keys = new Map([[key.id, key.publicKeyPem]]);
    const { findings, heads } = await verifyDatabase(transactions, keys, {
      witnesses: new Map([[witnessFile, witnessed]]),
    });
    expect(findings).toEqual([]);
    return heads === witnessed.length || undefined;
  });
  expect(report).toBe(true);
});
