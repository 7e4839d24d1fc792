import type { PlaceableOrder } from '@sluis/bank-orders';
import type { PaymentRequest } from './payment-request.entity.js';

/** A payment request as an order to be placed at the bank, with what must be at the bank before it. */
export class RequestOrder implements PlaceableOrder {
  readonly rail = 'request_inquiry';

  /** @param bunqAttachmentIds null for one that is not at the bank yet */
  constructor(
    readonly request: PaymentRequest,
    readonly bunqAttachmentIds: readonly (number | null)[],
  ) {}

  get partnerId(): string {
    return this.request.partnerId;
  }

  get id(): string {
    return this.request.id;
  }

  get status(): string {
    return this.request.status;
  }

  get bunqObjectId(): number | null {
    return this.request.bunqRequestInquiryId;
  }

  get endRequested(): string | null {
    return this.request.endRequested;
  }

  get isReadyToSend(): boolean {
    return this.attachmentIds.length === this.bunqAttachmentIds.length;
  }

  /** Those that are at the bank. */
  get attachmentIds(): number[] {
    return this.bunqAttachmentIds.filter((id) => id !== null);
  }
}
