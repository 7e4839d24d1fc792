import { Injectable } from '@nestjs/common';
import { OrderAttempt, OrderAttempts } from '@sluis/bank-orders';
import { PaymentResources, Payments, type Payment } from '@sluis/payment-initiation';
import { queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { inOrder, type Dossier, type TimelineLine } from './dossier.js';

interface TransitionRow {
  version: number;
  status: string;
  bankStatus: string | null;
  actor: string;
  reason: string | null;
  at: Date;
}

/** What is known of a payment: its course, what was sent to the bank for it, and what the bank said in its own words. */
@Injectable()
export class PaymentDossiers {
  constructor(
    private readonly payments: Payments,
    private readonly resources: PaymentResources,
    private readonly attempts: OrderAttempts,
  ) {}

  async find(tx: Transaction, id: string): Promise<Dossier | undefined> {
    const payment = await this.payments.findOfAnyPartner(tx, id);
    if (!payment) return undefined;
    const { partnerId } = payment;
    const subject = toPublicId('payment', id);
    const transitions = await queryRows<TransitionRow>(
      tx,
      `SELECT version, status, bank_status AS "bankStatus", actor, reason, at FROM payment_transitions
       WHERE partner_id = $1 AND payment_id = $2 ORDER BY version`,
      [partnerId, id],
    );
    const attempts = (await tx.find(OrderAttempt, { where: { partnerId, orderId: id }, order: { number: 'ASC' } })).map(
      (attempt) => this.describe(attempt),
    );
    const events = await queryRows<{ body: unknown }>(
      tx,
      `SELECT body FROM events WHERE partner_id = $1 AND resource_type = 'payment' AND resource_id = $2 ORDER BY resource_version, id`,
      [partnerId, id],
    );
    return {
      subject,
      title: `Payment ${subject}`,
      facts: factsOf(payment),
      timeline: inOrder([...transitions.map(lineOf), ...attempts.flatMap(linesOfAttempt)]),
      data: {
        payment: this.resources.toResource(payment),
        timeline: transitions,
        orders_at_the_bank: attempts,
        events: events.map(({ body }) => body),
      },
      shown: {},
      partnerId,
      records: { subjectType: 'payment', namedAs: 'payment', bankCalls: attempts.map(({ request_id }) => request_id) },
    };
  }

  private describe(attempt: OrderAttempt) {
    const { number, rail, requestId, bodyHash, status, sends, outcome, bunqObjectId, createdAt, resolvedAt } = attempt;
    return {
      number,
      rail,
      request_id: requestId,
      sent: this.attempts.openBody(attempt),
      sent_sha256: bodyHash.toString('hex'),
      times_sent: sends,
      status,
      outcome,
      bunq_object_id: bunqObjectId,
      created_at: createdAt,
      resolved_at: resolvedAt,
    };
  }
}

type AttemptFacts = ReturnType<PaymentDossiers['describe']>;

function factsOf(payment: Payment): Dossier['facts'] {
  const { amount, status, bankStatus, creditorName, creditorIban, debtorName, debtorIban, rail } = payment;
  const { value, currency } = amount.toWire();
  return [
    ['Partner', toPublicId('partner', payment.partnerId)],
    ['Status', bankStatus === null ? status : `${status} (the bank: ${bankStatus})`],
    ['Amount', `${currency} ${value}`],
    ['To', [creditorName, creditorIban].filter(Boolean).join(', ')],
    ['From', [debtorName, debtorIban].filter(Boolean).join(', ')],
    ['Remittance information', payment.remittanceInformation ?? ''],
    ['Partner’s reference', payment.reference ?? ''],
    ['Rail', rail],
    ['Made', payment.createdAt.toISOString()],
    ['Executed', payment.executedAt?.toISOString() ?? ''],
  ];
}

function lineOf({ at, status, actor, bankStatus, reason }: TransitionRow): TimelineLine {
  const detail = [reason, bankStatus === null ? null : `the bank: ${bankStatus}`].filter(Boolean).join('; ');
  return { at, what: status, who: actor, detail };
}

function linesOfAttempt({
  number,
  created_at,
  resolved_at,
  outcome,
  bunq_object_id,
  status,
}: AttemptFacts): TimelineLine[] {
  const made = { at: created_at, what: `order ${number} written down`, who: 'platform', detail: '' };
  if (!resolved_at) return [made];
  const object = bunq_object_id === null ? '' : `bunq ${bunq_object_id}`;
  const detail = [outcome, object].filter(Boolean).join(', ');
  return [made, { at: resolved_at, what: `order ${number} ${status}`, who: 'bank', detail }];
}
