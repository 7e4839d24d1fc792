import type { BankConnections, ConnectionAccess } from '@sluis/bank-connections';
import type { AlarmDetails, BankOrder, FoundOrders, OrderDesk, OrderTrace } from '@sluis/bank-orders';
import type { Outbox } from '@sluis/outbox';
import { isSameOrTwin, ownPartOf, type Transaction, type Transactions } from '@sluis/persistence';
import type { ConnectedLists } from '@sluis/reconciliation';
import type { PayoutGateway } from './payout-gateway.js';
import type { PayoutTransitions } from './payout-transitions.js';
import { adoptedAs, maySendAgain } from './payout-rail.js';
import { followSubject, payoutIdKinds, type Payout, type PayoutRail } from './payout.entity.js';

/** What a payout and the movement that came of it have in common, whenever it was ordered. */
export function traceOf(list: string, id: string): string {
  return `${list} ${ownPartOf(id)}`;
}

const platform = { type: 'platform' } as const;

/** The engine's words for an access that ended, in words that fit a connection. */
const reasons: Record<string, string> = {
  consent_lost: 'bank_access_lost',
  consent_not_usable: 'bank_connection_not_usable',
};

/**
 * Payouts and refunds of one rail as the engine of bank orders sees them. Where the bank acts at once it takes nothing
 * back, so an order in doubt is looked for by its reference and never sent a second time.
 */
export class PayoutDesk implements OrderDesk<Payout, ConnectionAccess> {
  readonly name = 'payouts';

  constructor(
    readonly rail: PayoutRail,
    readonly gateway: PayoutGateway,
    private readonly transactions: Transactions,
    private readonly transitions: PayoutTransitions,
    private readonly connections: BankConnections,
    private readonly outbox: Outbox,
    private readonly connectedLists: ConnectedLists,
  ) {}

  get canWithdraw(): boolean {
    return this.gateway.withdraw !== undefined;
  }

  maySendAgain(payout: Payout): boolean {
    return maySendAgain(payout);
  }

  lock(tx: Transaction, partnerId: string, id: string): Promise<Payout | undefined> {
    return this.transitions.lock(tx, partnerId, id);
  }

  bodyOf(payout: Payout): string {
    return this.gateway.serialise(payout);
  }

  /** The bank gives our reference back with the movement: no two payouts look alike. */
  likenessOf({ publicId }: Payout): readonly string[] {
    return [publicId];
  }

  listOf({ accountId }: Payout): string {
    return `${this.rail}/${accountId}`;
  }

  isOwn(payout: Payout, found: BankOrder): boolean {
    // Only we take back, and only what is too many or no longer wanted.
    return found.status !== 'cancelled' && isSameOrTwin(payoutIdKinds[payout.kind], payout.id, found.reference);
  }

  traceOf(payout: Payout): OrderTrace {
    return { text: traceOf(this.listOf(payout), payout.id), isCertain: true };
  }

  awaitsComparison(tx: Transaction, payout: Payout): Promise<boolean> {
    const { partnerId, connectionId } = payout;
    return this.connectedLists.awaitsComparison(tx, { partnerId, connectionId, name: this.listOf(payout) });
  }

  place({ partnerId, connectionId, accountId }: Payout): Promise<ConnectionAccess | undefined> {
    return this.transactions.forPartner(partnerId, (tx) =>
      this.connections.access(tx, partnerId, connectionId, accountId),
    );
  }

  placeToFollow({ partnerId, connectionId, accountId }: Payout): Promise<ConnectionAccess | undefined> {
    return this.transactions.forPartner(partnerId, (tx) =>
      this.connections.accessToFollow(tx, partnerId, connectionId, accountId),
    );
  }

  create(access: ConnectionAccess, sending: { body: string; requestId: string; deadlineMs: number }): Promise<number> {
    return this.gateway.create(access, sending);
  }

  listAbove(access: ConnectionAccess, afterId: number): Promise<FoundOrders> {
    return this.gateway.listAbove(access, afterId);
  }

  read(access: ConnectionAccess, bunqObjectId: number): Promise<BankOrder> {
    return this.gateway.read(access, bunqObjectId);
  }

  withdraw(access: ConnectionAccess, bunqObjectId: number): Promise<void> {
    if (!this.gateway.withdraw) return Promise.reject(new RangeError('the bank takes no payment back'));
    return this.gateway.withdraw(access, bunqObjectId);
  }

  begin(tx: Transaction, payout: Payout): Promise<void> {
    return this.transitions.move(tx, payout, 'submitting', { actor: platform });
  }

  doubt(tx: Transaction, payout: Payout, reason: string | undefined): Promise<void> {
    return this.transitions.move(tx, payout, 'outcome_unknown', { actor: platform, reason });
  }

  /** The movement, the plan or the draft is this payout's; what becomes of it is read at the bank. */
  async adopt(tx: Transaction, payout: Payout, bunqObjectId: number, how: string): Promise<void> {
    await this.transitions.move(tx, payout, adoptedAs(payout), {
      actor: { type: 'bank' },
      reason: how,
      patch: { bunqObjectId },
    });
    await this.outbox.schedule(tx, {
      kind: 'payouts.follow',
      subject: followSubject(payout),
      partnerId: payout.partnerId,
    });
  }

  fail(tx: Transaction, payout: Payout, engineReason: string): Promise<void> {
    const reason = reasons[engineReason] ?? engineReason;
    const patch = { failureStage: 'submission', failureReason: reason } as const;
    return this.transitions.move(tx, payout, 'failed', { actor: { type: 'bank' }, reason, patch });
  }

  endUnsent(tx: Transaction, payout: Payout): Promise<void> {
    return this.transitions.move(tx, payout, 'cancelled', { actor: platform, reason: 'never_sent' });
  }

  review(tx: Transaction, payout: Payout, reason: string): Promise<void> {
    return this.transitions.move(tx, payout, 'in_review', { actor: platform, reason, patch: { reviewReason: reason } });
  }

  accessLost(tx: Transaction, { partnerId, connectionId }: Payout): Promise<void> {
    return this.connections.lookNow(tx, partnerId, connectionId);
  }

  raiseAlarm(tx: Transaction, payout: Payout, cause: string, details?: AlarmDetails): Promise<void> {
    return this.transitions.raiseAlarm(tx, payout, cause, details);
  }

  raiseAlarmOnce(tx: Transaction, payout: Payout, cause: string, details: AlarmDetails): Promise<void> {
    return this.transitions.raiseAlarmOnce(tx, payout, cause, details);
  }
}
