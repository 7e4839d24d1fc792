import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '@sluis/config';
import { Doorbell, Outbox } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { metric } from '@sluis/telemetry';
import { Gauge } from 'prom-client';

const mostPerSweep = 500;

/** Rings for everything that is due in Postgres, so that nothing depends on what Redis still remembers. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Sweeper.name);
  private readonly dueWork = metric(Gauge, {
    name: 'sluis_due_work',
    help: 'Due work nobody holds, as of the last sweep',
  });
  private timer?: NodeJS.Timeout;
  private isStopped = false;

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly doorbell: Doorbell,
  ) {}

  onApplicationBootstrap(): void {
    this.plan(0);
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private plan(inMs: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.sweep()
        .catch((error: unknown) =>
          this.logger.error({ msg: 'a sweep failed', error: error instanceof Error ? error.name : 'unknown' }),
        )
        .finally(() => this.plan(this.config.env.SWEEP_INTERVAL_MS));
    }, inMs);
  }

  private async sweep(): Promise<void> {
    const due = await this.transactions.run((tx) => this.outbox.due(tx, mostPerSweep));
    this.dueWork.set(due.length);
    // Behind a long queue work is late, not lost: a second ring for each would make it later.
    for (const [kind, ofKind] of Map.groupBy(due, (work) => work.kind)) {
      if (await this.doorbell.isQueueLong(kind)) continue;
      for (const { subject } of ofKind) this.doorbell.ringOncePerWindow(kind, subject);
    }
  }
}
