import { Injectable, Logger } from '@nestjs/common';
import { Config } from '@sluis/config';
import { queryRows, Transactions } from '@sluis/persistence';
import { SealRecords } from './seal-records.js';
import { SealingKey } from './tree-head.js';
import { headsAfter } from './tree-heads.js';
import { witnessAt, type Witness } from './witness.js';

const headsPerHandover = 100;

/** So long a worker may be away before records go where they do not belong. */
const monthsAhead = 3;

/** Seals what was recorded, and hands each signed head to every witness. */
@Injectable()
export class AuditSeal {
  private readonly logger = new Logger(AuditSeal.name);
  private readonly records: SealRecords | undefined;
  private readonly witnesses: Witness[];

  constructor(
    private readonly transactions: Transactions,
    config: Config,
  ) {
    const { AUDIT_SEALING_KEY: seed, AUDIT_WITNESSES: addresses } = config.env;
    this.records =
      seed === undefined ? undefined : new SealRecords(transactions, SealingKey.of(Buffer.from(seed, 'base64')));
    this.witnesses = (addresses ?? '')
      .split(',')
      .filter(Boolean)
      .map((address) => witnessAt(address.trim()));
  }

  /** Makes the parts of the table that the coming months will fill. */
  async makeParts(): Promise<void> {
    await this.transactions.run((tx) => tx.query('SELECT make_audit_parts($1)', [monthsAhead]));
  }

  /** Whether this process has the key. */
  get isAble(): boolean {
    return this.records !== undefined;
  }

  /** Seals everything that can be sealed now. */
  async sealAll(): Promise<number> {
    let count = 0;
    for (let isFull = this.isAble; isFull;) {
      const sealed = await this.records?.run();
      count += sealed?.count ?? 0;
      isFull = sealed?.isFull ?? false;
    }
    return count;
  }

  /** Goes on with each witness from the last head that it confirmed; one that is away keeps no other waiting. */
  async handOver(): Promise<void> {
    await Promise.all(
      this.witnesses.map((witness) =>
        this.handOverTo(witness).catch((error: unknown) =>
          this.logger.warn({
            msg: 'a witness of the audit trail cannot be reached',
            witness: witness.name,
            error: error instanceof Error ? error.name : 'unknown',
          }),
        ),
      ),
    );
  }

  /** @returns age of the oldest record that waits for its seal */
  lagSeconds(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const [row] = await queryRows<{ seconds: number | null }>(
        tx,
        `SELECT extract(epoch FROM clock_timestamp() - min(record.recorded_at))::float8 AS seconds
         FROM audit_records record, (
           SELECT coalesce(max(last_xact_id), '0'::xid8) AS xact_id FROM audit_heads
           WHERE number = (SELECT max(number) FROM audit_heads)) sealed
         WHERE record.xact_id > sealed.xact_id`,
      );
      return row?.seconds ?? 0;
    });
  }

  private async handOverTo(witness: Witness): Promise<void> {
    for (;;) {
      const heads = await this.transactions.run(async (tx) => {
        const [row] = await queryRows<{ number: string | null }>(
          tx,
          `SELECT max(number) AS number FROM audit_witnessed_heads WHERE witness = $1`,
          [witness.name],
        );
        return headsAfter(tx, Number(row?.number ?? 0), headsPerHandover);
      });
      if (heads.length === 0) return;
      await witness.keep(heads);
      await this.transactions.run((tx) =>
        tx.query(
          `INSERT INTO audit_witnessed_heads (witness, number) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING`,
          [witness.name, heads.map(({ number }) => number)],
        ),
      );
    }
  }
}
