import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { EventLog } from '@sluis/events';
import { Doorbell } from '@sluis/outbox';
import {
  ApiKeys,
  IdempotentRequests,
  keyInUse,
  type IdempotentAnswer,
  type IdempotentRequest,
  type PartnerIdentity,
} from '@sluis/partners';
import { Payees, type PresumedName } from '@sluis/payees';
import { fromPublicId, Transactions } from '@sluis/persistence';
import { WebhookDeliveries } from '@sluis/webhooks';
import { DatabaseError } from 'pg';
import { KnownPayerAccounts } from './known-payer-accounts.js';
import { creditorsOf, NewPayments, type InitiatePaymentInput } from './new-payments.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment } from './payment.entity.js';
import { ReceiveStatements, type NewPaymentRows, type Received } from './receive-statement.js';

interface UsualPayment {
  payment: Payment;
  /** Under which names its payees are known. */
  presumed: PresumedName[];
}

type Answering = (payment: Payment) => { status: number; body: unknown };

/**
 * Receives an order to pay in one round trip to the database: idempotency key, payment, timeline, event, deliveries,
 * audit record and due work, all written by one statement (`receive-statement.ts`).
 *
 * It takes the usual order only. Whenever the database finds anything unusual it writes nothing, and the order goes the
 * longer way through `NewPayments.initiate`, which knows every rule and names what is wrong. So no rule has to be told
 * twice: this way only has to recognise the orders about which there is nothing to say.
 */
@Injectable()
export class ReceivePayment {
  private readonly accounts = new KnownPayerAccounts();
  private readonly statements = new ReceiveStatements(() => this.transactions.rowsOf(Payment));

  constructor(
    private readonly transactions: Transactions,
    private readonly apiKeys: ApiKeys,
    private readonly idempotentRequests: IdempotentRequests,
    private readonly newPayments: NewPayments,
    private readonly payees: Payees,
    private readonly transitions: PaymentTransitions,
    private readonly audit: AuditTrail,
    private readonly events: EventLog,
    private readonly deliveries: WebhookDeliveries,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * @param answer what the partner is told of the new payment, and told again whenever the key comes again
   * @throws DomainError idempotency_key_reused | idempotency_key_in_use, and what `NewPayments.initiate` throws
   */
  async run(
    request: IdempotentRequest,
    caller: PartnerIdentity,
    input: InitiatePaymentInput,
    answer: Answering,
  ): Promise<IdempotentAnswer> {
    const order = { ...input, id: this.idempotentRequests.idFor(request) };
    const usual = this.usualPayment(request.partnerId, order);
    return (
      (usual && (await this.inOneTrip(request, caller, usual, answer(usual.payment)))) ??
      this.theLongerWay(request, caller, order, answer)
    );
  }

  /** @returns what is written if everything is as presumed; undefined when more has to be found out first */
  private usualPayment(partnerId: string, input: InitiatePaymentInput): UsualPayment | undefined {
    const account = input.consent && this.accounts.find(partnerId, input.consent.accountId);
    if (account === undefined || input.schedule !== null || input.paymentLink !== undefined || input.fallback)
      return undefined;
    const { verifications, presumed } = this.payees.presume(partnerId, creditorsOf(input));
    try {
      const payment = this.newPayments.draft(partnerId, input, verifications);
      if (account) Object.assign(payment, { debtorIban: account.iban, debtorName: account.name });
      return { payment, presumed };
    } catch (error) {
      // Said on the longer way, after the idempotency key was looked at.
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }

  private async inOneTrip(
    request: IdempotentRequest,
    { apiKeyId }: PartnerIdentity,
    { payment, presumed }: UsualPayment,
    { status, body }: { status: number; body: unknown },
  ): Promise<IdempotentAnswer | undefined> {
    const requestHash = this.idempotentRequests.hashOf(request);
    const text = JSON.stringify(body);
    const { transition, audit, event } = this.transitions.recordsOf(payment, {
      actor: { type: 'partner', id: apiKeyId },
    });
    const work = this.newPayments.dueWorkOf(payment);
    const received = await this.write({
      request,
      requestHash,
      answer: { status, sealed: this.idempotentRequests.sealAnswer(request, text) },
      apiKeyId: fromPublicId('apiKey', apiKeyId) ?? '',
      payment,
      presumed,
      transition,
      audit: this.audit.rowOf(audit),
      event: this.events.rowsOf(event),
      work,
    });
    if (received.outcome === 'longer_way') return undefined;
    if (received.outcome === 'in_use') throw keyInUse();
    if (received.outcome === 'known') {
      return this.idempotentRequests.replay(request, requestHash, {
        requestHash: received.request_hash,
        status: received.response_status,
        sealed: received.response_body_sealed,
      });
    }
    for (const { kind, subject, inMs } of work) this.doorbell.ring(kind, subject, inMs);
    this.deliveries.ring(received.deliveries ?? []);
    return { status, text, isReplay: false };
  }

  private async write(rows: NewPaymentRows): Promise<Received> {
    try {
      const reach = { partnerId: rows.payment.partnerId };
      const [received] = await this.transactions.inOneTrip<Received>(reach, this.statements.of(rows));
      return received ?? { outcome: 'longer_way', deliveries: null };
    } catch (error) {
      // A request with the same key committed since the statement began: the longer way finds its answer.
      if (error instanceof DatabaseError && error.constraint === 'idempotency_keys_pk')
        return { outcome: 'longer_way', deliveries: null };
      throw error;
    }
  }

  private theLongerWay(
    request: IdempotentRequest,
    caller: PartnerIdentity,
    input: InitiatePaymentInput,
    answer: Answering,
  ): Promise<IdempotentAnswer> {
    return this.idempotentRequests.run(request, async (tx) => {
      await this.apiKeys.requireUsable(tx, caller);
      const actor = { type: 'partner', id: caller.apiKeyId } as const;
      const payment = await this.newPayments.initiate(tx, request.partnerId, input, actor);
      this.accounts.remember(payment);
      return answer(payment);
    });
  }
}
