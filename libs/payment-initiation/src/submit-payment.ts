import { Injectable } from '@nestjs/common';
import { PlaceOrder } from '@sluis/bank-orders';
import type { WorkResult } from '@sluis/outbox';
import { PaymentDesk } from './payment-desk.js';

/** Brings a payment to the bank, finds out what became of it, and makes exactly one bank object its own. */
@Injectable()
export class SubmitPayment {
  constructor(
    private readonly placeOrder: PlaceOrder,
    private readonly desk: PaymentDesk,
  ) {}

  run(partnerId: string, id: string): Promise<WorkResult> {
    return this.placeOrder.run(this.desk, partnerId, id);
  }
}
