import type { BookedMovement } from '@sluis/bank-orders';
import type { BunqScheduleInput, ScheduleInstance } from '@sluis/bunq-client';
import { Money } from '@sluis/money';
import type { InstanceStatus } from './payment-instance.entity.js';
import type { PaymentSchedule } from './payment-schedule.js';
import type { BankInstance } from './standing-order.js';

interface BunqLabel {
  iban?: string | null | undefined;
  label_user?: { uuid?: string | null | undefined; display_name?: string | null | undefined } | null | undefined;
}

/** A booked movement as any object of the bank carries it. */
export interface BunqMovement {
  amount?: { value: string; currency: string } | null | undefined;
  alias?: BunqLabel | null | undefined;
  counterparty_alias?: BunqLabel | null | undefined;
  merchant_reference?: string | null | undefined;
  payment_arrival_expected?: { time?: Date | null | undefined } | null | undefined;
}

/** @returns undefined when the bank left the amount out */
export function fromBooked(movement: BunqMovement): BookedMovement | undefined {
  return movement.amount
    ? {
        amount: Money.fromWire(movement.amount),
        debtorIban: movement.alias?.iban ?? undefined,
        creditorIban: movement.counterparty_alias?.iban ?? undefined,
        reference: movement.merchant_reference ?? undefined,
        arrivalExpectedAt: movement.payment_arrival_expected?.time ?? undefined,
      }
    : undefined;
}

/**
 * bunq names its own customers by a uuid; of anybody else it repeats what the sender wrote, which proves nothing.
 *
 * @returns the customer's name as the bank has it
 */
export function holderOf(label: BunqLabel | null | undefined): string | undefined {
  const user = label?.label_user;
  return user?.uuid ? (user.display_name ?? undefined) : undefined;
}

const units = { hourly: 'HOURLY', daily: 'DAILY', weekly: 'WEEKLY', monthly: 'MONTHLY', yearly: 'YEARLY' } as const;

export function toBunqSchedule({ start, recurrence }: PaymentSchedule): BunqScheduleInput {
  return recurrence
    ? {
        timeStart: new Date(start),
        timeEnd: new Date(recurrence.until),
        recurrenceUnit: units[recurrence.unit],
        recurrenceSize: recurrence.every,
      }
    : { timeStart: new Date(start), recurrenceUnit: 'ONCE', recurrenceSize: 1 };
}

const instanceStatuses: Record<string, InstanceStatus> = {
  FINISHED_SUCCESSFULLY: 'executed',
  FAILED_USER_ERROR: 'failed',
};

/** @returns undefined for one that the bank gives no id; a state we do not know is one that may still change */
export function fromInstance(instance: ScheduleInstance): BankInstance | undefined {
  const { id, state, result_object: result } = instance;
  if (id === null || id === undefined) return undefined;
  const movements = result?.PaymentBatch?.payments?.Payment ?? (result?.Payment ? [result.Payment] : []);
  return {
    bunqInstanceId: id,
    status: instanceStatuses[state ?? ''] ?? 'retrying',
    rawStatus: state ?? 'UNKNOWN',
    plannedAt: instance.time_start ?? null,
    bookings: movements.flatMap((movement) => fromBooked(movement) ?? []),
  };
}
