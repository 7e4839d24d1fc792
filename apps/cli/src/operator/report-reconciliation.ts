import { toPublicId } from '@sluis/persistence';
import { Reports } from '@sluis/reconciliation';
import type { OperatorOptions } from '../commands/operator-options.js';
import { withPlatform } from './with-platform.js';

/** @returns the exit code: 1 while a gap is open */
export async function reportReconciliation(options: OperatorOptions): Promise<number> {
  const { checkedUpTo, gaps, ordersOfNobody } = await withPlatform(options, (platform) => platform.get(Reports).read());
  const view = {
    checked_at: checkedUpTo?.toISOString() ?? null,
    open: gaps.filter(({ closedAt }) => closedAt === null).length,
    orders_of_nobody: ordersOfNobody,
    gaps: gaps.map(({ kind, subject, partnerId, details, openedAt, lastSeenAt, closedAt }) => ({
      kind,
      subject,
      partner: partnerId && toPublicId('partner', partnerId),
      details,
      opened_at: openedAt.toISOString(),
      last_seen_at: lastSeenAt.toISOString(),
      closed_at: closedAt?.toISOString() ?? null,
    })),
  };
  if (options.json) {
    console.log(JSON.stringify(view, null, 2));
    return view.open > 0 ? 1 : 0;
  }
  console.log(`Checked ${view.checked_at ?? 'never yet'}; ${view.open} open.`);
  for (const gap of view.gaps)
    console.log([gap.closed_at ? 'closed' : 'open', gap.kind, gap.subject, gap.opened_at].join('  '));
  for (const { rail, state, count } of ordersOfNobody) console.log(`orders of nobody: ${rail}  ${state}  ${count}`);
  return view.open > 0 ? 1 : 0;
}
