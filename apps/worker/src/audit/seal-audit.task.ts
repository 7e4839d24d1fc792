import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditSeal } from '@sluis/audit';
import { Config } from '@sluis/config';
import { Gauge, register } from 'prom-client';

const partsEveryMs = 3_600_000;

/** Seals the audit trail every few seconds. Any number of workers may: one at a time does it. */
@Injectable()
export class SealAuditTask implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SealAuditTask.name);
  private readonly lag = new Gauge({
    name: 'sluis_audit_seal_lag_seconds',
    help: 'Age of the oldest audit record that no signed head covers',
    registers: [],
  });
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;
  private partsMadeAt = 0;

  constructor(
    private readonly config: Config,
    private readonly seal: AuditSeal,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.seal.isAble) this.logger.error({ msg: 'the audit trail is not sealed: AUDIT_SEALING_KEY is missing' });
    else if (!register.getSingleMetric('sluis_audit_seal_lag_seconds')) register.registerMetric(this.lag);
    this.plan();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private plan(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.run()
        .catch((error: unknown) =>
          this.logger.error({
            msg: 'the audit trail could not be sealed now',
            error: error instanceof Error ? error.name : 'unknown',
          }),
        )
        .finally(() => this.plan());
    }, this.config.env.AUDIT_SEAL_INTERVAL_MS);
  }

  private async makeParts(): Promise<void> {
    if (Date.now() - this.partsMadeAt < partsEveryMs) return;
    await this.seal.makeParts();
    this.partsMadeAt = Date.now();
  }

  private async run(): Promise<void> {
    await this.makeParts();
    if (!this.seal.isAble) return;
    await this.seal.sealAll();
    await this.seal.handOver();
    this.lag.set(await this.seal.lagSeconds());
  }
}
