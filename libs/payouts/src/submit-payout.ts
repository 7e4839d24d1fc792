import { Injectable } from '@nestjs/common';
import { PlaceOrder } from '@sluis/bank-orders';
import type { WorkResult } from '@sluis/outbox';
import { Transactions } from '@sluis/persistence';
import { PayoutDesks } from './payout-desks.js';
import { Payout } from './payout.entity.js';

/** Brings a payout to the bank once, and finds out what became of it. */
@Injectable()
export class SubmitPayout {
  constructor(
    private readonly placeOrder: PlaceOrder,
    private readonly desks: PayoutDesks,
    private readonly transactions: Transactions,
  ) {}

  async run(partnerId: string, id: string): Promise<WorkResult> {
    const payout = await this.transactions.forPartner(partnerId, (tx) => tx.findOneBy(Payout, { partnerId, id }));
    return payout ? this.placeOrder.run(this.desks.of(payout), partnerId, id) : 'done';
  }
}
