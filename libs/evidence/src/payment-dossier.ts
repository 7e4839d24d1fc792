import { Injectable } from '@nestjs/common';
import { ContentSeals } from '@sluis/audit';
import { callbacksAbout, OrderAttempt, OrderAttempts, type RecordedCallback } from '@sluis/bank-orders';
import { PaymentPages, PaymentResources, Payments, type Payment, type SeenPage } from '@sluis/payment-initiation';
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
    private readonly pages: PaymentPages,
    private readonly seals: ContentSeals,
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
    const shown = await this.pages.of(tx, { partnerId, id });
    const requestId = payment.paymentRequestId;
    const callbacks = await callbacksAbout(tx, partnerId, [
      subject,
      ...(requestId === null ? [] : [toPublicId('paymentRequest', requestId)]),
    ]);
    return {
      subject,
      state: this.stateOf(payment),
      title: `Payment ${subject}`,
      facts: factsOf(payment),
      timeline: inOrder([
        ...transitions.map(lineOf),
        ...attempts.flatMap(linesOfAttempt),
        ...shown.map(lineOfPage),
        ...callbacks.map(lineOfCallback),
      ]),
      data: {
        payment: this.resources.toResource(payment),
        content_key: this.seals.keyOf({ type: 'payment', id }),
        timeline: transitions,
        orders_at_the_bank: attempts,
        events: events.map(({ body }) => body),
        callbacks_of_the_bank: callbacks,
        shown: shown.map(({ html, ...facts }, index) => ({ ...facts, file: fileOf(index), characters: html.length })),
      },
      shown: Object.fromEntries(shown.map(({ html }, index) => [fileOf(index), html])),
      partnerId,
      records: { subjectType: 'payment', namedAs: 'payment', bankCalls: attempts.map(({ request_id }) => request_id) },
    };
  }

  async stateNow(tx: Transaction, id: string): Promise<string | undefined> {
    const payment = await this.payments.findOfAnyPartner(tx, id);
    return payment && this.stateOf(payment);
  }

  private stateOf(payment: Payment): string {
    return JSON.stringify(this.resources.toResource(payment));
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

const fileOf = (index: number) => `shown/${String(index + 1).padStart(3, '0')}.html`;

function lineOfPage({ firstShownAt, language, templateVersion, timesShown }: SeenPage): TimelineLine {
  const detail = `${language}, template ${templateVersion}, ${timesShown} times`;
  return { at: firstShownAt, what: 'shown to the payer', who: 'psu', detail };
}

function lineOfCallback({ kind, effect, firstAt, times }: RecordedCallback): TimelineLine {
  const detail = times > 1 ? `${effect}, ${times} times` : effect;
  return { at: firstAt, what: `called about: ${kind}`, who: 'bank', detail };
}
