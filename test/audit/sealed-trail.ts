import { randomBytes } from 'node:crypto';
import { SealingKey, SealRecords, verifyDatabase, witnessedOf, type Finding, type SignedHead } from '@sluis/audit';
import { dataSourceOptions, queryRows, Transactions, type Transaction } from '@sluis/persistence';
import { DataSource, type QueryRunner } from 'typeorm';
import { until } from '../support/until.js';

export type RunSql = (text: string, parameters?: unknown[]) => Promise<Record<string, unknown>[]>;

/** What an intruder has in hand: the database's superuser, and the sealer's program with a key of theirs or a stolen one. */
export interface Intrusion {
  sql: RunSql;
  trail: SealedTrail;
  /** Seals again what is not sealed, in the steps that the heads had. */
  sealAgain(key: SealingKey, treeSizes: readonly number[]): Promise<void>;
}

/** A sealed trail over several monthly parts of the table, as the superuser of the database reaches it. */
export class SealedTrail {
  readonly key = SealingKey.of(randomBytes(32));
  /** As an outside witness keeps them. */
  witnessed: SignedHead[] = [];

  private constructor(private readonly dataSource: DataSource) {}

  /** @param databaseUrl an empty, migrated database */
  static async fill(databaseUrl: string, records: number): Promise<SealedTrail> {
    const url = new URL(databaseUrl);
    url.username = 'postgres';
    const options = dataSourceOptions({ databaseUrl: url.href, poolSize: 4, applicationName: 'test' });
    const trail = new SealedTrail(await new DataSource(options).initialize());
    for (let written = 0; written < records;) {
      const some = Math.min(records - written, 1 + (written % 29));
      await trail.write(some);
      written += some;
      await trail.seal(written);
    }
    trail.witnessed = await trail.heads();
    return trail;
  }

  get transactions(): Transactions {
    return new Transactions(this.dataSource);
  }

  get size(): number {
    return this.witnessed.at(-1)?.treeSize ?? 0;
  }

  /** What is found once `edit` was made; afterwards it never happened. */
  async findingsAfter<T>(
    edit: (intrusion: Intrusion) => Promise<T>,
  ): Promise<{ made: T; findings: readonly Finding[] }> {
    const runner = this.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      // As a superuser may: no trigger and no foreign key is asked.
      await runner.query(`SET LOCAL session_replication_role = replica`);
      const within = new Within(runner, this.dataSource);
      const sealAgain = async (key: SealingKey, treeSizes: readonly number[]) => {
        for (const [index, size] of treeSizes.entries())
          if (index > 0) await new SealRecords(within, key).run(size - (treeSizes[index - 1] ?? 0));
      };
      const sql: RunSql = (text, parameters) => queryRows(runner.manager, text, parameters);
      const made = await edit({ sql, trail: this, sealAgain });
      const keys = new Map([[this.key.id, this.key.publicKeyPem]]);
      return {
        made,
        findings: (
          await verifyDatabase(within, keys, { witnesses: new Map([['kept', this.witnessed.map(witnessedOf)]]) })
        ).findings,
      };
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  /** What was undone still takes room. */
  async tidy(): Promise<void> {
    await this.dataSource.query(`VACUUM audit_records, audit_leaves, audit_nodes, audit_heads`);
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }

  private async write(records: number): Promise<void> {
    await this.dataSource.query(
      // Ids of the months for which there are parts, and of one for which there is none.
      `INSERT INTO audit_records (id, recorded_at, partner_id, actor_type, action, subject_type, subject_id, outcome, cause, details)
       SELECT uuidv7(n % 5 * interval '31 days'), now() - interval '200 days' + n % 5 * interval '31 days', gen_random_uuid(), 'bank',
         'payment.executed', 'payment', 'pay_' || md5(n::text), 'done', 'accepted', jsonb_build_object('version', n, 'note', random()::text)
       FROM generate_series(1, $1::integer) AS n`,
      [records],
    );
  }

  private async seal(written: number): Promise<void> {
    // Other transactions of the server hold the horizon back for a moment.
    await until('everything to be sealed', async () => {
      await new SealRecords(this.transactions, this.key).run();
      const [row] = await this.dataSource.query(`SELECT count(*)::int AS count FROM audit_leaves`);
      return row.count === written || undefined;
    });
  }

  private heads(): Promise<SignedHead[]> {
    return this.transactions.run(async (tx) => {
      const rows = await queryRows<SignedHead & { number: string; treeSize: string }>(
        tx,
        `SELECT number, tree_size AS "treeSize", root, previous_hash AS "previousHash", sealed_at AS "sealedAt",
           key_id AS "keyId", signature FROM audit_heads ORDER BY number`,
      );
      return rows.map((row) => ({ ...row, number: Number(row.number), treeSize: Number(row.treeSize) }));
    });
  }
}

/** One open transaction in which everything happens that would have transactions of its own. */
class Within extends Transactions {
  constructor(
    private readonly runner: QueryRunner,
    dataSource: DataSource,
  ) {
    super(dataSource);
  }

  override run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return work(this.runner.manager);
  }
}
