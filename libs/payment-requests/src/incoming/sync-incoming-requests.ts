import { Injectable, Logger } from '@nestjs/common';
import { BunqConsentLostError, BunqError } from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { newId, Transactions, type Transaction } from '@sluis/persistence';
import { In } from 'typeorm';
import type { RequestPlace } from '../bunq-request-gateway.js';
import { parseRequestListSubject, type FollowedList } from '../followed-list.js';
import { RequestPlaces } from '../request-places.js';
import { BunqIncomingGateway, type BankIncomingRequest } from './bunq-incoming-gateway.js';
import { IncomingFeeds, type IncomingFeed } from './incoming-feeds.js';
import { openIncomingStatuses } from './incoming-request-status.js';
import { IncomingRequestTransitions } from './incoming-request-transitions.js';
import { IncomingRequest } from './incoming-request.entity.js';
import { RecordIncomingOutcome } from './record-incoming-outcome.js';

/** Pages of 200; further down lies what waited when the account was connected, and nobody answered. */
const mostPages = 10;
const mostSingleReads = 5;

/** Callbacks tell sooner; these reads are the net below them. */
const lookWhileOpenMs = 30_000;
const lookWhenQuietMs = 60_000;

/**
 * Reads who asks the partner for money. At the first reading only what still waits is taken in: what was answered before the
 * account was connected is none of the platform's history.
 */
@Injectable()
export class SyncIncomingRequests {
  private readonly logger = new Logger(SyncIncomingRequests.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly feeds: IncomingFeeds,
    private readonly places: RequestPlaces,
    private readonly gateway: BunqIncomingGateway,
    private readonly transitions: IncomingRequestTransitions,
    private readonly recordOutcome: RecordIncomingOutcome,
  ) {}

  async run(subject: string): Promise<WorkResult> {
    const list = parseRequestListSubject(subject);
    const feed = list && (await this.transactions.forPartner(list.partnerId, (tx) => this.feeds.find(tx, list)));
    if (!feed) return 'done';
    const place = await this.places.toAct(feed);
    if (!place) return 'done';
    const open = await this.openRequests(feed);
    const oldestOpen = Math.min(...open.map(({ bunqRequestResponseId }) => bunqRequestResponseId));
    const afterId = Math.min(feed.highWaterMark ?? 0, oldestOpen - 1);
    let seen: BankIncomingRequest[];
    try {
      seen = await this.gateway.listDownTo(place, afterId, mostPages);
      seen.push(...(await this.readUnlisted(place, open, seen)));
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      await this.places.recordLoss(feed, error);
      return 'done';
    }
    failpoint('incoming_requests.sync.read');
    await this.takeIn(feed, seen);
    const left = await this.openRequests(feed);
    return { againInMs: left.length > 0 ? lookWhileOpenMs : lookWhenQuietMs };
  }

  /** Oldest first and each in a transaction of its own; the mark is raised with the last, so a crash repeats harmlessly. */
  private async takeIn(feed: IncomingFeed, seen: BankIncomingRequest[]): Promise<void> {
    const { partnerId } = feed;
    const ids = seen.map(({ bunqObjectId }) => bunqObjectId);
    if (ids.length === 0) return;
    const known = await this.transactions.forPartner(partnerId, (tx) =>
      tx.findBy(IncomingRequest, { ...keyOf(feed), bunqRequestResponseId: In(ids) }),
    );
    const byBankId = new Map(known.map((request) => [request.bunqRequestResponseId, request]));
    for (const one of seen.toReversed()) {
      const request = byBankId.get(one.bunqObjectId);
      if (request) {
        if (isNews(request, one)) await this.recordOutcome.run(request, one);
      } else if (isWanted(feed, one)) {
        await this.transactions.forPartner(partnerId, (tx) => this.begin(tx, feed, one));
      }
    }
    const highest = Math.max(...ids, feed.highWaterMark ?? 0);
    await this.transactions.forPartner(partnerId, (tx) => this.feeds.raiseMark(tx, feed, highest));
  }

  /** What waits and is no longer on the pages that were read; a few at a time, those first that were not seen longest. */
  private async readUnlisted(
    place: RequestPlace,
    open: IncomingRequest[],
    seen: BankIncomingRequest[],
  ): Promise<BankIncomingRequest[]> {
    const listed = new Set(seen.map(({ bunqObjectId }) => bunqObjectId));
    const unlisted = open
      .filter(({ bunqRequestResponseId }) => !listed.has(bunqRequestResponseId))
      .toSorted((left, right) => left.updatedAt.getTime() - right.updatedAt.getTime());
    const found: BankIncomingRequest[] = [];
    for (const { bunqRequestResponseId } of unlisted.slice(0, mostSingleReads)) {
      try {
        found.push(await this.gateway.read(place, bunqRequestResponseId));
      } catch (error) {
        // One request that cannot be read must not keep the news of all others back.
        if (error instanceof BunqConsentLostError || !(error instanceof BunqError)) throw error;
        this.logger.warn({ msg: 'a request to a partner could not be read', error: error.name });
      }
    }
    return found;
  }

  /** Taken in as it first was, and moved on from there, so that partners hear of every step. */
  private async begin(tx: Transaction, feed: IncomingFeed, seen: BankIncomingRequest): Promise<void> {
    const now = new Date();
    const request = tx.create(IncomingRequest, {
      ...keyOf(feed),
      id: newId(),
      bunqMonetaryAccountId: feed.bunqMonetaryAccountId,
      bunqRequestResponseId: seen.bunqObjectId,
      status: 'pending',
      version: 1,
      bankStatus: 'PENDING',
      kind: seen.kind ?? null,
      amountMinor: seen.amount.minorUnits,
      currency: seen.amount.currency,
      amountPaidMinor: null,
      creditorName: seen.creditorName ?? null,
      creditorIban: seen.creditorIban ?? null,
      remittanceInformation: seen.remittanceInformation,
      minimumAge: seen.minimumAge ?? null,
      addressRequired: seen.addressRequired ?? null,
      redirectUri: seen.redirectUri ?? null,
      answer: null,
      failureReason: null,
      reviewReason: null,
      bankExpiresAt: seen.expiresAt ?? null,
      createdAt: now,
      updatedAt: now,
      acceptedAt: null,
    });
    await this.transitions.begin(tx, request);
    await this.recordOutcome.within(tx, request, seen);
  }

  private openRequests(feed: FollowedList): Promise<IncomingRequest[]> {
    return this.transactions.forPartner(feed.partnerId, (tx) =>
      tx.findBy(IncomingRequest, { ...keyOf(feed), status: In([...openIncomingStatuses]) }),
    );
  }
}

function keyOf({ partnerId, connectionId, accountId }: FollowedList): FollowedList {
  return { partnerId, connectionId, accountId };
}

/** Later ones are taken in whatever became of them since the last reading. */
function isWanted({ highWaterMark }: IncomingFeed, { bunqObjectId, requestStatus }: BankIncomingRequest): boolean {
  return highWaterMark === null ? requestStatus === 'pending' : bunqObjectId > highWaterMark;
}

function isNews(request: IncomingRequest, seen: BankIncomingRequest): boolean {
  return seen.rawStatus !== request.bankStatus || (seen.requestStatus === 'accepted' && request.status !== 'accepted');
}
