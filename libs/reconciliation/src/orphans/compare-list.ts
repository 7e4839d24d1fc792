import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { isAlive, isNamed, UnownedOrders, type NamedOrder } from '@sluis/bank-orders';
import { BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import { queryRows, Transactions, type Transaction } from '@sluis/persistence';
import type { ComparedList, ListDesk, OpenList } from './list-desk.js';
import { ListMarks } from './list-marks.js';

export interface Comparison {
  /** Live orders of nobody that are still there, by id. */
  left: number[];
  /** Orders of nobody that moved money. */
  accepted: number[];
  withdrawn: number[];
  /** Orders of nobody that are newer than all that is known here: rows must be missing. */
  beyondKnown: number;
  /** Live orders that the bank shows without an id: nobody can tell whose they are. */
  unnamed: number;
  isReadable: boolean;
  isComplete: boolean;
}

export interface ComparisonRule {
  /** How long an order of nobody is left alone: one that is just being placed has its row, but perhaps not its answer. */
  orphanAgeMs: number;
  /** After a restore: from the greatest id that is known here, and nothing that lies above the mark is taken as explained. */
  isRecovery: boolean;
}

type Verdict = { order: NamedOrder; ageMs: number; isOurs: boolean };

/**
 * Holds one list of the bank against our rows. What nobody here owns is kept; what could still move money, and was
 * provably placed by us, is withdrawn.
 */
@Injectable()
export class CompareList {
  private readonly logger = new Logger(CompareList.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly unowned: UnownedOrders,
    private readonly marks: ListMarks,
    private readonly audit: AuditTrail,
  ) {}

  async run(desk: ListDesk, list: ComparedList, rule: ComparisonRule): Promise<Comparison> {
    const nothing = { left: [], accepted: [], withdrawn: [], beyondKnown: 0, unnamed: 0, isComplete: true };
    try {
      const open = await desk.open(list);
      if (!open) return { ...nothing, isReadable: false };
      return await this.compare(desk, list, open, rule);
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      return { ...nothing, isReadable: false };
    }
  }

  private async compare(desk: ListDesk, list: ComparedList, open: OpenList, rule: ComparisonRule): Promise<Comparison> {
    const floor = await this.transactions.run((tx) => this.floor(tx, desk, list, rule));
    // Before anything was ever ordered there is nothing to compare: the first look only says where to begin.
    const { orders, isComplete } = await open.listAbove(floor ?? 0);
    const named = orders.filter(isNamed);
    const unnamed = orders.filter((order) => !isNamed(order) && isAlive(order)).length;
    if (floor === undefined) {
      await this.transactions.run((tx) => this.marks.begin(tx, list.name, greatest(named)));
      return { left: [], accepted: [], withdrawn: [], beyondKnown: 0, unnamed, isReadable: true, isComplete };
    }
    const { verdicts, known } = await this.transactions.run(async (tx) => ({
      verdicts: await this.judge(tx, desk, list, open, named),
      known: await desk.greatestKnown(tx, list),
    }));
    const comparison: Comparison = {
      left: [],
      accepted: [],
      withdrawn: [],
      beyondKnown: verdicts.filter(({ order, isOurs }) => isOurs && order.bunqObjectId > known).length,
      unnamed,
      isReadable: true,
      isComplete,
    };
    for (const verdict of verdicts) await this.act(list, open, rule, verdict, comparison);
    await desk.heal(list, named);
    await this.transactions.run(async (tx) => {
      const doubt = await desk.lowestDoubt(tx, list);
      const lowest = Math.min(doubt ?? Infinity, ...comparison.left.map((id) => id - 1));
      if (isComplete)
        await this.marks.advance(tx, list.name, Math.min(greatest(named, floor), lowest), rule.orphanAgeMs);
    });
    return comparison;
  }

  private async floor(
    tx: Transaction,
    desk: ListDesk,
    list: ComparedList,
    { isRecovery }: ComparisonRule,
  ): Promise<number | undefined> {
    const [mark, doubt, known] = [
      await this.marks.read(tx, list.name),
      await desk.lowestDoubt(tx, list),
      await desk.greatestKnown(tx, list),
    ];
    // What stands above all that is known here was placed after the backup, whatever the mark says.
    if (isRecovery) return Math.min(mark ?? known, doubt ?? known, known);
    return mark === undefined && doubt === undefined ? undefined : Math.min(mark ?? Infinity, doubt ?? Infinity);
  }

  private async judge(
    tx: Transaction,
    desk: ListDesk,
    list: ComparedList,
    open: OpenList,
    named: NamedOrder[],
  ): Promise<Verdict[]> {
    const ownership = await desk.ownership(tx, list, named);
    const verdicts: Verdict[] = [];
    for (const order of named) {
      if (ownership.get(order.bunqObjectId) !== 'nobody' || !isAlive(order)) continue;
      const isOurs = open.isProvablyOurs(order);
      const { ageMs, state } = await this.unowned.note(
        tx,
        { bankList: list.name, rail: list.rail, isOurs, trace: isOurs ? desk.traceOf(list, order) : undefined },
        order,
      );
      if (state === 'live' || state === 'accepted') verdicts.push({ order, ageMs, isOurs });
    }
    return verdicts;
  }

  private async act(
    list: ComparedList,
    open: OpenList,
    { orphanAgeMs }: ComparisonRule,
    { order, ageMs, isOurs }: Verdict,
    comparison: Comparison,
  ): Promise<void> {
    const { bunqObjectId, status } = order;
    if (status === 'accepted') {
      comparison.accepted.push(bunqObjectId);
      if (isOurs && ageMs >= orphanAgeMs) await this.alarmOnce(list, bunqObjectId, 'unowned_order_accepted');
      return;
    }
    if (!isOurs || ageMs < orphanAgeMs) {
      if (isOurs) comparison.left.push(bunqObjectId);
      return;
    }
    if (!open.withdraw) {
      await this.alarmOnce(list, bunqObjectId, 'unowned_order_waiting');
      return;
    }
    const after = await this.withdraw(open, bunqObjectId);
    if (after === undefined || after.status === 'pending' || after.status === 'unrecognised') {
      comparison.left.push(bunqObjectId);
      await this.alarmOnce(list, bunqObjectId, 'unowned_order_not_withdrawn');
      return;
    }
    if (after.status === 'accepted') comparison.accepted.push(bunqObjectId);
    else comparison.withdrawn.push(bunqObjectId);
    await this.transactions.run(async (tx) => {
      if (after.status !== 'accepted') await this.unowned.markWithdrawn(tx, list.name, bunqObjectId);
      else
        await tx.query(`UPDATE unowned_orders SET state = 'accepted' WHERE bank_list = $1 AND bunq_object_id = $2`, [
          list.name,
          bunqObjectId,
        ]);
    });
    await this.alarmOnce(
      list,
      bunqObjectId,
      after.status === 'accepted' ? 'unowned_order_accepted' : 'unowned_order_withdrawn',
    );
  }

  /** @returns what the bank shows afterwards; undefined when it could not be read */
  private async withdraw(open: OpenList, bunqObjectId: number) {
    try {
      await open.withdraw?.(bunqObjectId);
    } catch (error) {
      // Answered meanwhile, or not reachable: the read says which.
      if (!(error instanceof BunqError)) throw error;
    }
    try {
      return await open.read(bunqObjectId);
    } catch (error) {
      if (!(error instanceof BunqError)) throw error;
      this.logger.warn({ msg: 'an order of nobody could not be read', outcome: error.name });
      return undefined;
    }
  }

  private async alarmOnce({ name, partnerId }: ComparedList, bunqObjectId: number, cause: string): Promise<void> {
    const id = `${name}/${bunqObjectId}`;
    await this.transactions.run(async (tx) => {
      const [known] = await queryRows(
        tx,
        `SELECT 1 FROM audit_records WHERE partner_id IS NOT DISTINCT FROM $3 AND subject_type = 'bank_order'
           AND subject_id = $1 AND cause = $2 LIMIT 1`,
        [id, cause, partnerId],
      );
      if (known) return;
      this.logger.error({ msg: cause, subject: id });
      await this.audit.record(tx, {
        partnerId,
        actor: { type: 'platform' },
        action: 'bank_order.alarm',
        subject: { type: 'bank_order', id },
        outcome: 'alarm',
        cause,
        details: { bunq_object_id: bunqObjectId, bank_list: name },
      });
    });
  }
}

function greatest(orders: readonly NamedOrder[], atLeast = 0): number {
  return Math.max(atLeast, ...orders.map(({ bunqObjectId }) => bunqObjectId));
}
