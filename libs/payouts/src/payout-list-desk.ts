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
import { BunqPayoutGateway } from './bunq-payout-gateway.js';
import { paymentListOf, PayoutDesk, traceOf } from './payout-desk.js';
import { payoutKinds, subjectOf } from './payout.entity.js';

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
    private readonly gateway: BunqPayoutGateway,
    private readonly desk: PayoutDesk,
    private readonly doubtSending: DoubtSending,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  lists(tx: Transaction, isThorough: boolean): Promise<ComparedList[]> {
    return this.connected.find(tx, 'payment', `'${paymentListOf}' || k.account_id`, isThorough);
  }

  async open({ partnerId, connectionId, accountId }: ComparedList): Promise<OpenList | undefined> {
    if (partnerId === null || accountId === null || connectionId === undefined) return undefined;
    const access = await this.transactions.forPartner(partnerId, (tx) =>
      this.connections.access(tx, partnerId, connectionId, accountId),
    );
    if (!access) return undefined;
    return {
      // What else happens on the account is none of our business, and is not kept.
      listAbove: async (afterId) => {
        const { orders } = await this.gateway.listAbove(access, afterId, mostPages);
        return { orders: orders.filter((order) => idOf(order) !== undefined), isComplete: true };
      },
      read: (bunqObjectId) => this.gateway.read(access, bunqObjectId),
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

  doubtWhatWasSending(): Promise<void> {
    return this.doubtSending.run(this.desk, ['payment'], (tx, payout) =>
      this.outbox.schedule(tx, { kind: 'payouts.submit', subject: subjectOf(payout), partnerId: payout.partnerId }),
    );
  }
}

/** The id of the payout or refund that a movement says it came of. */
function idOf({ reference }: BankOrder): string | undefined {
  return reference === undefined ? undefined : payoutKinds.map((kind) => fromPublicId(kind, reference)).find(Boolean);
}
