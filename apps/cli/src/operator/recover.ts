import { operatorActor } from '@sluis/operators';
import { Transactions } from '@sluis/persistence';
import { LostOrders, Recoveries, type RecoveryState } from '@sluis/reconciliation';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { requireOperator } from './present-operator.js';
import { requireTrailText } from './trail-text.js';
import { operator, withPlatform } from './with-platform.js';

export interface Beginning extends OperatorOptions {
  cause: string;
}
export interface Finishing extends OperatorOptions {
  reason: string;
}
export interface Explaining extends Finishing {
  list: string;
  bankObject: string;
}

const longestText = 500;

/** Holding back is always safe, so it needs no token: it must not wait for one. */
export async function beginRecovery(options: Beginning): Promise<void> {
  const cause = requireTrailText(options.cause, '--cause', longestText);
  const begun = await withPlatform(options, (platform) =>
    platform.get(Transactions).run((tx) => platform.get(Recoveries).begin(tx, cause, operator)),
  );
  printResult(options.json === true, {
    title: begun ? 'Nothing is sent to the bank from now on' : 'A recovery is under way already',
    facts: { cause },
    hint: 'Next: start the workers; sluis recover status tells how far the comparison is.',
  });
}

export async function showRecovery(options: OperatorOptions): Promise<void> {
  const { recovery, counts, orders } = await withPlatform(options, async (platform) => ({
    recovery: await platform.get(Recoveries).latest(),
    counts: await platform.get(LostOrders).counts(),
    orders: await platform.get(LostOrders).list(),
  }));
  const view = {
    recovery: recovery ? toView(recovery) : null,
    orders_of_nobody: counts,
    orders: orders.map((order) => ({
      list: order.bankList,
      bank_object: order.bunqObjectId,
      bank_status: order.bankStatus,
      state: order.state,
      is_ours: order.isOurs,
      first_seen_at: order.firstSeenAt.toISOString(),
      claimed_by: order.claimedBy,
      explanation: order.explanation,
    })),
  };
  if (options.json) {
    console.log(JSON.stringify(view, null, 2));
    return;
  }
  const isOn = recovery && recovery.endedAt === null;
  console.log(isOn ? `Nothing is sent to the bank: ${recovery.cause}.` : 'Orders are sent to the bank.');
  if (recovery) console.log(JSON.stringify(view.recovery, null, 2));
  for (const { rail, state, count } of counts) console.log(`${rail}  ${state}  ${count}`);
  for (const order of view.orders.filter(({ state }) => state === 'accepted' || state === 'live'))
    console.log(`${order.list}  ${order.bank_object}  ${order.bank_status}  ${order.first_seen_at}`);
}

export async function finishRecovery(options: Finishing): Promise<void> {
  const reason = requireTrailText(options.reason, '--reason', longestText);
  const ended = await withPlatform(options, async (platform) => {
    const by = await requireOperator(platform);
    return platform.get(Transactions).run((tx) => platform.get(Recoveries).end(tx, reason, operatorActor(by)));
  });
  if (!ended) throw new UsageError('No recovery is under way.');
  printResult(options.json === true, { title: 'Orders are sent to the bank again', facts: { reason } });
}

export async function explainOrder(options: Explaining): Promise<void> {
  if (!/^[1-9]\d{0,14}$/.test(options.bankObject)) throw new UsageError('--bank-object is a number.');
  const explanation = requireTrailText(options.reason, '--reason', longestText);
  const done = await withPlatform(options, async (platform) =>
    platform.get(LostOrders).explain(await requireOperator(platform), {
      bankList: options.list,
      bunqObjectId: Number(options.bankObject),
      explanation,
    }),
  );
  printResult(options.json === true, {
    title: done === 'explained' ? 'Explained. It counts once another operator confirms.' : 'Confirmed',
    facts: { list: options.list, bank_object: options.bankObject, status: done },
  });
}

function toView({
  cause,
  begunAt,
  comparisons,
  comparedAt,
  obstacles,
  withdrawn,
  endedAt,
  endedBecause,
}: RecoveryState) {
  return {
    cause,
    begun_at: begunAt.toISOString(),
    quiet_comparisons: comparisons,
    compared_at: comparedAt?.toISOString() ?? null,
    obstacles,
    withdrawn,
    ended_at: endedAt?.toISOString() ?? null,
    ended_because: endedBecause,
  };
}
