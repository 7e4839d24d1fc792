import type { PayoutStatus } from './payout-status.js';
import type { Payout, PayoutRail } from './payout.entity.js';

interface WayToTheBank {
  /** What a payout is once the bank has it. */
  adoptedAs: PayoutStatus;
  /** Until when the bank takes it back. */
  takesBack: 'never' | 'while_unconfirmed' | 'while_planned';
}

const ways: Record<PayoutRail, WayToTheBank> = {
  payment: { adoptedAs: 'accepted', takesBack: 'never' },
  payout_draft: { adoptedAs: 'awaiting_authorisation', takesBack: 'while_unconfirmed' },
  payment_batch: { adoptedAs: 'accepted', takesBack: 'never' },
  schedule_payment: { adoptedAs: 'scheduled', takesBack: 'while_planned' },
  schedule_payment_batch: { adoptedAs: 'scheduled', takesBack: 'while_planned' },
};

/** A plan that is about to begin is not sent again while in doubt: it could pay before it is taken back. */
const safelyAheadMs = 3_600_000;

/** @param hasKey whether the connection may move money by itself */
export function railOf(order: { hasKey: boolean; isPlanned: boolean; isBatch: boolean }): PayoutRail {
  const { hasKey, isPlanned, isBatch } = order;
  if (!hasKey) return 'payout_draft';
  if (isPlanned) return isBatch ? 'schedule_payment_batch' : 'schedule_payment';
  return isBatch ? 'payment_batch' : 'payment';
}

export function adoptedAs({ rail }: Pick<Payout, 'rail'>): PayoutStatus {
  return ways[rail].adoptedAs;
}

/** A plan that the account's owner confirmed is theirs: an app has no access to it. */
export function canBeTakenBack({ rail, status }: Pick<Payout, 'rail' | 'status'>): boolean {
  return ways[rail].takesBack !== 'never' && status === ways[rail].adoptedAs;
}

/** Whether an order in doubt may go out again: if it came twice, there must be time to take one back. */
export function maySendAgain({ rail, schedule }: Pick<Payout, 'rail' | 'schedule'>, now = Date.now()): boolean {
  if (ways[rail].takesBack !== 'while_planned' || schedule === null) return ways[rail].takesBack !== 'never';
  return new Date(schedule.start).getTime() - now > safelyAheadMs;
}
