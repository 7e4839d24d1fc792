import { Injectable } from '@nestjs/common';
import type { WorkResult } from '@sluis/outbox';
import { toPublicId, Transactions } from '@sluis/persistence';
import { ProveOrder } from '@sluis/reconciliation';
import { BunqRequestGateway } from './bunq-request-gateway.js';
import { PaymentRequest } from './payment-request.entity.js';
import { RequestPlaces } from './request-places.js';

/** Keeps what the bank signs about a payment request that was paid or ended. */
@Injectable()
export class ProveRequest {
  constructor(
    private readonly transactions: Transactions,
    private readonly places: RequestPlaces,
    private readonly gateway: BunqRequestGateway,
    private readonly proof: ProveOrder,
  ) {}

  /** @param tries how often this was begun, this time included */
  async run(partnerId: string, id: string, tries: number): Promise<WorkResult> {
    const request = await this.transactions.forPartner(partnerId, (tx) =>
      tx.findOneBy(PaymentRequest, { partnerId, id }),
    );
    const inquiryId = request?.bunqRequestInquiryId;
    if (!inquiryId) return 'done';
    return this.proof.run(
      {
        partnerId,
        publicId: toPublicId('paymentRequest', id),
        type: 'payment_request',
        place: () => this.places.toFollow(request),
        read: (place) => this.gateway.read(place, inquiryId),
      },
      tries,
    );
  }
}
