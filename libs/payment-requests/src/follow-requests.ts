import { Injectable, Logger } from '@nestjs/common';
import { BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { Brackets } from 'typeorm';
import type { BankRequest } from './bank-request.js';
import { BunqRequestGateway, type RequestPlace } from './bunq-request-gateway.js';
import { parseRequestListSubject, type FollowedList } from './followed-list.js';
import { PaymentRequestTransitions } from './payment-request-transitions.js';
import { PaymentRequest } from './payment-request.entity.js';
import { RecordRequestOutcome } from './record-request-outcome.js';
import { RequestPlaces } from './request-places.js';

/** Requests that the list does not show are read one by one, a few at a time. */
const mostSingleReads = 5;
const mostRevocations = 5;

/** A payer may ask for the money back for eight weeks, as with direct debits; then nobody looks any more. */
const refundWatchDays = 56;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Follows open requests of one account by reading the bank's list of them: one read tells of all. */
@Injectable()
export class FollowRequests {
  private readonly logger = new Logger(FollowRequests.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly places: RequestPlaces,
    private readonly gateway: BunqRequestGateway,
    private readonly recordOutcome: RecordRequestOutcome,
    private readonly transitions: PaymentRequestTransitions,
  ) {}

  async run(subject: string): Promise<WorkResult> {
    const list = parseRequestListSubject(subject);
    if (!list) return 'done';
    const followed = await this.followed(list);
    const [some] = followed;
    if (!some) return 'done';
    const place = await this.places.toFollow(some);
    if (!place) {
      await this.reviewWithoutAccess(followed);
      return 'done';
    }
    try {
      await this.readAndRecord(place, followed);
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      await this.places.recordLoss(list, error);
      await this.reviewWithoutAccess(followed);
      return 'done';
    }
    await this.revoke(place, await this.followed(list));
    const left = await this.followed(list);
    return left.length === 0 ? 'done' : { againInMs: lookAgainInMs(left, Date.now()) };
  }

  private async readAndRecord(place: RequestPlace, followed: PaymentRequest[]): Promise<void> {
    const byId = await this.readList(place, followed);
    failpoint('payment_requests.follow.read');
    const unlisted: PaymentRequest[] = [];
    for (const request of followed) {
      const seen = byId.get(request.bunqRequestInquiryId ?? 0);
      if (seen) await this.record(request, seen);
      else if (isWaiting(request) || request.hintedAt !== null) unlisted.push(request);
    }
    // Those of which the bank has news come first; the rest are chosen anew each time, so that everyone's turn comes.
    const byUrgency = shuffled(unlisted).toSorted(
      (left, right) => Number(left.hintedAt === null) - Number(right.hintedAt === null),
    );
    for (const request of byUrgency.slice(0, mostSingleReads)) {
      if (request.bunqRequestInquiryId === null) continue;
      try {
        await this.record(request, await this.gateway.read(place, request.bunqRequestInquiryId));
      } catch (error) {
        // One request that cannot be read must not keep the news of all others back.
        if (error instanceof BunqConsentLostError || !(error instanceof BunqError)) throw error;
        this.logger.warn({ msg: 'a payment request could not be read', id: request.id, error: error.name });
      }
    }
  }

  /** Down to the oldest that waits for its payer; paid ones are looked at where the newest page shows them. */
  private async readList(place: RequestPlace, followed: PaymentRequest[]): Promise<Map<number, BankRequest>> {
    const waiting = followed.filter(isWaiting).map(({ bunqRequestInquiryId }) => bunqRequestInquiryId ?? 0);
    const { requests } =
      waiting.length === 0
        ? await this.gateway.listAbove(place, 0, 1)
        : await this.gateway.listAbove(place, Math.min(...waiting) - 1);
    return new Map(requests.flatMap((seen) => (seen.bunqObjectId === undefined ? [] : [[seen.bunqObjectId, seen]])));
  }

  private async record(request: PaymentRequest, seen: BankRequest): Promise<void> {
    if (isOldNews(request, seen)) return;
    await this.recordOutcome.run(request, seen);
    failpoint('payment_requests.follow.recorded');
  }

  /** Requests that were taken back or ran out of time wait at the bank until it took them back, too. */
  private async revoke(place: RequestPlace, followed: PaymentRequest[]): Promise<void> {
    const ending = followed.filter(({ endRequested, status }) => endRequested !== null && status === 'pending');
    for (const request of ending.slice(0, mostRevocations)) {
      if (request.bunqRequestInquiryId === null) continue;
      try {
        await this.gateway.revoke(place, request.bunqRequestInquiryId);
        await this.recordOutcome.run(request, await this.gateway.read(place, request.bunqRequestInquiryId));
      } catch (error) {
        // Paid or ended meanwhile, or not reachable now: the next read of the list says which.
        if (!(error instanceof BunqError)) throw error;
      }
    }
  }

  private followed({ partnerId, connectionId, accountId }: FollowedList): Promise<PaymentRequest[]> {
    return this.transactions.forPartner(partnerId, (tx) =>
      tx
        .createQueryBuilder(PaymentRequest, 'request')
        .where({ partnerId, connectionId, accountId })
        .andWhere(
          new Brackets((either) =>
            either
              .where(`request.status IN ('pending', 'refund_requested')`)
              .orWhere(`request.status = 'accepted' AND request.acceptedAt > now() - make_interval(days => :days)`, {
                days: refundWatchDays,
              }),
          ),
        )
        .orderBy('request.updatedAt', 'ASC')
        .getMany(),
    );
  }

  /** The payer may still pay at the bank, and we could not see it. */
  private async reviewWithoutAccess(followed: PaymentRequest[]): Promise<void> {
    for (const { partnerId, id } of followed.filter(isWaiting)) {
      await this.transactions.forPartner(partnerId, async (tx) => {
        const request = await this.transitions.lock(tx, partnerId, id);
        if (!request || !isWaiting(request)) return;
        const reviewReason = 'bank_access_lost';
        const change = { actor: { type: 'platform' }, reason: reviewReason, patch: { reviewReason } } as const;
        await this.transitions.move(tx, request, 'in_review', change);
        await this.transitions.raiseAlarm(tx, request, reviewReason);
      });
    }
  }
}

function isWaiting({ status }: PaymentRequest): boolean {
  return status === 'pending' || status === 'refund_requested';
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

/** Most requests of a list are as they were a moment ago. */
function isOldNews(request: PaymentRequest, seen: BankRequest): boolean {
  return (
    seen.rawStatus === request.bankStatus &&
    (seen.requestStatus !== 'accepted') === (request.status !== 'accepted') &&
    (seen.shareUrl ?? null) === request.shareUrl &&
    seen.expiresAt?.getTime() === request.bankExpiresAt?.getTime() &&
    request.hintedAt === null
  );
}

/**
 * Fast while somebody is probably looking at a phone, slower as the youngest ages. What was paid is looked at for refunds,
 * most often while it is fresh.
 */
export function lookAgainInMs(
  followed: readonly Pick<PaymentRequest, 'status' | 'updatedAt' | 'endRequested'>[],
  now: number,
): number {
  const pending = followed.filter(({ status }) => status === 'pending');
  if (pending.some(({ endRequested }) => endRequested !== null)) return 1_500;
  const paid = followed.filter(({ status }) => status !== 'pending');
  return Math.min(waitForPayerMs(youngestMs(pending, now)), waitForRefundMs(youngestMs(paid, now)));
}

function waitForPayerMs(ageMs: number): number {
  if (ageMs < 2 * minuteMs) return 1_500;
  if (ageMs < 15 * minuteMs) return 5_000;
  if (ageMs < dayMs) return minuteMs;
  return ageMs === Infinity ? Infinity : 10 * minuteMs;
}

function waitForRefundMs(ageMs: number): number {
  if (ageMs < hourMs) return minuteMs;
  return ageMs < dayMs ? 15 * minuteMs : hourMs;
}

/** @returns Infinity of none */
function youngestMs(requests: readonly Pick<PaymentRequest, 'updatedAt'>[], now: number): number {
  return Math.min(...requests.map(({ updatedAt }) => now - updatedAt.getTime()));
}
