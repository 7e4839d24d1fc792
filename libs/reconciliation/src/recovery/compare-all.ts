import { Injectable, Logger } from '@nestjs/common';
import { BunqError } from '@sluis/bunq-client';
import { Config } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { CompareList, type Comparison } from '../orphans/compare-list.js';
import { ListDesks, type ComparedList, type ListDesk } from '../orphans/list-desk.js';
import { Recoveries, type Obstacle } from './recoveries.service.js';

/** Lists lag: what one read does not show, the next one may. */
const quietComparisons = 2;

/**
 * After a restored backup: everything on the bank's lists that is newer than what is known here is found, kept, and
 * withdrawn where it could still move money. When two comparisons in a row left nothing open, sending goes on.
 */
@Injectable()
export class CompareAll {
  private readonly logger = new Logger(CompareAll.name);

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly desks: ListDesks,
    private readonly compareList: CompareList,
    private readonly recoveries: Recoveries,
  ) {}

  async run(): Promise<WorkResult> {
    const recovery = await this.recoveries.latest();
    if (!recovery || recovery.endedAt !== null) return 'done';
    const { RECONCILE_SETTLE_MS: settleMs, RECONCILE_READ_GAP_MS: againInMs } = this.config.env;
    // What was on its way when the backup took the place of the database may still arrive.
    const settlesInMs = recovery.begunAt.getTime() + settleMs - Date.now();
    if (settlesInMs > 0) return { againInMs: Math.min(settlesInMs, settleMs) };
    const obstacles: Obstacle[] = [];
    let withdrawn = 0;
    for (const desk of this.desks.all()) {
      await desk.doubtWhatWasSending();
      for (const list of await this.transactions.run((tx) => desk.lists(tx, true))) {
        const comparison = await this.compare(desk, list);
        obstacles.push(...obstaclesOf(list, comparison));
        withdrawn += comparison?.withdrawn.length ?? 0;
      }
    }
    const isOver = await this.transactions.run(async (tx) => {
      const quiet = await this.recoveries.noteComparison(tx, recovery.id, obstacles, withdrawn);
      return quiet >= quietComparisons && this.recoveries.end(tx, 'compared', { type: 'platform' });
    });
    return isOver ? 'done' : { againInMs };
  }

  private async compare(desk: ListDesk, list: ComparedList): Promise<Comparison | undefined> {
    try {
      return await this.compareList.run(desk, list, { orphanAgeMs: 0, isRecovery: true });
    } catch (error) {
      if (!(error instanceof BunqError)) throw error;
      this.logger.warn({ msg: 'a list of the bank could not be compared', kind: list.rail, error: error.name });
      return undefined;
    }
  }
}

/** A list that our access no longer reaches is none: nothing can be sent there either. */
function obstaclesOf({ name: list }: ComparedList, comparison: Comparison | undefined): Obstacle[] {
  if (!comparison) return [{ list, problem: 'not_read', count: 1 }];
  const { left, unnamed, isComplete } = comparison;
  return [
    ...(left.length > 0 ? [{ list, problem: 'orders_left', count: left.length }] : []),
    ...(unnamed > 0 ? [{ list, problem: 'orders_without_id', count: unnamed }] : []),
    ...(isComplete ? [] : [{ list, problem: 'too_long', count: 1 }]),
  ];
}
