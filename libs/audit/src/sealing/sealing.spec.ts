import { randomBytes, randomInt } from 'node:crypto';
import { dataSourceOptions, newId, queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { DataSource, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.js';
import { createDatabase, type TestDatabase } from '../../../../test/support/services/test-database.js';
import { AuditTrail } from '../audit-trail.js';
import type { Finding } from './audit-verifier.js';
import { SealRecords } from './seal-records.js';
import { SealingKey, type SignedHead } from './tree-head.js';
import { exportTrail, NotATrailError, verifyExport } from './trail-export.js';
import { readHeads } from './trail-reads.js';
import { verifyDatabase } from './verify-database.js';

const key = SealingKey.of(randomBytes(32));
const publicKeys = new Map([[key.id, key.publicKeyPem]]);
const size = 300;
/** `AUDIT_EDITS=10000` for the whole proof. */
const edits = Number(process.env['AUDIT_EDITS'] ?? 400);

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;
let witnessed: SignedHead[];

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
  for await (const head of readHeads(transactions)) witnessed.push(head);
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

/** One open transaction in which everything happens that would have transactions of its own. */
class Within extends Transactions {
  constructor(private readonly runner: QueryRunner) {
    super(dataSource);
  }
  override run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return work(this.runner.manager);
  }
}

const sealedTables = ['audit_records', 'audit_leaves', 'audit_nodes', 'audit_heads'];

/** What the verifier finds after whoever owns the tables, past every trigger, did this; afterwards it never happened. */
async function findingsAfter(edit: (sql: (text: string, parameters?: unknown[]) => Promise<unknown>) => Promise<void>) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    for (const table of sealedTables) await runner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await edit((text, parameters) => runner.query(text, parameters));
    return (await verifyDatabase(new Within(runner), publicKeys, { witnessed })).findings;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

const at = (seq: number) => `(SELECT record_id FROM audit_leaves WHERE seq = ${seq})`;

/** Whether a finding leads to this place. */
function locates(findings: readonly Finding[], seq: number): boolean {
  return findings.some(
    (finding) =>
      ('seq' in finding && finding.seq === seq) ||
      (finding.kind === 'range_altered' && finding.fromSeq <= seq && seq <= finding.toSeq),
  );
}

const columns: Record<string, string> = {
  partner_id: `gen_random_uuid()`,
  actor_type: `CASE actor_type WHEN 'psu' THEN 'bank' ELSE 'psu' END`,
  actor_id: `'somebody'`,
  action: `action || 'x'`,
  subject_type: `'consent'`,
  subject_id: `subject_id || 'x'`,
  outcome: `'refused'`,
  cause: `'because'`,
  details: `details || '{"more": 1}'`,
  recorded_at: `recorded_at + interval '1 microsecond'`,
  xact_id: `(xact_id::text::bigint + 1)::text::xid8`,
};

type Sql = (text: string, parameters?: unknown[]) => Promise<unknown>;

/** Kinds of tampering; each returns the places it touched, if it touched a place. */
const tamperings: Record<string, (sql: Sql, seq: number) => Promise<number | undefined>> = {
  async 'a column of a record changed'(sql, seq) {
    const [column, value] = Object.entries(columns)[randomInt(Object.keys(columns).length)] ?? [];
    await sql(`UPDATE audit_records SET ${column} = ${value} WHERE id = ${at(seq)}`);
    return seq;
  },
  async 'a record deleted'(sql, seq) {
    await sql(`DELETE FROM audit_records WHERE id = ${at(seq)}`);
    return seq;
  },
  async 'a record deleted with its leaf'(sql, seq) {
    await sql(`DELETE FROM audit_records WHERE id = ${at(seq)}`);
    await sql(`DELETE FROM audit_leaves WHERE seq = ${seq}`);
    return seq;
  },
  async 'two records swapped'(sql, seq) {
    const other = (seq + 1 + randomInt(size - 1)) % size;
    await sql(`CREATE TEMP TABLE pair ON COMMIT DROP AS
               SELECT ${at(seq)} AS one, ${at(other)} AS two, '${newId()}'::uuid AS spare`);
    await sql(`UPDATE audit_records SET id = spare FROM pair WHERE id = one`);
    await sql(`UPDATE audit_records SET id = one FROM pair WHERE id = two`);
    await sql(`UPDATE audit_records SET id = two FROM pair WHERE id = spare`);
    return seq;
  },
  async 'two whole leaves swapped'(sql, seq) {
    const other = (seq + 1 + randomInt(size - 1)) % size;
    await sql(`UPDATE audit_leaves SET seq = -1 WHERE seq = ${seq}`);
    await sql(`UPDATE audit_leaves SET seq = ${seq} WHERE seq = ${other}`);
    await sql(`UPDATE audit_leaves SET seq = ${other} WHERE seq = -1`);
    return seq;
  },
  async 'a record changed and chained again'(sql, seq) {
    const altered = randomBytes(32);
    await sql(`UPDATE audit_records SET cause = 'never' WHERE id = ${at(seq)}`);
    await sql(`UPDATE audit_leaves SET hash = $1 WHERE seq = ${seq}`, [altered]);
    return seq;
  },
  async 'a record inserted into the past'(sql, seq) {
    await sql(
      `INSERT INTO audit_records (id, xact_id, recorded_at, actor_type, action, subject_type, subject_id, outcome)
       SELECT gen_random_uuid(), xact_id, recorded_at, 'psu', 'consent.given', 'consent', 'x', 'done'
       FROM audit_records WHERE id = ${at(seq)}`,
    );
    return undefined;
  },
  async 'the tail cut off'(sql, seq) {
    await sql(`DELETE FROM audit_heads WHERE tree_size > ${seq}`);
    await sql(`DELETE FROM audit_records WHERE id IN (SELECT record_id FROM audit_leaves WHERE seq >= ${seq})`);
    await sql(`DELETE FROM audit_leaves WHERE seq >= ${seq}`);
    return undefined;
  },
  async 'the last heads cut off, with nothing else'(sql, seq) {
    await sql(`DELETE FROM audit_heads WHERE tree_size > ${seq}`);
    return undefined;
  },
  async 'a column of a head changed'(sql) {
    const changes = [
      'tree_size = tree_size + 1',
      'tree_size = 1000000000000',
      'tree_size = 0',
      `root = '\\x00'`,
      `previous_hash = '\\x00'`,
      `sealed_at = '2020'`,
      `key_id = 'x'`,
      `signature = '\\x00'`,
      `edge = '{}'`,
      `last_xact_id = '1'`,
      `last_record_id = gen_random_uuid()`,
    ];
    const change = changes[randomInt(changes.length)];
    await sql(`UPDATE audit_heads SET ${change} WHERE number = ${1 + randomInt(witnessed.length)}`);
    return undefined;
  },
  async 'a head deleted'(sql) {
    await sql(`DELETE FROM audit_heads WHERE number = ${1 + randomInt(witnessed.length)}`);
    return undefined;
  },
  async 'a node changed'(sql) {
    await sql(
      `UPDATE audit_nodes SET hash = '\\x00' WHERE (level, index) = (SELECT level, index FROM audit_nodes ORDER BY random() LIMIT 1)`,
    );
    return undefined;
  },
};

describe('a sealed trail', () => {
  it('verifies while nobody touched it, and as it grows', async () => {
    const report = await verifyDatabase(transactions, publicKeys, { witnessed });
    expect(report).toMatchObject({ findings: [], unsealed: 0, heads: witnessed.length });
    expect(report.records).toBe(await count('audit_records'));
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
    for await (const head of readHeads(transactions)) witnessed.push(head);
  });

  it('is sealed once, however many sealers work at the same time', async () => {
    for (let left = 40; left > 0; left -= 1) await write();
    await Promise.all(Array.from({ length: 4 }, () => new SealRecords(transactions, key).run(7)));
    await seal();
    expect((await verifyDatabase(transactions, publicKeys)).findings).toEqual([]);
    witnessed = [];
    for await (const head of readHeads(transactions)) witnessed.push(head);
  });

  it.each(Object.entries(tamperings))('shows %s', async (_name, tamper) => {
    for (let left = Math.ceil(edits / Object.keys(tamperings).length); left > 0; left -= 1) {
      let place: number | undefined;
      const seq = randomInt(size);
      const findings = await findingsAfter(async (sql) => {
        place = await tamper(sql, seq);
      });
      expect(findings).not.toEqual([]);
      expect(place === undefined || locates(findings, place)).toBe(true);
    }
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
    const report = await verifyExport(each(await exported()), publicKeys, { witnessed });
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
      const verdict = await verifyExport(each(changed), publicKeys, { witnessed }).then(
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
