import { Injectable, Logger } from '@nestjs/common';
import { BankConnections, ConnectionEndings, type ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder } from '@sluis/bank-orders';
import { BunqConsentLostError, BunqError, BunqOutcomeUnknownError } from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { In } from 'typeorm';
import { PayoutDesks } from './payout-desks.js';
import type { PayoutGateway } from './payout-gateway.js';
import { canBeTakenBack } from './payout-rail.js';
import { followed } from './payout-status.js';
import { Payout, payoutRails, type FollowedAccount } from './payout.entity.js';
import { RecordPayout } from './record-payout.js';
import { RecordPlan } from './record-plan.js';

/** Payouts that the list does not show are read one by one, a few at a time. */
const mostSingleReads = 5;
/** Plans are read with each time they fell due, so many in one look, whichever. */
const mostPlans = 20;
const nextLookMs = 1_500;
const slowLookMs = 60_000;
/** After this a movement that the bank holds back is looked at less often. */
const slowAfterMs = 5 * 60_000;

/** Reads accepted payouts and drafts at the bank, all of one account at once, for the proof that the money moved. */
@Injectable()
export class FollowPayouts {
  private readonly logger = new Logger(FollowPayouts.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly endings: ConnectionEndings,
    private readonly desks: PayoutDesks,
    private readonly recordPayout: RecordPayout,
    private readonly recordPlan: RecordPlan,
  ) {}

  async run(account: FollowedAccount): Promise<WorkResult> {
    const open = await this.openPayouts(account);
    if (open.length === 0) return 'done';
    const { partnerId, connectionId, accountId } = account;
    const access = await this.transactions.forPartner(partnerId, (tx) =>
      this.connections.accessToFollow(tx, partnerId, connectionId, accountId),
    );
    if (!access) return this.giveUp(open);
    try {
      for (const rail of payoutRails) {
        const ofRail = open.filter((payout) => payout.rail === rail);
        if (ofRail.length > 0) await this.readAndRecord(access, this.desks.of({ rail }).gateway, ofRail);
      }
    } catch (error) {
      if (!(error instanceof BunqConsentLostError)) throw error;
      await this.endings.recordBankLoss(partnerId, connectionId, error);
      return this.giveUp(open);
    }
    const stillOpen = await this.openPayouts(account);
    if (stillOpen.length === 0) return 'done';
    const youngest = Math.max(...stillOpen.map(({ updatedAt }) => updatedAt.getTime()));
    return { againInMs: Date.now() - youngest < slowAfterMs ? nextLookMs : slowLookMs };
  }

  private async readAndRecord(access: ConnectionAccess, gateway: PayoutGateway, open: Payout[]): Promise<void> {
    // A list of plans holds nothing else; the list of drafts need not reach back to those that became plans long ago.
    const passing = open.filter((payout) => !isPlanned(payout) || canBeTakenBack(payout));
    const ids = passing.flatMap(({ bunqObjectId }) => bunqObjectId ?? []);
    const orders = ids.length > 0 ? await this.listAbove(access, gateway, Math.min(...ids) - 1) : [];
    failpoint('payouts.follow.read');
    const byId = new Map<number, BankOrder>();
    for (const order of orders) if (order.bunqObjectId !== undefined) byId.set(order.bunqObjectId, order);
    const unlisted: Payout[] = [];
    const plans = new Set(shuffled(open.filter(isPlanned)).slice(0, mostPlans));
    for (const payout of open) {
      const order = byId.get(payout.bunqObjectId ?? 0);
      if (!order) unlisted.push(payout);
      else if (!isPlanned(payout) || plans.has(payout)) await this.record(access, gateway, payout, order);
      failpoint('payouts.follow.recorded');
    }
    for (const payout of shuffled(unlisted).slice(0, mostSingleReads)) await this.readOne(access, gateway, payout);
    await this.withdraw(access, gateway, open);
  }

  /** What nobody wants any more is taken back at the bank; the next read tells whether its owner was faster. */
  private async withdraw(access: ConnectionAccess, gateway: PayoutGateway, open: Payout[]): Promise<void> {
    if (!gateway.withdraw) return;
    const unwanted = open.filter(
      (payout) => payout.endRequested !== null && payout.bunqObjectId !== null && canBeTakenBack(payout),
    );
    for (const payout of unwanted.slice(0, mostSingleReads)) {
      try {
        await gateway.withdraw(access, payout.bunqObjectId ?? 0);
      } catch (error) {
        if (error instanceof BunqConsentLostError || !(error instanceof BunqError)) throw error;
      }
      await this.readOne(access, gateway, payout);
    }
  }

  /** A list that the bank writes in a form we cannot read shows nothing; each movement can still be read by its id. */
  private async listAbove(access: ConnectionAccess, gateway: PayoutGateway, afterId: number): Promise<BankOrder[]> {
    try {
      return (await gateway.listAbove(access, afterId)).orders;
    } catch (error) {
      if (!(error instanceof BunqOutcomeUnknownError) || error.reason !== 'unreadable') throw error;
      return [];
    }
  }

  private async readOne(access: ConnectionAccess, gateway: PayoutGateway, payout: Payout): Promise<void> {
    if (payout.bunqObjectId === null) return;
    try {
      await this.record(access, gateway, payout, await gateway.read(access, payout.bunqObjectId));
    } catch (error) {
      // One movement that cannot be read must not keep the news of all others back.
      if (error instanceof BunqConsentLostError || !(error instanceof BunqError)) throw error;
      this.logger.warn({ msg: 'a movement could not be read', payout_id: payout.id, error: error.name });
    }
  }

  /** A draft becomes a plan when its owner confirms it. */
  private async record(
    access: ConnectionAccess,
    gateway: PayoutGateway,
    payout: Payout,
    order: BankOrder,
  ): Promise<void> {
    const isStanding = payout.schedule !== null && order.status !== 'unrecognised';
    if (!isStanding || !order.standing || !gateway.readStanding) return this.recordPayout.run(payout, order);
    await this.recordPlan.run(payout, order, await gateway.readStanding(access, order.standing));
  }

  private async giveUp(open: Payout[]): Promise<'done'> {
    for (const payout of open) await this.recordPayout.reviewWithoutAccess(payout);
    return 'done';
  }

  /** Youngest last, and the oldest are read first where the list does not show them. */
  private openPayouts({ partnerId, connectionId, accountId }: FollowedAccount): Promise<Payout[]> {
    return this.transactions.forPartner(partnerId, (tx) =>
      tx.find(Payout, {
        where: { partnerId, connectionId, accountId, status: In([...followed]) },
        order: { id: 'ASC' },
      }),
    );
  }
}

/** It stands, for months perhaps. */
function isPlanned({ status }: Payout): boolean {
  return status === 'scheduled';
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
