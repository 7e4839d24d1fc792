import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import type { Transaction } from '@sluis/persistence';
import type { Payment } from './payment.entity.js';

/** A capability that is over when a payment of its own was paid. */
export interface PaidPaymentListener {
  /** In the transaction in which the payment became paid. The payment's row is locked. */
  paid(tx: Transaction, payment: Payment, actor: AuditActor): Promise<void>;
}

/** Who hears that payments were paid. Capabilities stand above and enter themselves here, so that imports point one way. */
@Injectable()
export class PaidPayments {
  private readonly listeners = new Set<PaidPaymentListener>();

  add(listener: PaidPaymentListener): void {
    this.listeners.add(listener);
  }

  async paid(tx: Transaction, payment: Payment, actor: AuditActor): Promise<void> {
    for (const listener of this.listeners) await listener.paid(tx, payment, actor);
  }
}
