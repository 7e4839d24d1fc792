import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { ConsentDependants, type ConsentDependant, type ConsentKey } from '@sluis/consents';
import { Outbox } from '@sluis/outbox';
import { queryRows, type Transaction } from '@sluis/persistence';
import { followSubject } from './follow-subject.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';

/** Statuses in which the bank holds the order, or may come to hold it. */
const atBank = ['submitting', 'outcome_unknown', 'awaiting_authorisation', 'authorised'];

/**
 * What becomes of payments when the consent they were begun under ends. What the bank does not have ends at once; what
 * waits there for the payer is withdrawn there; what the payer authorised already is followed to its end.
 */
@Injectable()
export class PaymentsUnderConsent implements ConsentDependant, OnModuleInit {
  constructor(
    private readonly dependants: ConsentDependants,
    private readonly transitions: PaymentTransitions,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.dependants.add(this);
  }

  async endWork(tx: Transaction, { partnerId, consentId }: ConsentKey, actor: AuditActor): Promise<boolean> {
    const rows = await queryRows<{ id: string }>(
      tx,
      `SELECT id FROM payments WHERE partner_id = $1 AND consent_id = $2 AND status = ANY($3) ORDER BY id`,
      [partnerId, consentId, ['received', ...atBank]],
    );
    let isLeft = false;
    for (const { id } of rows) {
      const payment = await this.transitions.lock(tx, partnerId, id);
      if (payment?.status === 'received') {
        await this.transitions.move(tx, payment, 'cancelled', { actor, reason: 'consent_ended' });
      } else if (payment && atBank.includes(payment.status)) {
        await this.endAtBank(tx, payment, actor);
        isLeft = true;
      }
    }
    return isLeft;
  }

  async hasWorkAtBank(tx: Transaction, { partnerId, consentId }: ConsentKey, begunBefore?: Date): Promise<boolean> {
    const rows = await queryRows(
      tx,
      `SELECT 1 FROM payments WHERE partner_id = $1 AND consent_id = $2 AND status = ANY($3)
         AND ($4::timestamptz IS NULL OR created_at < $4) LIMIT 1`,
      [partnerId, consentId, atBank, begunBefore ?? null],
    );
    return rows.length > 0;
  }

  private async endAtBank(tx: Transaction, payment: Payment, actor: AuditActor): Promise<void> {
    if (payment.endRequested === null && payment.status !== 'authorised') {
      const note = { actor, action: 'payment_end.requested', cause: 'consent_ended' };
      await this.transitions.note(tx, payment, { endRequested: 'cancelled' }, note);
    }
    if (payment.bunqObjectId !== null)
      await this.outbox.schedule(tx, { kind: 'payments.follow', subject: followSubject(payment), partnerId: null });
  }
}
