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

/**
 * Whether an order in doubt may go out again. A draft that came twice asks its owner twice; a plan that came twice pays
 * twice, and where the bank's list leaves ids out neither of the two can be taken back.
 */
export function maySendAgain({ rail }: Pick<Payout, 'rail'>): boolean {
  return ways[rail].takesBack === 'while_unconfirmed';
}
