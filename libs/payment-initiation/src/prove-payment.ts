import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { BankAnswers } from '@sluis/bank-orders';
import { BunqApiError, BunqConsentLostError, type BunqSignedAnswer } from '@sluis/bunq-client';
import type { WorkResult } from '@sluis/outbox';
import { toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { BankPlaces } from './bank-places.js';
import { BunqPaymentGateway } from './bunq-payment-gateway.js';
import { Payment } from './payment.entity.js';

/** At one a minute: most of a day. */
const mostTries = 1_000;

/**
 * Keeps what the bank signs about a payment that ended. Payments are followed by lists, which tell of many payments and
 * partners at once and so prove nothing that could be shown to anybody: this one is read once more by itself.
 */
@Injectable()
export class ProvePayment {
  constructor(
    private readonly transactions: Transactions,
    private readonly places: BankPlaces,
    private readonly gateway: BunqPaymentGateway,
    private readonly answers: BankAnswers,
    private readonly audit: AuditTrail,
  ) {}

  /** @param tries how often this was begun, this time included */
  async run(partnerId: string, id: string, tries: number): Promise<WorkResult> {
    const payment = await this.transactions.forPartner(partnerId, (tx) => tx.findOneBy(Payment, { partnerId, id }));
    if (!payment?.bunqObjectId) return 'done';
    const signed = await this.readSigned(payment, payment.bunqObjectId).catch((error: unknown) => {
      if (error instanceof BunqApiError && !error.isRateLimited) return 'bank_refused';
      if (tries < mostTries) throw error;
      return 'bank_not_reached';
    });
    await this.transactions.forPartner(partnerId, (tx) =>
      typeof signed === 'string' ? this.recordAbsence(tx, payment, signed) : this.keep(tx, payment, signed),
    );
    return 'done';
  }

  private async keep(tx: Transaction, { partnerId, id }: Payment, answer: BunqSignedAnswer): Promise<void> {
    const publicId = toPublicId('payment', id);
    const hash = await this.answers.keep(tx, { partnerId, publicId }, answer);
    if (!hash) return;
    await this.audit.record(tx, {
      partnerId,
      actor: { type: 'bank' },
      action: 'bank_answer.kept',
      subject: { type: 'payment', id: publicId },
      outcome: 'done',
      details: { response_id: answer.responseId ?? null, response_hash: hash.toString('hex') },
    });
  }

  private recordAbsence(tx: Transaction, { partnerId, id }: Payment, cause: string): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor: { type: 'platform' },
      action: 'bank_answer.kept',
      subject: { type: 'payment', id: toPublicId('payment', id) },
      outcome: 'failed',
      cause,
    });
  }

  /** @returns why there is no answer, if the payer's account can no longer be read */
  private async readSigned(payment: Payment, bunqObjectId: number): Promise<BunqSignedAnswer | 'bank_access_lost'> {
    const place = await this.places.toFollow(payment);
    if (!place) return 'bank_access_lost';
    const heard: BunqSignedAnswer[] = [];
    const caller = place.caller.heardBy((answer) => heard.push(answer));
    try {
      await this.gateway.read({ ...place, caller }, bunqObjectId);
    } catch (error) {
      if (error instanceof BunqConsentLostError) return 'bank_access_lost';
      throw error;
    }
    const signed = heard.at(-1);
    if (!signed) throw new Error('an answer that was read was not heard');
    return signed;
  }
}
