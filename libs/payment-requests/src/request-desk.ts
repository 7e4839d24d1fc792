import { Injectable } from '@nestjs/common';
import type { AlarmDetails, BankOrder, FoundOrders, OrderDesk, OrderTrace } from '@sluis/bank-orders';
import { isSameOrTwin, ownPartOf, type Transaction } from '@sluis/persistence';
import { ConnectedLists } from '@sluis/reconciliation';
import { bankAttachmentIdsOf } from './attachments/attached.js';
import { toBankOrder } from './bank-request.js';
import { BunqRequestGateway, type RequestPlace } from './bunq-request-gateway.js';
import { PaymentRequestTransitions } from './payment-request-transitions.js';
import { PaymentRequests } from './payment-requests.service.js';
import { RequestOrder } from './request-order.js';
import { RequestPlaces } from './request-places.js';

/** Begins the name of the list of requests of an account at the bank. */
export const requestListOf = 'request_inquiry/';

/** What a request and the one at the bank that came of it have in common, whenever it was asked. */
export function traceOf(list: string, id: string): string {
  return `${list} ${ownPartOf(id)}`;
}

/** Brings payment requests to the bank by the rules of bank orders. The bank gives our own id back in its lists. */
@Injectable()
export class RequestDesk implements OrderDesk<RequestOrder, RequestPlace> {
  readonly name = 'payment_requests';
  readonly canWithdraw = true;

  constructor(
    private readonly transitions: PaymentRequestTransitions,
    private readonly requests: PaymentRequests,
    private readonly places: RequestPlaces,
    private readonly gateway: BunqRequestGateway,
    private readonly connectedLists: ConnectedLists,
  ) {}

  async lock(tx: Transaction, partnerId: string, id: string): Promise<RequestOrder | undefined> {
    const request = await this.transitions.lock(tx, partnerId, id);
    return request && new RequestOrder(request, await bankAttachmentIdsOf(tx, partnerId, id));
  }

  bodyOf({ request, attachmentIds }: RequestOrder): string {
    return this.gateway.serialise(request, attachmentIds);
  }

  likenessOf({ id }: RequestOrder): readonly string[] {
    return [id];
  }

  listOf({ request }: RequestOrder): string {
    return `${requestListOf}${request.bunqMonetaryAccountId}`;
  }

  isOwn(order: RequestOrder, found: BankOrder): boolean {
    // Only we take back, and only what is too many or no longer wanted: never what a request waits for.
    return found.status !== 'cancelled' && isSameOrTwin('paymentRequest', order.id, found.reference);
  }

  traceOf(order: RequestOrder): OrderTrace {
    return { text: traceOf(this.listOf(order), order.id), isCertain: true };
  }

  awaitsComparison(tx: Transaction, order: RequestOrder): Promise<boolean> {
    const { partnerId, connectionId } = order.request;
    return this.connectedLists.awaitsComparison(tx, { partnerId, connectionId, name: this.listOf(order) });
  }

  place({ request }: RequestOrder): Promise<RequestPlace | undefined> {
    return this.places.toAct(request);
  }

  placeToFollow({ request }: RequestOrder): Promise<RequestPlace | undefined> {
    return this.places.toFollow(request);
  }

  create(place: RequestPlace, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return this.gateway.create(place, sending);
  }

  async listAbove(place: RequestPlace, afterId: number): Promise<FoundOrders> {
    const { requests, isComplete } = await this.gateway.listAbove(place, afterId);
    return { orders: requests.map(toBankOrder), isComplete };
  }

  async read(place: RequestPlace, bunqObjectId: number): Promise<BankOrder> {
    return toBankOrder(await this.gateway.read(place, bunqObjectId));
  }

  withdraw(place: RequestPlace, bunqObjectId: number): Promise<void> {
    return this.gateway.revoke(place, bunqObjectId);
  }

  begin(tx: Transaction, { request }: RequestOrder): Promise<void> {
    return this.transitions.move(tx, request, 'submitting', { actor: { type: 'platform' } });
  }

  doubt(tx: Transaction, { request }: RequestOrder, reason: string | undefined): Promise<void> {
    return this.transitions.move(tx, request, 'outcome_unknown', { actor: { type: 'platform' }, reason });
  }

  async adopt(tx: Transaction, { request }: RequestOrder, bunqRequestInquiryId: number, how: string): Promise<void> {
    await this.transitions.move(tx, request, 'pending', {
      actor: { type: 'bank' },
      reason: how,
      patch: { bunqRequestInquiryId, bankStatus: 'PENDING' },
    });
    await this.requests.lookNow(tx, request);
  }

  fail(tx: Transaction, { request }: RequestOrder, reason: string): Promise<void> {
    return this.transitions.move(tx, request, 'failed', {
      actor: { type: 'bank' },
      reason,
      patch: { failureStage: 'submission', failureReason: reason },
    });
  }

  async endUnsent(tx: Transaction, { request }: RequestOrder): Promise<void> {
    const change = { actor: { type: 'platform' }, reason: 'never_sent' } as const;
    await this.transitions.move(tx, request, request.endRequested ?? 'revoked', change);
  }

  review(tx: Transaction, { request }: RequestOrder, reason: string): Promise<void> {
    return this.transitions.move(tx, request, 'in_review', {
      actor: { type: 'platform' },
      reason,
      patch: { reviewReason: reason },
    });
  }

  accessLost(tx: Transaction, { request }: RequestOrder): Promise<void> {
    return this.places.lookAtAccess(tx, request);
  }

  raiseAlarm(tx: Transaction, { request }: RequestOrder, cause: string, details?: AlarmDetails): Promise<void> {
    return this.transitions.raiseAlarm(tx, request, cause, details);
  }

  raiseAlarmOnce(tx: Transaction, { request }: RequestOrder, cause: string, details: AlarmDetails): Promise<void> {
    return this.transitions.raiseAlarmOnce(tx, request, cause, details);
  }
}
