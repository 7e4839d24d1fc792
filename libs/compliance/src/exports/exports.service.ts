import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '@sluis/config';
import { newId, Transactions, type Transaction } from '@sluis/persistence';
import type { StaffIdentity } from '@sluis/staff';
import { LookUps, type LookUpDetails, type RevealReason } from '../look-ups.js';
import { type Cell, csvHeader, csvRows, toJsonLines } from '../spreadsheet.js';
import { Turns } from './turns.js';

export type ExportFormat = 'csv' | 'jsonl';

/** What was said before the first byte. */
export interface BegunExport {
  id: string;
  staff: StaffIdentity;
  list: 'payments' | 'consents';
  isInClear: boolean;
  format: ExportFormat;
  /** That fitted when it began. */
  rows: number;
}

/** The columns of a list in a spreadsheet; in JSON Lines an item is what it is. */
export interface Sheet<Item> {
  columns: readonly string[];
  toCells(item: Item): Cell[];
}

export interface ExportFile {
  id: string;
  name: string;
  format: ExportFormat;
  /** That fitted when it began. */
  rows: number;
  /** Fails, and never just ends, when not everything could be written. */
  content: Readable;
}

/** Why an export has no end. */
class BrokenOff extends Error {
  constructor(readonly by: 'signed_out' | 'shut_down') {
    super(`broken off: ${by}`);
  }
}

const rowsPerPage = 1_000;

/**
 * Files of any length: read page by page as they are taken, so that neither memory nor a transaction grows with them. The
 * audit trail has their beginning before their first byte, and their end before their last.
 */
@Injectable()
export class Exports implements OnModuleDestroy {
  private readonly logger = new Logger(Exports.name);
  private readonly open = new Set<Readable>();
  private readonly turns: Turns;

  constructor(
    { env }: Config,
    private readonly transactions: Transactions,
    private readonly lookUps: LookUps,
  ) {
    // However many exports there are, other people find a connection.
    this.turns = new Turns(Math.max(1, Math.floor(env.DATABASE_POOL_SIZE / 2)));
  }

  /** Reads for an export. */
  read<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.turns.take(() =>
      this.transactions.run(async (tx) => {
        // Counting many millions, or finding a page of what is rare, takes more than any other statement may.
        await tx.query(`SET LOCAL statement_timeout = '2min'`);
        return work(tx);
      }),
    );
  }

  /** Everything in pages, each read when the one before it was taken. @param read what comes after an id, `limit` at most */
  async *pages<Row extends { id: string }>(
    read: (tx: Transaction, page: { before: string | undefined; limit: number }) => Promise<Row[]>,
  ): AsyncGenerator<Row[]> {
    let before: string | undefined;
    for (;;) {
      const rows = await this.read((tx) => read(tx, { before, limit: rowsPerPage }));
      if (rows.length > 0) yield rows;
      if (rows.length < rowsPerPage) return;
      before = rows.at(-1)?.id;
    }
  }

  /** Says in the audit trail that an export begins; whoever shows something to decide it does so in the same transaction. */
  async begin(
    tx: Transaction,
    staff: StaffIdentity,
    { cause, details, ...what }: Omit<BegunExport, 'id' | 'staff'> & { cause?: RevealReason; details: LookUpDetails },
  ): Promise<BegunExport> {
    const begun = { id: newId(), staff, ...what };
    await this.lookUps.record(tx, staff, 'export_begun', {
      subject: { type: 'list', id: begun.list },
      cause,
      details: { export: begun.id, format: begun.format, rows: begun.rows, ...details },
    });
    return begun;
  }

  /** @param mayGoOn asked before each page: who signed out, or was, gets no more of it */
  file<Item extends object>(
    begun: BegunExport,
    { columns, toCells }: Sheet<Item>,
    pages: AsyncIterable<Item[]> | Iterable<Item[]>,
    mayGoOn: () => Promise<boolean>,
  ): ExportFile {
    const { id, list, format } = begun;
    const name = begun.isInClear ? `${list}-in-clear` : list;
    const isCsv = format === 'csv';
    const given = { rows: 0, bytes: 0 };
    const hash = createHash('sha256');
    const take = (text: string) => {
      const chunk = Buffer.from(text);
      given.bytes += chunk.length;
      hash.update(chunk);
      return chunk;
    };
    async function* chunks() {
      if (isCsv) yield take(csvHeader(columns));
      for await (const items of pages) {
        if (!(await mayGoOn())) throw new BrokenOff('signed_out');
        // Counted before they are handed on: who breaks off may have seen them.
        given.rows += items.length;
        yield take(isCsv ? csvRows(items.map(toCells)) : toJsonLines(items));
      }
    }
    const iterator = chunks();
    let isEnding = false;
    const next = async (content: Readable) => {
      const { value, done } = await iterator.next();
      if (content.destroyed) return;
      if (done === true) {
        isEnding = true;
        // Before the file's end: what looks complete is on record as complete.
        await this.recordEnd(begun, { ...given, sha256: hash.digest('hex') });
      }
      content.push(value ?? null);
    };
    const content = new Readable({
      // Nothing ahead of what the reader takes.
      highWaterMark: 0,
      read() {
        next(this).catch((error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))));
      },
      destroy: (error, done) => {
        this.open.delete(content);
        void this.close(begun, isEnding ? undefined : given, error, done);
      },
    });
    this.open.add(content);
    return { id, name: `${name}-${id}.${format}`, format, rows: begun.rows, content };
  }

  /** While there is still a database to say so in. */
  async onModuleDestroy(): Promise<void> {
    const ended = [...this.open].map((content) => finished(content).catch(() => undefined));
    for (const content of this.open) content.destroy(new BrokenOff('shut_down'));
    await Promise.all(ended);
  }

  /** @param given undefined when the end is on record, or about to be */
  private async close(
    begun: BegunExport,
    given: LookUpDetails | undefined,
    error: Error | null,
    done: (error: Error | null) => void,
  ): Promise<void> {
    const by = error === null ? 'reader_gone' : error instanceof BrokenOff ? error.by : 'failed';
    if (by === 'failed') this.logError('an export failed', begun.id, error);
    try {
      if (given) await this.recordEnd(begun, given, by);
    } catch (failure) {
      // A beginning without an end says the same.
      this.logError('that an export was broken off is not on record', begun.id, failure);
    }
    done(error);
  }

  private logError(msg: string, id: string, error: unknown): void {
    this.logger.error({ msg, subject: id, error: error instanceof Error ? error.name : 'unknown' });
  }

  private recordEnd({ id, staff, list, format }: BegunExport, given: LookUpDetails, brokenOffBy?: string) {
    return this.transactions.run((tx) =>
      this.lookUps.record(tx, staff, 'exported', {
        subject: { type: 'list', id: list },
        outcome: brokenOffBy === undefined ? 'done' : 'failed',
        cause: brokenOffBy,
        details: { export: id, format, ...given },
      }),
    );
  }
}
