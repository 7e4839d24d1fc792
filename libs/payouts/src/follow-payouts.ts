import { Injectable, Logger } from '@nestjs/common';
import { BankConnections, ConnectionEndings, type ConnectionAccess } from '@sluis/bank-connections';
import type { BankOrder } from '@sluis/bank-orders';
import { BunqConsentLostError, BunqError, BunqOutcomeUnknownError } from '@sluis/bunq-client';
import { failpoint } from '@sluis/config';
import type { WorkResult } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { BunqPayoutGateway } from './bunq-payout-gateway.js';
import { Payout, type FollowedAccount } from './payout.entity.js';
import { RecordPayout } from './record-payout.js';

/** Payouts that the list does not show are read one by one, a few at a time. */
const mostSingleReads = 5;
const nextLookMs = 1_500;
const slowLookMs = 60_000;
/** After this a movement that the bank holds back is looked at less often. */
const slowAfterMs = 5 * 60_000;

/** Reads the movements of accepted payouts, all of one account at once, for the proof that the money moved. */
@Injectable()
export class FollowPayouts {
  private readonly logger = new Logger(FollowPayouts.name);

  constructor(
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly endings: ConnectionEndings,
    private readonly gateway: BunqPayoutGateway,
    private readonly recordPayout: RecordPayout,
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
      await this.readAndRecord(access, open);
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

  private async readAndRecord(access: ConnectionAccess, open: Payout[]): Promise<void> {
    const ids = open.flatMap(({ bunqObjectId }) => bunqObjectId ?? []);
    const orders = await this.listAbove(access, Math.min(...ids) - 1);
    failpoint('payouts.follow.read');
    const byId = new Map<number, BankOrder>();
    for (const order of orders) if (order.bunqObjectId !== undefined) byId.set(order.bunqObjectId, order);
    const unlisted: Payout[] = [];
    for (const payout of open) {
      const order = byId.get(payout.bunqObjectId ?? 0);
      if (order) await this.recordPayout.run(payout, order);
      else unlisted.push(payout);
      failpoint('payouts.follow.recorded');
    }
    for (const payout of unlisted.slice(0, mostSingleReads)) await this.readOne(access, payout);
  }

  /** A list that the bank writes in a form we cannot read shows nothing; each movement can still be read by its id. */
  private async listAbove(access: ConnectionAccess, afterId: number): Promise<BankOrder[]> {
    try {
      return (await this.gateway.listAbove(access, afterId)).orders;
    } catch (error) {
      if (!(error instanceof BunqOutcomeUnknownError) || error.reason !== 'unreadable') throw error;
      return [];
    }
  }

  private async readOne(access: ConnectionAccess, payout: Payout): Promise<void> {
    if (payout.bunqObjectId === null) return;
    try {
      await this.recordPayout.run(payout, await this.gateway.read(access, payout.bunqObjectId));
    } catch (error) {
      // One movement that cannot be read must not keep the news of all others back.
      if (error instanceof BunqConsentLostError || !(error instanceof BunqError)) throw error;
      this.logger.warn({ msg: 'a movement could not be read', payout_id: payout.id, error: error.name });
    }
  }

  private async giveUp(open: Payout[]): Promise<'done'> {
    for (const payout of open) await this.recordPayout.reviewWithoutAccess(payout);
    return 'done';
  }

  /** Youngest last, and the oldest are read first where the list does not show them. */
  private openPayouts({ partnerId, connectionId, accountId }: FollowedAccount): Promise<Payout[]> {
    return this.transactions.forPartner(partnerId, (tx) =>
      tx.find(Payout, { where: { partnerId, connectionId, accountId, status: 'accepted' }, order: { id: 'ASC' } }),
    );
  }
}
