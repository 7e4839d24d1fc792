import { Money } from '@sluis/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountFeed } from './account-feed.js';
import { pageSize, type BankPage, type BankTransaction } from './bunq-account-gateway.js';
import { advance, nextStep } from './scan.js';

const wantedFrom = new Date('2026-01-01T00:00:00Z');
const newFeed: AccountFeed = {
  partnerId: 'partner',
  id: 'feed',
  consentId: 'consent',
  accountId: 'account',
  bunqMonetaryAccountId: 1,
  status: 'open',
  requested: 1,
  answered: 0,
  outcome: null,
  readAllowedUntil: null,
  trigger: null,
  hintedAt: null,
  balanceMinor: null,
  balanceCurrency: null,
  balanceReadAt: null,
  transactionsReadAt: null,
  newestBunqPaymentId: null,
  oldestBunqPaymentId: null,
  historyFrom: null,
  historyWantedFrom: wantedFrom,
  historyIsComplete: false,
  scanKind: null,
  scanTop: null,
  scanAt: null,
  scanFloor: null,
  pagesStored: 0,
};

function booked(bunqPaymentId: number, bookedAt = new Date('2026-06-01T00:00:00Z')): BankTransaction {
  return {
    bunqPaymentId,
    bookedAt,
    amount: Money.ofMinor(-1n, 'EUR'),
    kind: 'other',
    counterparty: null,
    remittanceInformation: null,
    reference: null,
    balanceAfter: null,
    cardUse: null,
  };
}

/** A bank that lists newest first. Above an id it gives the next ones or the newest ones: its documents leave it open. */
class Bank {
  readonly ids: number[] = [];

  constructor(private readonly givesNewest: boolean) {}

  page({ newerId, olderId }: { newerId?: number; olderId?: number }): BankPage {
    const rising = this.ids.filter((id) => id > (newerId ?? 0) && id < (olderId ?? Number.MAX_SAFE_INTEGER));
    const page = newerId !== undefined && !this.givesNewest ? rising.slice(0, pageSize) : rising.slice(-pageSize);
    return {
      transactions: page.toReversed().map((id) => booked(id)),
      isOldest: page.length === 0 || page[0] === this.ids[0],
      isNewest: page.at(-1) === this.ids.at(-1),
    };
  }
}

/** One reading of the account as the worker does it, broken off after `mostPages`. */
function read(
  feed: AccountFeed,
  bank: Bank,
  stored: Set<number>,
  mostPages = Number.POSITIVE_INFINITY,
): { feed: AccountFeed; news: number[] } {
  const floor = Math.min(...[...stored].sort((left, right) => right - left).slice(0, 20), Number.MAX_SAFE_INTEGER);
  const news: number[] = [];
  let current = feed;
  let isProbed = false;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const from = stored.size === 0 ? 0 : floor;
    const step = nextStep(current, from, isProbed);
    if (!step) return { feed: { ...current, transactionsReadAt: new Date() }, news };
    isProbed ||= step.where.olderId === undefined;
    const { keep, areNews, changes } = advance(current, step, bank.page(step.where), from);
    for (const { bunqPaymentId } of keep) {
      if (areNews && !stored.has(bunqPaymentId)) news.push(bunqPaymentId);
      stored.add(bunqPaymentId);
    }
    current = { ...current, ...changes };
  }
  return { feed: current, news };
}

describe('the walk over an account', () => {
  it('stores everything once and tells each later transaction once, wherever it is broken off and whatever the bank lists', () => {
    const round = fc.record({
      booked: fc.integer({ min: 0, max: 700 }),
      brokenOffAfter: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(round, { minLength: 1, maxLength: 5 }), (givesNewest, rounds) => {
        const bank = new Bank(givesNewest);
        const stored = new Set<number>();
        const told: number[] = [];
        let feed = newFeed;
        let lastOfFirst: number | undefined;
        let id = 0;
        for (const { booked: count, brokenOffAfter } of rounds) {
          for (let index = 0; index < count; index += 1) bank.ids.push((id += 3));
          const limits = [...brokenOffAfter, Number.POSITIVE_INFINITY];
          for (const limit of limits) {
            const result = read(feed, bank, stored, limit);
            feed = result.feed;
            told.push(...result.news);
          }
          lastOfFirst ??= id;
          expect([...stored].sort((left, right) => left - right)).toEqual(bank.ids);
        }
        expect(told.sort((left, right) => left - right)).toEqual(bank.ids.filter((one) => one > (lastOfFirst ?? 0)));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps nothing older than what is wanted, and goes on from there when more is wanted', () => {
    const old = new Date('2025-06-01T00:00:00Z');
    const page = { transactions: [booked(30), booked(20), booked(10, old)], isOldest: true, isNewest: true };
    const first = advance(newFeed, { kind: 'first', where: {} }, page, 0);
    expect(first.keep.map(({ bunqPaymentId }) => bunqPaymentId)).toEqual([30, 20]);
    const feed = { ...newFeed, ...first.changes, historyWantedFrom: new Date('2025-01-01T00:00:00Z') };
    expect(feed).toMatchObject({ newestBunqPaymentId: 30, historyFrom: wantedFrom, historyIsComplete: false });
    expect(nextStep(feed, 20, true)).toEqual({ kind: 'back', where: { olderId: 11 } });
    const back = advance(
      feed,
      { kind: 'back', where: { olderId: 11 } },
      { ...page, transactions: [booked(10, old)] },
      20,
    );
    expect(back).toMatchObject({ areNews: false, changes: { historyIsComplete: true } });
    expect(back.keep).toHaveLength(1);
    expect(nextStep({ ...feed, ...back.changes }, 20, true)).toBeUndefined();
  });
});
