import { schedule, type BunqCaller } from '@sluis/bunq-client';
import { fromInstance } from './bunq-movements.js';
import type { BankInstance, StandingOrder } from './standing-order.js';

const pageSize = 200;

/** A standing order at the bank with every time it fell due, newest first. */
export async function readStandingOrder(
  caller: BunqCaller,
  monetaryAccountId: number,
  { bunqScheduleId, rawStatus }: { bunqScheduleId: number; rawStatus: string },
  maximumPages = 10,
): Promise<StandingOrder> {
  const instances: BankInstance[] = [];
  let olderId: number | undefined;
  for (let page = 0; page < maximumPages; page += 1) {
    const { items, pagination } = await schedule.listInstances(caller, {
      monetaryAccountId,
      scheduleId: bunqScheduleId,
      count: pageSize,
      olderId,
    });
    instances.push(...items.flatMap((instance) => fromInstance(instance) ?? []));
    olderId = pagination.olderId;
    if (olderId === undefined) return { bunqScheduleId, rawStatus, instances, isComplete: true };
  }
  return { bunqScheduleId, rawStatus, instances, isComplete: false };
}
