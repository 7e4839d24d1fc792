import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BankConnections } from '@sluis/bank-connections';
import { DoubtSending, type BankOrder, type NamedOrder } from '@sluis/bank-orders';
import { Outbox } from '@sluis/outbox';
import { fromPublicId, Transactions, type Transaction } from '@sluis/persistence';
import {
  ConnectedLists,
  ListDesks,
  type ComparedList,
  type ListDesk,
  type OpenList,
  type Ownership,
} from '@sluis/reconciliation';
import { traceOf } from './payout-desk.js';
import { PayoutDesks } from './payout-desks.js';
import { payoutIdKinds, payoutKinds, payoutRails, subjectOf, type PayoutRail } from './payout.entity.js';

/** What was paid since a backup is among the newest 100,000 movements of an account. */
const mostPages = 500;

/**
 * The movements on accounts that partners connected. What was paid from there after a backup is kept, so that the request
 * for it, repeated, finds it. The bank takes nothing back, and gives back what the account's owner wrote, too: what looks
 * like ours only ever keeps us from paying.
 */
@Injectable()
export class PayoutListDesk implements ListDesk, OnModuleInit {
  readonly kind = 'payouts';

  constructor(
    private readonly desks: ListDesks,
    private readonly connected: ConnectedLists,
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly payoutDesks: PayoutDesks,
    private readonly doubtSending: DoubtSending,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  async lists(tx: Transaction, isThorough: boolean): Promise<ComparedList[]> {
    const lists: ComparedList[] = [];
    for (const rail of payoutRails)
      lists.push(...(await this.connected.find(tx, rail, `'${rail}/' || k.account_id`, isThorough)));
    return lists;
  }

  async open({ rail, partnerId, connectionId, accountId }: ComparedList): Promise<OpenList | undefined> {
    if (!isPayoutRail(rail) || partnerId === null || accountId === null || connectionId === undefined) return undefined;
    const { gateway } = this.payoutDesks.of({ rail });
    const access = await this.transactions.forPartner(partnerId, (tx) =>
      this.connections.access(tx, partnerId, connectionId, accountId),
    );
    if (!access) return undefined;
    return {
      // What else happens on the account is none of our business, and is not kept.
      listAbove: async (afterId) => {
        const { orders } = await gateway.listAbove(access, afterId, mostPages);
        return { orders: orders.filter((order) => idOf(order) !== undefined), isComplete: true };
      },
      read: (bunqObjectId) => gateway.read(access, bunqObjectId),
      isProvablyOurs: (order) => idOf(order) !== undefined,
    };
  }

  lowestDoubt(tx: Transaction, list: ComparedList): Promise<number | undefined> {
    return this.connected.lowestDoubt(tx, list);
  }

  greatestKnown(tx: Transaction, list: ComparedList): Promise<number> {
    return this.connected.greatestKnown(tx, list);
  }

  ownership(tx: Transaction, list: ComparedList, orders: readonly NamedOrder[]): Promise<Map<number, Ownership>> {
    return this.connected.ownership(tx, list, orders, idOf);
  }

  traceOf({ name }: ComparedList, order: BankOrder): string | undefined {
    const id = idOf(order);
    return id === undefined ? undefined : traceOf(name, id);
  }

  /** Accepted payouts are followed by themselves, movement by movement. */
  heal(): Promise<void> {
    return Promise.resolve();
  }

  async doubtWhatWasSending(): Promise<void> {
    for (const desk of this.payoutDesks.all())
      await this.doubtSending.run(desk, [desk.rail], (tx, payout) =>
        this.outbox.schedule(tx, { kind: 'payouts.submit', subject: subjectOf(payout), partnerId: payout.partnerId }),
      );
  }
}

function isPayoutRail(rail: string): rail is PayoutRail {
  return (payoutRails as readonly string[]).includes(rail);
}

/** The id of the payout or refund that a movement says it came of. */
function idOf({ reference }: BankOrder): string | undefined {
  return reference === undefined
    ? undefined
    : payoutKinds.map((kind) => fromPublicId(payoutIdKinds[kind], reference)).find(Boolean);
}
