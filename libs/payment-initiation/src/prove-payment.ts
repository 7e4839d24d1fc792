import { Injectable } from '@nestjs/common';
import type { WorkResult } from '@sluis/outbox';
import { toPublicId, Transactions } from '@sluis/persistence';
import { ProveOrder } from '@sluis/reconciliation';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway } from './bunq-payment-gateway.js';
import { Payment } from './payment.entity.js';

/** Keeps what the bank signs about a payment that ended. */
@Injectable()
export class ProvePayment {
  constructor(
    private readonly transactions: Transactions,
    private readonly places: BankPlaces,
    private readonly gateway: BunqPaymentGateway,
    private readonly proof: ProveOrder,
  ) {}

  /** @param tries how often this was begun, this time included */
  async run(partnerId: string, id: string, tries: number): Promise<WorkResult> {
    const payment = await this.transactions.forPartner(partnerId, (tx) => tx.findOneBy(Payment, { partnerId, id }));
    const bunqObjectId = payment?.bunqObjectId;
    if (!bunqObjectId) return 'done';
    return this.proof.run(
      {
        partnerId,
        publicId: toPublicId('payment', id),
        type: 'payment',
        place: () => this.places.toFollow(payment),
        read: (place) => this.gateway.read(place, bunqObjectId),
      },
      tries,
    );
  }
}
