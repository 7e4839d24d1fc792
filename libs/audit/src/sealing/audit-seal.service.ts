import { Injectable, Logger } from '@nestjs/common';
import { Config } from '@sluis/config';
import { queryRows, Transactions } from '@sluis/persistence';
import { AuditTrail } from '../audit-trail.js';
import { bucketSettings } from './bucket-settings.js';
import { SealRecords } from './seal-records.js';
import { SealingKey } from './tree-head.js';
import { headsAfter, lastHead } from './tree-heads.js';
import { witnessAddresses, witnessAt } from './witness-address.js';
import type { Witness } from './witness.js';

const headsPerHandover = 100;

/** So long a worker may be away before records go where they do not belong. */
const monthsAhead = 3;

/** A witness that is away for longer is told of in the audit trail. */
const patienceMs = 5 * 60_000;

/** How far a witness is behind. */
export interface WitnessState {
  witness: string;
  /** Age of the oldest head that it has not confirmed; 0 when it has them all. */
  lagSeconds: number;
}

/** Seals what was recorded, and hands each signed head to every witness. */
@Injectable()
export class AuditSeal {
  private readonly logger = new Logger(AuditSeal.name);
  private readonly records: SealRecords | undefined;
  private readonly witnesses: Witness[];
  /** Since when each witness that is away now could not be reached. */
  private readonly awaySince = new Map<string, number>();
  private readonly alarmed = new Set<string>();

  constructor(
    private readonly transactions: Transactions,
    private readonly trail: AuditTrail,
    config: Config,
  ) {
    const { AUDIT_SEALING_KEY: seed, AUDIT_WITNESSES: addresses } = config.env;
    this.records =
      seed === undefined ? undefined : new SealRecords(transactions, SealingKey.of(Buffer.from(seed, 'base64')));
    this.witnesses = witnessAddresses(addresses).map((address) => witnessAt(address, bucketSettings(config.env)));
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

  /**
   * Goes on with each witness from the last head that it confirmed; one that is away keeps no other waiting, and is tried
   * again the next time.
   *
   * @returns names of those that could not be reached
   */
  async handOver(): Promise<string[]> {
    const results = await Promise.all(
      this.witnesses.map((witness) =>
        this.handOverTo(witness).then(
          () => this.isBack(witness.name),
          (error: unknown) => this.isAway(witness.name, error),
        ),
      ),
    );
    return results.flatMap((name) => name ?? []);
  }

  /** Of every witness that is configured. */
  async witnessStates(): Promise<WitnessState[]> {
    return this.transactions.run((tx) =>
      queryRows<WitnessState>(
        tx,
        `SELECT witness, coalesce(greatest(0, extract(epoch FROM clock_timestamp() - (
             SELECT sealed_at::timestamptz FROM audit_heads
             WHERE number > coalesce((SELECT max(number) FROM audit_witnessed_heads kept WHERE kept.witness = known.witness), 0)
             ORDER BY number LIMIT 1))), 0)::float8 AS "lagSeconds"
         FROM unnest($1::text[]) AS known (witness)`,
        [this.witnesses.map(({ name }) => name)],
      ),
    );
  }

  /** @returns age of the oldest record that waits for its seal */
  lagSeconds(): Promise<number> {
    return this.transactions.run(async (tx) => {
      const last = await lastHead(tx);
      // With the number in it, and not a question for it: else the whole trail would be read each time.
      const [row] = await queryRows<{ seconds: number | null }>(
        tx,
        `SELECT extract(epoch FROM clock_timestamp() - min(recorded_at))::float8 AS seconds
         FROM audit_records WHERE xact_id > $1::xid8`,
        [last?.lastXactId ?? '0'],
      );
      return row?.seconds ?? 0;
    });
  }

  private async isBack(witness: string): Promise<undefined> {
    this.awaySince.delete(witness);
    if (this.alarmed.delete(witness)) await this.tell(witness, 'audit.witness_back', 'done');
  }

  private async isAway(witness: string, error: unknown): Promise<string> {
    const reason = error instanceof Error ? error.name : 'unknown';
    this.logger.warn({ msg: 'a witness of the audit trail cannot be reached', witness, error: reason });
    const since = this.awaySince.get(witness) ?? Date.now();
    this.awaySince.set(witness, since);
    if (Date.now() - since >= patienceMs && !this.alarmed.has(witness)) {
      await this.tell(witness, 'audit.witness_away', 'alarm');
      this.alarmed.add(witness);
    }
    return witness;
  }

  private tell(witness: string, action: string, outcome: 'done' | 'alarm'): Promise<void> {
    const subject = { type: 'audit_witness', id: witness };
    return this.transactions.run((tx) =>
      this.trail.record(tx, { partnerId: null, actor: { type: 'platform' }, action, subject, outcome }),
    );
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
