import { Injectable } from '@nestjs/common';
import { Outbox } from '@sluis/outbox';
import type { Transaction } from '@sluis/persistence';
import { followSubject } from './follow-subject.js';
import type { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentAttempts } from './payment-attempts.js';
import { PaymentTransitions } from './payment-transitions.js';
import type { Payment } from './payment.entity.js';

/** Makes one bank object a payment's own. From here on the payer may authorise it. */
@Injectable()
export class AdoptOrder {
  constructor(
    private readonly attempts: PaymentAttempts,
    private readonly transitions: PaymentTransitions,
    private readonly outbox: Outbox,
  ) {}

  async run(
    tx: Transaction,
    payment: Payment,
    attempt: PaymentAttempt,
    bunqObjectId: number,
    outcome: string,
  ): Promise<void> {
    await this.attempts.resolve(tx, attempt, 'accepted', { outcome, bunqObjectId });
    await this.transitions.move(tx, payment, 'awaiting_authorisation', {
      actor: { type: 'bank' },
      reason: outcome,
      patch: { bunqObjectId, bankStatus: 'PENDING' },
    });
    await this.outbox.schedule(tx, { kind: 'payments.follow', subject: followSubject(payment), partnerId: null });
  }
}
