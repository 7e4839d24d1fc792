import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { Outbox } from '@sluis/outbox';
import { newId, queryRows, Transactions, type Transaction } from '@sluis/persistence';

export interface Obstacle {
  list: string;
  /** `not_read`, `too_long`, `orders_left`, `orders_without_id` */
  problem: string;
  count: number;
}

export interface RecoveryState {
  id: string;
  cause: string;
  begunAt: Date;
  comparisons: number;
  comparedAt: Date | null;
  obstacles: Obstacle[];
  withdrawn: number;
  endedAt: Date | null;
  endedBecause: string | null;
}

const columns = `id, cause, begun_at AS "begunAt", comparisons, compared_at AS "comparedAt", obstacles, withdrawn,
  ended_at AS "endedAt", ended_because AS "endedBecause"`;

/** Times in which requests are accepted and nothing is sent to the bank, because rows may be missing here. */
@Injectable()
export class Recoveries {
  private readonly logger = new Logger(Recoveries.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
    private readonly outbox: Outbox,
  ) {}

  /** From the commit on nothing is sent. @returns false when one is under way already */
  async begin(tx: Transaction, cause: string, actor: AuditActor): Promise<boolean> {
    const id = newId();
    const begun = await queryRows(
      tx,
      `INSERT INTO recoveries (id, cause) VALUES ($1, $2) ON CONFLICT ((true)) WHERE ended_at IS NULL DO NOTHING RETURNING id`,
      [id, cause],
    );
    if (begun.length === 0) return false;
    this.logger.error({ msg: 'recovery begins: nothing is sent to the bank', code: cause });
    await this.record(tx, { id, cause }, 'recovery.begun', actor, 'alarm');
    await this.outbox.schedule(tx, { kind: 'reconciliation.run', subject: 'recovery', partnerId: null });
    return true;
  }

  /** The one under way, else the last; undefined when there never was one. */
  async latest(): Promise<RecoveryState | undefined> {
    return this.transactions.run((tx) => this.read(tx));
  }

  async read(tx: Transaction): Promise<RecoveryState | undefined> {
    const [row] = await queryRows<RecoveryState>(
      tx,
      `SELECT ${columns} FROM recoveries ORDER BY ended_at DESC NULLS FIRST LIMIT 1`,
    );
    return row;
  }

  /** @returns how many comparisons in a row left nothing open */
  async noteComparison(tx: Transaction, id: string, obstacles: Obstacle[], withdrawn: number): Promise<number> {
    const [row] = await queryRows<{ comparisons: number }>(
      tx,
      `UPDATE recoveries SET comparisons = CASE WHEN $3 THEN comparisons + 1 ELSE 0 END, compared_at = clock_timestamp(),
              obstacles = $2, withdrawn = withdrawn + $4
       WHERE id = $1 AND ended_at IS NULL RETURNING comparisons`,
      [id, JSON.stringify(obstacles), obstacles.length === 0 && withdrawn === 0, withdrawn],
    );
    return row?.comparisons ?? 0;
  }

  /** Sending goes on. @returns false when none was under way */
  async end(tx: Transaction, because: string, actor: AuditActor): Promise<boolean> {
    const [row] = await queryRows<{ id: string; cause: string; obstacles: Obstacle[] }>(
      tx,
      `UPDATE recoveries SET ended_at = clock_timestamp(), ended_because = $1 WHERE ended_at IS NULL
       RETURNING id, cause, obstacles`,
      [because],
    );
    if (!row) return false;
    // Ended over what still stood in the way is worth an alarm.
    await this.record(tx, row, 'recovery.ended', actor, row.obstacles.length > 0 ? 'alarm' : 'done');
    this.logger.log({ msg: 'recovery ended: orders are sent again', code: row.cause });
    return true;
  }

  private record(
    tx: Transaction,
    { id, cause }: { id: string; cause: string },
    action: string,
    actor: AuditActor,
    outcome: 'done' | 'alarm',
  ): Promise<void> {
    return this.audit.record(tx, { partnerId: null, actor, action, subject: { type: 'recovery', id }, outcome, cause });
  }
}
