import { Injectable } from '@nestjs/common';
import { PlaceOrder } from '@sluis/bank-orders';
import type { WorkResult } from '@sluis/outbox';
import { RequestDesk } from './request-desk.js';

/** Brings a payment request to the bank, exactly once. Safe to repeat. */
@Injectable()
export class SubmitRequest {
  constructor(
    private readonly placeOrder: PlaceOrder,
    private readonly desk: RequestDesk,
  ) {}

  run(partnerId: string, id: string): Promise<WorkResult> {
    return this.placeOrder.run(this.desk, partnerId, id);
  }
}
