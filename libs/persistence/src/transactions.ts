import { DatabaseError, Pool } from 'pg';
import { DataSource, type EntityManager, type ObjectLiteral } from 'typeorm';
import { EntityRows } from './entity-rows.js';
import { aloneText, reachText, reachTextBesideClock, reachValues, type Reach } from './reach.js';
import { ScopedQuery } from './scoped-query.js';

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
 * The one place that opens transactions, each with its reach: row-level security shows a partner's transaction the rows of
 * that partner, whatever its queries forget to say.
 */
export class Transactions {
  /**
   * @param defaultReach what connections of `dataSource` were opened with
   * @param clockMoves transactions may have to wait for one that is `alone`, on a test platform
   */
  constructor(
    private readonly dataSource: DataSource,
    private readonly defaultReach: 'platform' | 'none' = 'none',
    private readonly clockMoves = false,
  ) {}

  /** Work of the platform itself, over partners: sweeping, following the bank, delivering, pages found by a token. */
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.defaultReach === 'platform' && !this.clockMoves) return this.commit(work);
    return this.commit(async (tx) => {
      await this.begin(tx, 'platform');
      return work(tx);
    });
  }

  /** Work on behalf of one partner; the id comes from its credential or from a row that was found by it. */
  forPartner<T>(partnerId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.commit(async (tx) => {
      await this.begin(tx, { partnerId });
      return work(tx);
    });
  }

  /**
   * As `forPartner`, with no other transaction beside it: it begins when all that are under way have ended, and new ones
   * wait. Whoever locks rows of every kind has no order to keep with those that lock a few.
   */
  alone<T>(partnerId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    if (!this.clockMoves) throw new Error('only on a test platform does everybody wait for one');
    return this.commit(async (tx) => {
      await tx.query(aloneText);
      await setReach(tx, { partnerId });
      return work(tx);
    });
  }

  /**
   * One statement: a transaction of its own that begins, works and commits in one round trip. A statement with a name is
   * prepared once per connection.
   */
  async inOneTrip<Row extends object = Record<string, unknown>>(reach: Reach, statement: Statement): Promise<Row[]> {
    const client = await this.pool().connect();
    let lost: Error | undefined;
    const lose = (error: Error) => (lost = error);
    // A connection that ends says so once more outside its query; unheard, that would end the process.
    client.on('error', lose);
    try {
      return await new Promise<Row[]>((resolve, reject) => {
        client
          .query(new ScopedQuery<Row>(statement, reach))
          .on('error', reject)
          .on('end', ({ rows }) => resolve(rows));
      });
    } catch (error) {
      // What the database refuses leaves its connection as good as before; anything else does not.
      if (error instanceof Error && !(error instanceof DatabaseError && isRefusal(error))) lost = error;
      throw error;
    } finally {
      client.release(lost);
      if (lost === undefined) client.off('error', lose);
    }
  }

  /** How `entity` is written to and read from hand-written SQL. */
  rowsOf<T extends ObjectLiteral>(entity: new () => T): EntityRows<T> {
    return new EntityRows(this.dataSource, entity);
  }

  private begin(tx: Transaction, reach: Reach): Promise<unknown> {
    return tx.query(this.clockMoves ? reachTextBesideClock : reachText, reachValues(reach));
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
 * Lets `work` see all partners' rows inside a partner's transaction: for the few questions that are about the bank, where
 * a payer or an order may be known by another partner too. Nothing it finds may be shown to the partner.
 */
export async function acrossPartners<T>(tx: Transaction, partnerId: string, work: () => Promise<T>): Promise<T> {
  await setReach(tx, 'platform');
  const result = await work().catch(async (error: unknown) => {
    // Where the database refused, the transaction can only be rolled back; what is told is why.
    await setReach(tx, { partnerId }).catch(() => undefined);
    throw error;
  });
  await setReach(tx, { partnerId });
  return result;
}

/** Class 57 ends the connection itself: an administrator, a shutdown, a crash. */
function isRefusal({ code }: DatabaseError): boolean {
  return code?.startsWith('57P') !== true;
}

async function setReach(tx: Transaction, reach: Reach): Promise<void> {
  await tx.query(reachText, reachValues(reach));
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
