import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { BankAnswers } from '@sluis/bank-orders';
import { BunqApiError, BunqConsentLostError, type BunqCaller, type BunqSignedAnswer } from '@sluis/bunq-client';
import type { WorkResult } from '@sluis/outbox';
import { Transactions, type Transaction } from '@sluis/persistence';

/** At one a minute: most of a day. */
const mostTries = 1_000;

export interface ProvableOrder<Place> {
  partnerId: string;
  publicId: string;
  /** As the audit trail names it: `payment`, `payout`. */
  type: string;
  /** Where it is read at the bank. @returns undefined when that is no longer possible */
  place(): Promise<Place | undefined>;
  /** Reads this order by itself. */
  read(place: Place): Promise<unknown>;
}

type NamedOrder = Omit<ProvableOrder<never>, 'place' | 'read'>;

/**
 * Keeps what the bank signs about an order that ended. Orders are followed by lists, which tell of many orders and
 * partners at once and so prove nothing that could be shown to anybody: this one is read once more by itself.
 */
@Injectable()
export class ProveOrder {
  constructor(
    private readonly transactions: Transactions,
    private readonly answers: BankAnswers,
    private readonly audit: AuditTrail,
  ) {}

  /** @param tries how often this was begun, this time included */
  async run<Place extends { caller: BunqCaller }>(order: ProvableOrder<Place>, tries: number): Promise<WorkResult> {
    const signed = await readSigned(order).catch((error: unknown) => {
      if (error instanceof BunqApiError && !error.isRateLimited) return 'bank_refused';
      if (tries < mostTries) throw error;
      return 'bank_not_reached';
    });
    await this.transactions.forPartner(order.partnerId, (tx) =>
      typeof signed === 'string' ? this.recordAbsence(tx, order, signed) : this.keep(tx, order, signed),
    );
    return 'done';
  }

  private async keep(
    tx: Transaction,
    { partnerId, publicId, type }: NamedOrder,
    answer: BunqSignedAnswer,
  ): Promise<void> {
    const hash = await this.answers.keep(tx, { partnerId, publicId }, answer);
    if (!hash) return;
    await this.audit.record(tx, {
      partnerId,
      actor: { type: 'bank' },
      action: 'bank_answer.kept',
      subject: { type, id: publicId },
      outcome: 'done',
      details: { response_id: answer.responseId ?? null, response_hash: hash.toString('hex') },
    });
  }

  private recordAbsence(tx: Transaction, { partnerId, publicId, type }: NamedOrder, cause: string): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor: { type: 'platform' },
      action: 'bank_answer.kept',
      subject: { type, id: publicId },
      outcome: 'failed',
      cause,
    });
  }
}

/** @returns why there is no answer, if the account can no longer be read */
async function readSigned<Place extends { caller: BunqCaller }>(
  order: ProvableOrder<Place>,
): Promise<BunqSignedAnswer | 'bank_access_lost'> {
  const place = await order.place();
  if (!place) return 'bank_access_lost';
  const heard: BunqSignedAnswer[] = [];
  const caller = place.caller.heardBy((answer) => heard.push(answer));
  try {
    await order.read({ ...place, caller });
  } catch (error) {
    if (error instanceof BunqConsentLostError) return 'bank_access_lost';
    throw error;
  }
  const signed = heard.at(-1);
  if (!signed) throw new Error('an answer that was read was not heard');
  return signed;
}
