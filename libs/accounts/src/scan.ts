import type { AccountFeed, ScanKind } from './account-feed.js';
import { pageSize, type BankPage, type BankTransaction } from './bunq-account-gateway.js';

/** The next page to read at the bank: `probe` asks for what is newer, the others walk down the list. */
export interface ScanStep {
  kind: ScanKind | 'probe';
  where: { newerId?: number; olderId?: number };
}

export interface ScanAdvance {
  keep: BankTransaction[];
  /** Booked since the account was first read. */
  areNews: boolean;
  changes: Partial<AccountFeed>;
}

const noScan = { scanKind: null, scanTop: null, scanAt: null, scanFloor: null } as const;

/**
 * What to read next. A walk that is under way goes on first, so that a crash leaves no gap. Then what is new; then, if
 * somebody asked for it, what is older than all that is stored.
 *
 * @param floor the bank's id down to which everything is stored, some transactions below the newest: one that the bank
 *   shows late is met again
 * @returns undefined when nothing is left to read
 */
export function nextStep(feed: AccountFeed, floor: number, isProbed: boolean): ScanStep | undefined {
  if (feed.scanKind) return { kind: feed.scanKind, where: feed.scanAt === null ? {} : { olderId: feed.scanAt } };
  if (!isProbed) {
    if (feed.newestBunqPaymentId !== null) return { kind: 'probe', where: { newerId: floor } };
    return { kind: feed.transactionsReadAt === null ? 'first' : 'forward', where: {} };
  }
  const wantsOlder = feed.historyFrom !== null && feed.historyWantedFrom < feed.historyFrom && !feed.historyIsComplete;
  if (wantsOlder && feed.oldestBunqPaymentId !== null)
    return { kind: 'back', where: { olderId: feed.oldestBunqPaymentId } };
  return undefined;
}

/** What a page changes: what of it to keep, and where the walk stands after it. */
export function advance(feed: AccountFeed, step: ScanStep, page: BankPage, floor: number): ScanAdvance {
  const { transactions } = page;
  const highest = transactions[0]?.bunqPaymentId ?? null;
  if (step.kind === 'probe') {
    // bunq does not say whether a full page above an id holds the next ones or the newest ones. So a full page only
    // tells that there is much, and a walk down from the top fetches it: right in either case.
    if (transactions.length >= pageSize)
      return { keep: [], areNews: true, changes: { ...noScan, scanKind: 'forward', scanFloor: floor } };
    const newestBunqPaymentId = Math.max(feed.newestBunqPaymentId ?? 0, highest ?? 0);
    return { keep: transactions.filter(isWithin(feed)), areNews: true, changes: { newestBunqPaymentId } };
  }
  return step.kind === 'forward' ? advanceForward(feed, page, highest) : advanceHistory(feed, step.kind, page, highest);
}

function advanceForward(feed: AccountFeed, { transactions, isOldest }: BankPage, highest: number | null): ScanAdvance {
  const floor = feed.scanFloor ?? 0;
  const lowest = transactions.at(-1)?.bunqPaymentId ?? null;
  const scanTop = feed.scanTop ?? highest;
  const isEnd = lowest === null || isOldest || lowest <= floor;
  const keep = transactions.filter(({ bunqPaymentId }) => bunqPaymentId > floor).filter(isWithin(feed));
  const changes = isEnd
    ? { ...noScan, newestBunqPaymentId: scanTop ?? feed.newestBunqPaymentId }
    : { scanKind: 'forward' as const, scanTop, scanAt: lowest, scanFloor: floor };
  return { keep, areNews: true, changes };
}

function advanceHistory(
  feed: AccountFeed,
  kind: 'first' | 'back',
  { transactions, isOldest }: BankPage,
  highest: number | null,
): ScanAdvance {
  const keep = transactions.filter(({ bookedAt }) => bookedAt >= feed.historyWantedFrom);
  const firstTooOld = transactions.find(({ bookedAt }) => bookedAt < feed.historyWantedFrom);
  const scanTop = feed.scanTop ?? highest;
  const lowest = transactions.at(-1)?.bunqPaymentId ?? feed.scanAt;
  if (!firstTooOld && !isOldest && transactions.length > 0) {
    return { keep, areNews: false, changes: { scanKind: kind, scanTop, scanAt: lowest } };
  }
  return {
    keep,
    areNews: false,
    changes: {
      ...noScan,
      ...(kind === 'first' ? { newestBunqPaymentId: scanTop } : {}),
      // A later walk further back begins at the first one that was too old for this one.
      oldestBunqPaymentId: firstTooOld ? firstTooOld.bunqPaymentId + 1 : lowest,
      historyFrom: feed.historyWantedFrom,
      historyIsComplete: !firstTooOld,
    },
  };
}

/** Whatever the bank shows among the new ones: nothing older is kept than the history that may be. */
function isWithin({ historyFrom, historyWantedFrom }: AccountFeed): (transaction: BankTransaction) => boolean {
  const from = historyFrom ?? historyWantedFrom;
  return ({ bookedAt }) => bookedAt >= from;
}
