import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditSeal } from '@sluis/audit';
import { Config } from '@sluis/config';
import { metric } from '@sluis/telemetry';
import { Counter, Gauge } from 'prom-client';

const partsEveryMs = 3_600_000;

/** Seals the audit trail every few seconds. Any number of workers may: one at a time does it. */
@Injectable()
export class SealAuditTask implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SealAuditTask.name);
  private readonly rounds: Round[] = [];
  private isStopped = false;
  private partsMadeAt = 0;

  constructor(
    private readonly config: Config,
    private readonly seal: AuditSeal,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.seal.isAble) this.logger.error({ msg: 'the audit trail is not sealed: AUDIT_SEALING_KEY is missing' });
    // Apart from each other: a witness that answers slowly keeps no record from its seal.
    this.plan({ run: () => this.sealRound(), told: 'the audit trail could not be sealed now' });
    if (this.seal.isAble)
      this.plan({ run: () => this.witnessRound(), told: 'the audit trail could not be shown to its witnesses now' });
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    for (const { timer } of this.rounds) clearTimeout(timer);
    await Promise.all(this.rounds.map(({ running }) => running));
  }

  private plan(task: { run: () => Promise<void>; told: string }): void {
    const round: Round = { running: Promise.resolve(), timer: undefined };
    const wait = () => {
      if (this.isStopped) return;
      round.timer = setTimeout(() => {
        round.running = task
          .run()
          .catch((error: unknown) =>
            this.logger.error({ msg: task.told, error: error instanceof Error ? error.name : 'unknown' }),
          )
          .finally(wait);
      }, this.config.env.AUDIT_SEAL_INTERVAL_MS);
    };
    this.rounds.push(round);
    wait();
  }

  private async makeParts(): Promise<void> {
    if (Date.now() - this.partsMadeAt < partsEveryMs) return;
    await this.seal.makeParts();
    this.partsMadeAt = Date.now();
  }

  private async sealRound(): Promise<void> {
    await this.makeParts();
    if (!this.seal.isAble) return;
    try {
      await this.seal.sealAll();
    } finally {
      // The lag matters most while sealing fails.
      sealLag().set(await this.seal.lagSeconds());
    }
  }

  private async witnessRound(): Promise<void> {
    for (const witness of await this.seal.handOver()) witnessFailures().inc({ witness });
    for (const { witness, lagSeconds } of await this.seal.witnessStates()) witnessLag().set({ witness }, lagSeconds);
  }
}

interface Round {
  running: Promise<void>;
  timer: NodeJS.Timeout | undefined;
}

// Shown once there is something to tell: a trail that nobody seals has no lag of nothing.
const sealLag = () =>
  metric(Gauge, {
    name: 'sluis_audit_seal_lag_seconds',
    help: 'Age of the oldest audit record that no signed head covers',
  });

const witnessLag = () =>
  metric(Gauge, {
    name: 'sluis_audit_witness_lag_seconds',
    help: 'Age of the oldest signed head that the witness has not confirmed',
    labelNames: ['witness'],
  });

const witnessFailures = () =>
  metric(Counter, {
    name: 'sluis_audit_witness_failures_total',
    help: 'Times that a witness could not be reached',
    labelNames: ['witness'],
  });
