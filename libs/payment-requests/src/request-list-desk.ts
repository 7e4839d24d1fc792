import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DoubtSending, type BankOrder, type NamedOrder } from '@sluis/bank-orders';
import { Outbox } from '@sluis/outbox';
import { fromPublicId, type Transaction } from '@sluis/persistence';
import {
  ConnectedLists,
  ListDesks,
  type ComparedList,
  type ListDesk,
  type OpenList,
  type Ownership,
} from '@sluis/reconciliation';
import { toBankOrder } from './bank-request.js';
import { BunqRequestGateway } from './bunq-request-gateway.js';
import { subjectOf } from './payment-requests.service.js';
import { RequestDesk, requestListOf, traceOf } from './request-desk.js';
import { RequestPlaces } from './request-places.js';

/** What was asked since a backup is among the newest 100,000 requests of an account. */
const mostPages = 500;

/**
 * The requests that partners made on their accounts. One that was made after a backup stays: who was asked can go on and
 * pay it, and whoever repeats the request finds it. Its owner can make requests at the bank, too, that look the same.
 */
@Injectable()
export class RequestListDesk implements ListDesk, OnModuleInit {
  readonly kind = 'payment_requests';

  constructor(
    private readonly desks: ListDesks,
    private readonly connected: ConnectedLists,
    private readonly places: RequestPlaces,
    private readonly gateway: BunqRequestGateway,
    private readonly desk: RequestDesk,
    private readonly doubtSending: DoubtSending,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  lists(tx: Transaction, isThorough: boolean): Promise<ComparedList[]> {
    return this.connected.find(tx, 'request_inquiry', `'${requestListOf}' || k.bunq_monetary_account_id`, isThorough);
  }

  async open({ partnerId, connectionId, accountId }: ComparedList): Promise<OpenList | undefined> {
    if (partnerId === null || accountId === null || connectionId === undefined) return undefined;
    const place = await this.places.toAct({ partnerId, connectionId, accountId });
    if (!place) return undefined;
    return {
      // What its owner asks of others by themselves is none of our business, and is not kept.
      listAbove: async (afterId) => {
        const { requests } = await this.gateway.listAbove(place, afterId, mostPages);
        return { orders: requests.map(toBankOrder).filter((order) => idOf(order) !== undefined), isComplete: true };
      },
      read: async (bunqObjectId) => toBankOrder(await this.gateway.read(place, bunqObjectId)),
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

  /** Requests that are under way are followed by themselves, list by list. */
  heal(): Promise<void> {
    return Promise.resolve();
  }

  doubtWhatWasSending(): Promise<void> {
    return this.doubtSending.run(this.desk, ['request_inquiry'], (tx, { partnerId, id }) =>
      this.outbox.schedule(tx, { kind: 'payment_requests.submit', subject: subjectOf({ partnerId, id }), partnerId }),
    );
  }
}

/** The id of the payment request that one at the bank says it came of. */
function idOf({ reference }: BankOrder): string | undefined {
  return reference === undefined ? undefined : fromPublicId('paymentRequest', reference);
}
