import { Injectable } from '@nestjs/common';
import { PayerDecisions, type Payment } from '@sluis/payment-initiation';
import type { FastifyRequest } from 'fastify';
import { RememberedPayer } from './remembered-payer.js';

/** How a payer goes on: what the browser is known by decides, and the payer can always choose the ordinary way. */
export type PayerChoice =
  /** A consent was given in this browser: the bank asks by a notification. */
  | { name: 'push'; lastFour: string }
  /** The payer asked to be remembered here: no IBAN to type. */
  | { name: 'remembered'; lastFour: string }
  | { name: 'ordinary' };

/** The rule by which the payment page chooses its flow: known payer by push, remembered payer at once, others by their IBAN. */
@Injectable()
export class PayerChoices {
  constructor(
    private readonly decisions: PayerDecisions,
    private readonly remembered: RememberedPayer,
  ) {}

  async of(payment: Payment, request: FastifyRequest, browserToken: string): Promise<PayerChoice> {
    const { other } = request.query as { other?: unknown };
    if (payment.isBegun || other !== undefined) return { name: 'ordinary' };
    const known = await this.decisions.knownPayer(payment, browserToken);
    if (known) return { name: 'push', lastFour: lastFourOf(known.account.iban) };
    const payer = asksDebtor(payment) ? this.remembered.read(request, browserToken) : undefined;
    return payer ? { name: 'remembered', lastFour: lastFourOf(payer.iban) } : { name: 'ordinary' };
  }
}

/** The rail needs the payer's IBAN, and the partner did not know it. */
export function asksDebtor({ rail, debtorIban }: Payment): boolean {
  return rail === 'psp_draft' && debtorIban === null;
}

function lastFourOf(iban: string): string {
  return iban.slice(-4);
}
