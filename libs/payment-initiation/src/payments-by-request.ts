import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { BankConnections, type UsableConnection } from '@sluis/bank-connections';
import { DomainError } from '@sluis/errors';
import { PaymentRequests } from '@sluis/payment-requests';
import { newIdFrom, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { Creditor } from './payment-entries.js';
import { PaymentResources } from './payment-resource.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';

const psu: AuditActor = { type: 'psu' };
/** The bank wants a name with an IBAN, and addresses by the IBAN. */
const unnamedPayer = 'Account holder';

/**
 * The payer's other way: a payment request in their app instead of the bank's page. The request is one of the partner's own
 * and does the work at the bank; the payment follows it (`payments-of-requests.ts`).
 *
 * Whoever locks both locks the request first, as its own moves do.
 */
@Injectable()
export class PaymentsByRequest {
  constructor(
    private readonly transactions: Transactions,
    private readonly connections: BankConnections,
    private readonly requests: PaymentRequests,
    private readonly transitions: PaymentTransitions,
    private readonly resources: PaymentResources,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The money of a request arrives on the account that asks: it must be the one that the payment pays.
   *
   * @throws DomainError bank_connection_not_usable
   */
  async requireAccount(tx: Transaction, partnerId: string, creditorIban: string | null): Promise<UsableConnection> {
    const refusals = ['bank_connection_not_usable', 'bank_connection_incapable', 'account_not_in_connection'];
    try {
      return await this.connections.requireUsableOfIban(tx, partnerId, creditorIban ?? '', 'payment_requests');
    } catch (error) {
      if (!(error instanceof DomainError) || !refusals.includes(error.code)) throw error;
      const detail = 'needs the creditor to be an account of yours that is connected and can make payment requests';
      throw new DomainError('bank_connection_not_usable', `The fallback ${detail}.`, {
        fields: [{ pointer: '/fallback', code: 'not_possible', detail }],
      });
    }
  }

  /**
   * The payer asks for a payment request. That takes the payment out of the ordinary way for good, from which nobody may have
   * gone on yet. Safe to repeat.
   *
   * @param address where the request goes; to the payer's account where the partner named it
   * @throws DomainError bank_connection_not_usable | request_invalid  the payer's account is the one to be paid
   */
  async choose(payment: Payment, address: Creditor): Promise<void> {
    const { partnerId, id } = payment;
    await this.transactions.forPartner(partnerId, async (tx) => {
      const current = await this.transitions.lock(tx, partnerId, id);
      if (!current?.isRequestOffered) return;
      const { connection, account } = await this.requireAccount(tx, partnerId, current.creditorIban);
      const debtor: Creditor =
        current.debtorIban === null
          ? address
          : { name: current.debtorName, iban: current.debtorIban, email: null, phone: null };
      const request = await this.requests.create(
        tx,
        partnerId,
        { connectionId: connection.id, accountId: account.id },
        {
          id: this.requestIdOf(id),
          amount: current.amount,
          debtor: debtor.iban === null ? debtor : { ...debtor, name: debtor.name ?? unnamedPayer },
          remittanceInformation: current.remittanceInformation,
          reference: current.reference,
          attachmentIds: [],
          minimumAge: null,
          addressRequired: 'none',
          redirectUri: null,
          // Whoever is no customer of the bank cannot have asked for this.
          allowsLink: false,
          // The payment's clock ends both.
          expiresAt: null,
        },
        psu,
      );
      const change = {
        rail: 'payment_request',
        paymentRequestId: request.id,
        debtorIban: debtor.iban,
        debtorName: debtor.name,
        authoriseRequestedAt: new Date(),
      } as const;
      await tx.update(Payment, { partnerId, id }, change);
      await this.audit.record(tx, {
        partnerId,
        actor: psu,
        action: 'payer.chose_payment_request',
        subject: { type: 'payment', id: toPublicId('payment', id) },
        outcome: 'done',
        details: { rail_before: current.rail, payment_request_id: toPublicId('paymentRequest', request.id) },
      });
      Object.assign(current, change);
      await this.transitions.move(tx, current, 'submitting', { actor: psu, reason: 'payment_request_chosen' });
    });
  }

  /** Locks a payment, and before it the request that it goes by. @returns `changed` when it got one meanwhile: try again */
  async lockBoth(tx: Transaction, partnerId: string, id: string): Promise<Payment | 'changed' | undefined> {
    const seen = await tx.findOneBy(Payment, { partnerId, id });
    if (!seen) return undefined;
    if (seen.paymentRequestId !== null) await this.requests.lock(tx, partnerId, seen.paymentRequestId);
    const payment = await this.transitions.lock(tx, partnerId, id);
    return payment?.paymentRequestId === seen.paymentRequestId ? payment : 'changed';
  }

  /** Takes the request back; the payment ends when it has. Both are locked. */
  async end(
    tx: Transaction,
    payment: Payment & { paymentRequestId: string },
    end: 'cancelled' | 'expired' | 'rejected',
    actor: AuditActor,
  ): Promise<void> {
    const { partnerId, id, paymentRequestId } = payment;
    await this.transitions.note(
      tx,
      payment,
      { endRequested: end },
      { actor, action: 'payment_end.requested', cause: end },
    );
    await this.requests.endOpen(
      tx,
      { partnerId, id: paymentRequestId },
      end === 'expired' ? 'expired' : 'revoked',
      actor,
    );
    // What the bank does not have ended at once, and the payment with it.
    Object.assign(payment, await this.transitions.lock(tx, partnerId, id));
  }

  /** From the payment alone, by a secret: after a restored backup the request that it made before is known again. */
  private requestIdOf(paymentId: string): string {
    return newIdFrom(
      createHash('sha256')
        .update(`request ${this.resources.linkToken(paymentId)}`)
        .digest(),
    );
  }
}
