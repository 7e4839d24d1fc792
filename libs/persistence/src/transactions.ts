import { Pool } from 'pg';
import { DataSource, type EntityManager, type ObjectLiteral } from 'typeorm';
import { EntityRows } from './entity-rows.js';

/** An open transaction. Whoever has one in hand writes in it; no bank call is made while it is open. */
export type Transaction = EntityManager;

/** SQL with its parameters. Texts that differ must have different names. */
export interface Statement {
  name?: string;
  text: string;
  values: unknown[];
}

const afterCommitCallbacks = new WeakMap<Transaction, (() => void)[]>();

/** Runs `callback` once `tx` has committed; never when it rolls back or the process dies first, so only for hints. */
export function afterCommit(tx: Transaction, callback: () => void): void {
  afterCommitCallbacks.get(tx)?.push(callback);
}

/**
 * The one place that opens transactions.
 *
 * `forPartner` also names the partner to the database, so that row-level security can be switched on without touching
 * a caller.
 */
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /** Work of the platform itself, over partners: sweeping, following the bank, delivering. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.commit(work);
  }

  /** Work on behalf of one partner; the id comes from its credential or from a row that was found by it. */
  forPartner<T>(partnerId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.commit(async (tx) => {
      await tx.query(`SELECT set_config('sluis.partner_id', $1, true)`, [partnerId]);
      return work(tx);
    });
  }

  /**
   * One statement for one partner: a transaction of its own that begins, works and commits in one round trip. A statement
   * with a name is prepared once per connection.
   */
  async inOneTrip<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]> {
    return (await this.pool().query<Row>(statement)).rows;
  }

  /** How `entity` is written to and read from hand-written SQL. */
  rowsOf<T extends ObjectLiteral>(entity: new () => T): EntityRows<T> {
    return new EntityRows(this.dataSource, entity);
  }

  private pool(): Pool {
    const { driver } = this.dataSource;
    const pool: unknown = 'master' in driver ? driver.master : undefined;
    if (!(pool instanceof Pool)) throw new TypeError('the data source is not connected to PostgreSQL');
    return pool;
  }

  private async commit<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const callbacks: (() => void)[] = [];
    const result = await this.dataSource.transaction((tx) => {
      afterCommitCallbacks.set(tx, callbacks);
      return work(tx);
    });
    for (const callback of callbacks) callback();
    return result;
  }
}

/**
 * Runs hand-written SQL and types its rows. The caller vouches for the shape: it wrote the column list one line above.
 *
 * @returns the rows of a SELECT, or those of the RETURNING clause of a write
 */
export async function queryRows<Row>(tx: Transaction, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const result: unknown = await tx.query(sql, parameters);
  // The driver answers writes as [rows, affected count] and reads as rows.
  const isWriteResult =
    Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';
  return (isWriteResult ? result[0] : result) as Row[];
}
