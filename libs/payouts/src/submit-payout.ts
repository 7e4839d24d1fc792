import { Injectable } from '@nestjs/common';
import { PlaceOrder } from '@sluis/bank-orders';
import type { WorkResult } from '@sluis/outbox';
import { PayoutDesk } from './payout-desk.js';

/** Brings a payout to the bank once, and finds out what became of it. */
@Injectable()
export class SubmitPayout {
  constructor(
    private readonly placeOrder: PlaceOrder,
    private readonly desk: PayoutDesk,
  ) {}

  run(partnerId: string, id: string): Promise<WorkResult> {
    return this.placeOrder.run(this.desk, partnerId, id);
  }
}
