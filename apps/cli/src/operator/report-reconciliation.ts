import { toPublicId } from '@sluis/persistence';
import { Reports, Reviews } from '@sluis/reconciliation';
import type { OperatorOptions } from '../commands/operator-options.js';
import { withPlatform } from './with-platform.js';

const mostInReview = 10_000;

/** @returns the exit code: 1 while a gap is open */
export async function reportReconciliation(options: OperatorOptions): Promise<number> {
  const { report, inReview } = await withPlatform(options, async (platform) => ({
    report: await platform.get(Reports).read(),
    inReview: (await platform.get(Reviews).list(mostInReview)).length,
  }));
  const { checkedUpTo, gaps, ordersOfNobody, inDoubt } = report;
  const view = {
    checked_at: checkedUpTo?.toISOString() ?? null,
    open: gaps.filter(({ closedAt }) => closedAt === null).length,
    in_doubt: inDoubt,
    in_review: inReview,
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
  console.log(
    `Checked ${view.checked_at ?? 'never yet'}; ${view.open} open. Besides: ${inDoubt} in doubt, ${inReview} in review.`,
  );
  for (const gap of view.gaps)
    console.log([gap.closed_at ? 'closed' : 'open', gap.kind, gap.subject, gap.opened_at].join('  '));
  for (const { rail, state, count } of ordersOfNobody) console.log(`orders of nobody: ${rail}  ${state}  ${count}`);
  return view.open > 0 ? 1 : 0;
}
