import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Outbox } from '@sluis/outbox';
import { queryRows, type Transaction } from '@sluis/persistence';
import { CallbackDesks, type CallbackDesk, type MissedCallback } from '@sluis/reconciliation';

/** Missed callbacks about drafts: the lists on which payments under that consent stand are read again. */
@Injectable()
export class PaymentCallbackDesk implements CallbackDesk, OnModuleInit {
  constructor(
    private readonly desks: CallbackDesks,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.desks.add(this);
  }

  async lookAt(tx: Transaction, { category, partnerId, consentId }: MissedCallback): Promise<void> {
    if (category !== 'DRAFT_PAYMENT') return;
    const lists = await queryRows<{ subject: string }>(
      tx,
      `SELECT DISTINCT 'draft/' || partner_id || '/' || consent_id || '/' || account_id AS subject FROM payments
       WHERE partner_id = $1 AND consent_id = $2 AND rail = 'draft' AND status IN ('awaiting_authorisation', 'authorised')`,
      [partnerId, consentId],
    );
    for (const { subject } of lists)
      await this.outbox.schedule(tx, { kind: 'payments.follow', subject, partnerId: null });
  }
}
