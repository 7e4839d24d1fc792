import { metric } from '@sluis/telemetry';
import { Histogram } from 'prom-client';
import type { FundsConfirmation } from './funds-confirmation.entity.js';

/** From the partner's question to its end, which is what a checkout waits for. */
export function observeEnd({ batchId, status, reason, createdAt, updatedAt }: FundsConfirmation): void {
  duration().observe(
    {
      kind: batchId === null ? 'single' : 'batch',
      outcome: status === 'answered' ? 'answered' : (reason ?? 'unknown'),
    },
    (updatedAt.getTime() - createdAt.getTime()) / 1_000,
  );
}

const duration = () =>
  metric(Histogram, {
    name: 'sluis_funds_confirmation_duration_seconds',
    help: 'From the question whether funds suffice to its answer',
    labelNames: ['kind', 'outcome'],
    buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 15, 60, 300, 900],
  });
