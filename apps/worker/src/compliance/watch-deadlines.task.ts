import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ConfiguredCertificates, DeskAlarms } from '@sluis/compliance';
import { metric } from '@sluis/telemetry';
import { Gauge } from 'prom-client';

/** Often enough for a limit of four hours. */
const everyMs = 60_000;

/** Calls out deadlines of the regulatory desk. Any number of workers may look: each alarm is logged by one, once. */
@Injectable()
export class WatchDeadlinesTask implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WatchDeadlinesTask.name);
  private readonly reports = metric(Gauge, {
    name: 'sluis_incident_reports_due',
    help: 'Open incidents whose next report is near its limit, or over it',
    labelNames: ['state'],
  });
  private readonly daysLeft = metric(Gauge, {
    name: 'sluis_certificate_days_left',
    help: 'Until the first of the certificates in use ends; negative when it has',
  });
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly alarms: DeskAlarms,
    private readonly certificates: ConfiguredCertificates,
  ) {}

  onApplicationBootstrap(): void {
    this.plan(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private plan(inMs: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.look()
        .catch((error: unknown) =>
          this.logger.error({
            msg: 'deadlines could not be looked at now',
            error: error instanceof Error ? error.name : 'unknown',
          }),
        )
        .finally(() => this.plan(everyMs));
    }, inMs);
  }

  private async look(): Promise<void> {
    await this.certificates.note();
    const { incidentReportsNear, incidentReportsOverdue, certificateDaysLeft } = await this.alarms.figures();
    this.reports.set({ state: 'near' }, incidentReportsNear);
    this.reports.set({ state: 'overdue' }, incidentReportsOverdue);
    if (certificateDaysLeft !== undefined) this.daysLeft.set(certificateDaysLeft);
    for (const { level, subject, what, dueAt } of await this.alarms.raise()) {
      const line = { msg: `a deadline is ${level}`, subject, what, due_at: dueAt.toISOString() };
      if (level === 'overdue') this.logger.error(line);
      else this.logger.warn(line);
    }
  }
}
