import type { PayoutTimelineEntry } from '@sluis/payouts';

export function toPayoutTimeline(entries: PayoutTimelineEntry[]) {
  return {
    data: entries.map(({ version, status, actor, reason, at }) => ({
      version,
      status,
      actor,
      reason,
      at: at.toISOString(),
    })),
  };
}
