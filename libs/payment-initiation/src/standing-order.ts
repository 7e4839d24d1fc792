import type { BookedMovement } from '@sluis/bank-orders';
import type { Environment } from '@sluis/config';
import type { InstanceStatus } from './payment-instance.entity.js';
import { timesDue, type PaymentSchedule, type ScheduleStatus } from './payment-schedule.js';

/** A standing order at the bank, in our words. */
export interface StandingOrder {
  bunqScheduleId: number;
  rawStatus: string;
  instances: BankInstance[];
  /** False when there were more instances than we read. */
  isComplete: boolean;
}

/** One time it fell due. */
export interface BankInstance {
  bunqInstanceId: number;
  status: InstanceStatus;
  rawStatus: string;
  plannedAt: Date | null;
  bookings: BookedMovement[];
}

/** A standing order that the bank says is over. */
export interface OverStandingOrder {
  schedule: PaymentSchedule;
  scheduleStatus: Exclude<ScheduleStatus, 'active'>;
  /** When we first read that it is. */
  overSince: Date;
}

/**
 * Whether the bank's list can be trusted to show every time that an ended standing order fell due. A list that lags shows
 * nothing of what was paid a moment ago, which must not be taken for a failure.
 *
 * @param ended how many times it is known to have been paid, or to have failed for good
 * @returns `never`: it should be there by now, and a person has to look
 */
export function isEndShown(
  { schedule, scheduleStatus, overSince }: OverStandingOrder,
  ended: number,
  now: Date,
  settings: Pick<Environment, 'RECONCILE_SETTLE_MS' | 'RECONCILE_READ_GAP_MS' | 'RECONCILE_GIVE_UP_MS'>,
): 'yes' | 'not_yet' | 'never' {
  const overForMs = now.getTime() - overSince.getTime();
  if (scheduleStatus === 'finished') {
    if (ended >= timesDue(schedule)) return 'yes';
    return overForMs > settings.RECONCILE_GIVE_UP_MS ? 'never' : 'not_yet';
  }
  // How often it fell due before somebody ended it, nobody says; before its start it never did.
  const mayHavePaid = new Date(schedule.start) <= overSince;
  const lagMs = settings.RECONCILE_SETTLE_MS + 2 * settings.RECONCILE_READ_GAP_MS;
  return mayHavePaid && overForMs <= lagMs ? 'not_yet' : 'yes';
}
