import { Injectable } from '@nestjs/common';
import type { WorkResult } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { ProveOrder } from '@sluis/reconciliation';
import { PayoutDesks } from './payout-desks.js';
import { Payout } from './payout.entity.js';

/** Keeps what the bank signs about a payout or refund that ended. */
@Injectable()
export class ProvePayout {
  constructor(
    private readonly transactions: Transactions,
    private readonly desks: PayoutDesks,
    private readonly proof: ProveOrder,
  ) {}

  /** @param tries how often this was begun, this time included */
  async run(partnerId: string, id: string, tries: number): Promise<WorkResult> {
    const payout = await this.transactions.forPartner(partnerId, (tx) => tx.findOneBy(Payout, { partnerId, id }));
    const bunqObjectId = payout?.bunqObjectId;
    if (!bunqObjectId) return 'done';
    const desk = this.desks.of(payout);
    return this.proof.run(
      {
        partnerId,
        publicId: payout.publicId,
        type: payout.kind,
        place: () => desk.placeToFollow(payout),
        read: (access) => desk.read(access, bunqObjectId),
      },
      tries,
    );
  }
}
