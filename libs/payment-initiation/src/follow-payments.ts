import { Injectable, Logger } from '@nestjs/common';
import type { BankOrder } from '@sluis/bank-orders';
import { BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import { Consents } from '@sluis/consents';
import type { WorkResult } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway, type BankPlace } from './bunq-payment-gateway.js';
import { parseFollowSubject, type FollowedList } from './follow-subject.js';
import { Payment } from './payment.entity.js';
import { PaymentTransitions } from './payment-transitions.js';
import { RecordInstances } from './record-instances.js';
import { RecordOutcome } from './record-outcome.js';

/** Payments that the list does not show are read one by one, a few at a time, chosen anew each time. */
const mostSingleReads = 5;
const mostWithdrawals = 5;

/** Follows open payments by reading the bank's list they stand on: one read tells of all of them. */
@Injectable()
export class FollowPayments {
  private readonly logger = new Logger(FollowPayments.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly places: BankPlaces,
    private readonly consents: Consents,
    private readonly gateway: BunqPaymentGateway,
    private readonly recordOutcome: RecordOutcome,
    private readonly recordInstances: RecordInstances,
    private readonly transitions: PaymentTransitions,
  ) {}

  async run(subject: string): Promise<WorkResult> {
    const list = parseFollowSubject(subject);
    if (!list) return 'done';
    const open = await this.openPayments(list);
    if (open.length === 0) return 'done';
    const groups = await this.places.groupToFollow(open);
    for (const { place, payments } of groups) {
      if (!place) await this.reviewWithoutAccess(payments);
      else await this.readAndWithdraw(place, payments, list);
    }
    if (groups.every(({ place }) => !place)) return 'done';
    const stillOpen = await this.openPayments(list);
    if (stillOpen.length === 0) return 'done';
    const youngest = Math.max(...stillOpen.map(({ updatedAt }) => updatedAt.getTime()));
    return { againInMs: pollAfterMs(Date.now() - youngest) };
  }

  private async readAndWithdraw(place: BankPlace, payments: Payment[], list: FollowedList): Promise<void> {
    try {
      await this.readAndRecord(place, payments);
    } catch (error) {
      if (!(error instanceof BunqConsentLostError) || list.rail !== 'draft') throw error;
      // The access of these very orders is gone; whether the consent is, its own token tells.
      await this.consents.recordBankLoss(list.partnerId, list.consentId, error);
      await this.reviewWithoutAccess(payments);
      return;
    }
    const ids = new Set(payments.map(({ id }) => id));
    const stillOpen = (await this.openPayments(list)).filter(({ id }) => ids.has(id));
    await this.withdraw(place, stillOpen);
  }

  private async readAndRecord(place: BankPlace, open: Payment[]): Promise<void> {
    // Orders that stand for months are read one by one; the list need not reach back to them.
    const passing = open.filter(({ schedule, status }) => schedule === null || status !== 'authorised');
    const lowest = Math.min(...passing.map(({ bunqObjectId }) => bunqObjectId ?? Number.MAX_SAFE_INTEGER));
    const { orders } = passing.length > 0 ? await this.gateway.listAbove(place, lowest - 1) : { orders: [] };
    const byId = new Map<number, BankOrder>();
    for (const order of orders) if (order.bunqObjectId !== undefined) byId.set(order.bunqObjectId, order);
    failpoint('payments.follow.read');
    const unlisted: Payment[] = [];
    for (const payment of open) {
      const order = payment.bunqObjectId === null ? undefined : byId.get(payment.bunqObjectId);
      if (order) await this.record(place, payment, order);
      else unlisted.push(payment);
    }
    for (const payment of shuffled(unlisted).slice(0, mostSingleReads)) {
      if (payment.bunqObjectId === null) continue;
      try {
        await this.record(place, payment, await this.gateway.read(place, payment.bunqObjectId));
      } catch (error) {
        // One order that cannot be read must not keep the news of all others back.
        if (error instanceof BunqConsentLostError || !(error instanceof BunqError)) throw error;
        this.logger.warn({ msg: 'an order could not be read', payment_id: payment.id, error: error.name });
      }
    }
  }

  private async record(place: BankPlace, payment: Payment, order: BankOrder): Promise<void> {
    await this.recordOutcome.notePayee(payment, order);
    if (isOldNews(payment, order)) return;
    await this.recordOutcome.run(payment, order);
    if (payment.schedule && order.status === 'accepted' && order.standing)
      await this.recordInstances.run(payment, await this.gateway.readStanding(place, order.standing));
    failpoint('payments.follow.recorded');
  }

  /** Payments that were cancelled or ran out of time stand at the bank until it withdrew them. */
  private async withdraw(place: BankPlace, open: Payment[]): Promise<void> {
    const ending = open.filter(
      ({ endRequested, status }) => endRequested !== null && status === 'awaiting_authorisation',
    );
    for (const payment of ending.slice(0, mostWithdrawals)) {
      if (payment.bunqObjectId === null) continue;
      try {
        await this.gateway.cancel(place, payment.bunqObjectId);
        await this.recordOutcome.run(payment, await this.gateway.read(place, payment.bunqObjectId));
      } catch (error) {
        // Accepted or ended meanwhile, or not reachable now: the next read of the list says which.
        if (!(error instanceof BunqError)) throw error;
      }
    }
  }

  private async openPayments(list: FollowedList): Promise<Payment[]> {
    return this.transactions.run((tx) => {
      const query = tx
        .createQueryBuilder(Payment, 'payment')
        .where('payment.rail = :rail', { rail: list.rail })
        .andWhere(`payment.status IN ('awaiting_authorisation', 'authorised')`);
      if (list.rail === 'draft') {
        const { partnerId, consentId, accountId } = list;
        query.andWhere(
          'payment.partnerId = :partnerId AND payment.consentId = :consentId AND payment.accountId = :accountId',
          { partnerId, consentId, accountId },
        );
      }
      return query.getMany();
    });
  }

  /** The payer may still accept at the bank, and we could not see it. */
  private async reviewWithoutAccess(open: Payment[]): Promise<void> {
    for (const { partnerId, id } of open) {
      await this.transactions.forPartner(partnerId, async (tx) => {
        const payment = await this.transitions.lock(tx, partnerId, id);
        if (!payment || payment.isFinal || payment.status === 'in_review') return;
        await this.transitions.move(tx, payment, 'in_review', {
          actor: { type: 'platform' },
          reason: 'bank_access_lost',
          patch: { reviewReason: 'bank_access_lost' },
        });
        await this.transitions.raiseAlarm(tx, payment, 'bank_access_lost');
      });
    }
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

/** Most orders of a list are still waiting, as they were a second ago. */
function isOldNews(payment: Payment, order: BankOrder): boolean {
  const isSamePage = (order.publicUuid ?? null) === payment.bunqPublicUuid;
  return order.status === 'pending' && order.rawStatus === payment.bankStatus && isSamePage;
}

/** Fast while somebody is probably looking at a phone, slower as the payment ages. */
export function pollAfterMs(ageMs: number): number {
  const minute = 60_000;
  if (ageMs < 2 * minute) return 1_500;
  if (ageMs < 15 * minute) return 5_000;
  if (ageMs < 24 * 60 * minute) return minute;
  return 10 * minute;
}
