import { randomBytes, randomInt } from 'node:crypto';
import { dataSourceOptions, newId, queryRows, Transactions } from '@sluis/persistence';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.js';
import { createDatabase, type TestDatabase } from '../../../../test/support/services/test-database.js';
import { AuditTrail } from '../audit-trail.js';
import { SealRecords } from './seal-records.js';
import { SealingKey } from './tree-head.js';
import { exportTrail, NotATrailError, verifyExport } from './trail-export.js';
import { readHeads } from './trail-reads.js';
import { verifyDatabase } from './verify-database.js';
import { witnessedOf, type WitnessedHead } from './witnessed-heads.js';

const key = SealingKey.of(randomBytes(32));
const publicKeys = new Map([[key.id, key.publicKeyPem]]);
const size = 300;
/** Of an export; those of the tables are in test/audit. */
const edits = 100;

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let witnessed: WitnessedHead[];

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await new DataSource(
    dataSourceOptions({ databaseUrl: database.url, poolSize: 4, applicationName: 'test' }),
  ).initialize();
  transactions = new Transactions(dataSource);
  while ((await count('audit_leaves')) < size) {
    for (let left = randomInt(1, 25); left > 0; left -= 1) await write();
    await seal();
  }
  witnessed = [];
  for await (const heads of readHeads(transactions)) witnessed.push(...heads.map(witnessedOf));
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function write(details: Record<string, string> = { note: randomBytes(4).toString('hex') }): Promise<void> {
  await transactions.run((tx) =>
    new AuditTrail().record(tx, {
      partnerId: newId(),
      actor: { type: 'platform' },
      action: 'payment.executed',
      subject: { type: 'payment', id: newId() },
      outcome: 'done',
      details,
    }),
  );
}

/** Other transactions of the server hold the horizon back for a moment. */
async function seal(): Promise<void> {
  const written = await count('audit_records');
  await until('everything to be sealed', async () => {
    await new SealRecords(transactions, key).run();
    return (await count('audit_leaves')) === written || undefined;
  });
}

async function count(table: string): Promise<number> {
  const [row] = await transactions.run((tx) =>
    queryRows<{ count: number }>(tx, `SELECT count(*)::int AS count FROM ${table}`),
  );
  return row?.count ?? 0;
}

describe('a sealed trail', () => {
  it('verifies while nobody touched it, and as it grows', async () => {
    const report = await verifyDatabase(transactions, publicKeys, { witnesses: new Map([['file', witnessed]]) });
    expect(report).toMatchObject({ findings: [], unsealed: 0, heads: witnessed.length });
    expect(report.records).toBe(await count('audit_records'));
  });

  it('verifies while it grows', async () => {
    const verified = new AbortController();
    const growing = (async () => {
      while (!verified.signal.aborted) {
        await write();
        await new SealRecords(transactions, key).run();
      }
    })();
    try {
      for (let time = 1; time <= 20; time += 1) {
        const { findings } = await verifyDatabase(transactions, publicKeys);
        expect(findings).toEqual([]);
      }
    } finally {
      verified.abort();
      await growing;
    }
    await seal();
    witnessed = [];
    for await (const heads of readHeads(transactions)) witnessed.push(...heads.map(witnessedOf));
  });

  it('seals what commits late, after what began later', async () => {
    const late = dataSource.createQueryRunner();
    await late.startTransaction();
    await new AuditTrail().record(late.manager, {
      partnerId: null,
      actor: { type: 'platform' },
      action: 'payment.executed',
      subject: { type: 'payment', id: 'late' },
      outcome: 'done',
    });
    await write();
    const { count: sealedMeanwhile } = await new SealRecords(transactions, key).run();
    await late.commitTransaction();
    await late.release();
    expect(sealedMeanwhile).toBe(0);
    await seal();
    expect((await verifyDatabase(transactions, publicKeys)).findings).toEqual([]);
    witnessed = [];
    for await (const heads of readHeads(transactions)) witnessed.push(...heads.map(witnessedOf));
  });

  it('is sealed once, however many sealers work at the same time', async () => {
    for (let left = 40; left > 0; left -= 1) await write();
    await Promise.all(Array.from({ length: 4 }, () => new SealRecords(transactions, key).run(7)));
    await seal();
    expect((await verifyDatabase(transactions, publicKeys)).findings).toEqual([]);
    witnessed = [];
    for await (const heads of readHeads(transactions)) witnessed.push(...heads.map(witnessedOf));
  });

  it('is not believed when another key signed it', async () => {
    const other = SealingKey.of(randomBytes(32));
    const { findings } = await verifyDatabase(transactions, new Map([[other.id, other.publicKeyPem]]));
    expect(findings).toHaveLength(witnessed.length);
  });
});

describe('an exported trail', () => {
  async function exported(): Promise<string[]> {
    const lines: string[] = [];
    for await (const line of exportTrail(transactions)) lines.push(line);
    return lines;
  }

  async function* each(lines: readonly string[]): AsyncGenerator<string> {
    yield* lines;
  }

  it('verifies without a database, and says as much', async () => {
    const report = await verifyExport(each(await exported()), publicKeys, {
      witnesses: new Map([['file', witnessed]]),
    });
    expect(report).toMatchObject({ findings: [], heads: witnessed.length, records: witnessed.at(-1)?.treeSize });
  });

  /** A line of the export made into others; undefined where nothing of the kind is there. */
  const changes: Record<string, (lines: string[], at: number) => string[]> = {
    'a line left out': (lines, at) => lines.toSpliced(at, 1),
    'two lines swapped': (lines, at) => lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? ''),
    'a line repeated': (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
    'a character changed': (lines, at) => lines.with(at, withAnotherCharacter(lines[at] ?? '')),
    'the end cut off': (lines, at) => lines.slice(0, at),
  };

  it.each(Object.entries(changes))('shows %s', async (_name, change) => {
    const lines = await exported();
    for (let left = Math.ceil(edits / Object.keys(changes).length); left > 0; left -= 1) {
      const at = randomInt(1, lines.length - 1);
      const changed = change(lines, at);
      const verdict = await verifyExport(each(changed), publicKeys, { witnesses: new Map([['file', witnessed]]) }).then(
        ({ findings }) => (findings.length > 0 ? 'found' : 'believed'),
        (error: unknown) => (error instanceof NotATrailError ? 'found' : 'broken'),
      );
      expect([at, lines[at], verdict]).toEqual([at, lines[at], 'found']);
    }
  });

  it('is refused where it is none', async () => {
    for (const lines of [[], ['{}'], ['{"format":"other"}'], ['no JSON']])
      await expect(verifyExport(each(lines), publicKeys)).rejects.toThrow(NotATrailError);
  });
});

function withAnotherCharacter(line: string): string {
  const at = randomInt(line.length);
  return `${line.slice(0, at)}${line[at] === '7' ? '8' : '7'}${line.slice(at + 1)}`;
}
