import type { BookedMovement } from '@sluis/bank-orders';
import type { InstanceStatus } from './payment-instance.entity.js';

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
