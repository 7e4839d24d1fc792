import { Injectable } from '@nestjs/common';
import type { AuditActor } from '@sluis/audit';
import { Config } from '@sluis/config';
import { Consents } from '@sluis/consents';
import type { Money } from '@sluis/money';
import { Outbox, type DueWork } from '@sluis/outbox';
import { Partners } from '@sluis/partners';
import { Payees, type PayeeVerification } from '@sluis/payees';
import { newId, timeOfId, tokenHash, type Transaction } from '@sluis/persistence';
import { SpendingReservations } from '@sluis/spending-rules';
import type { Creditor, PaymentEntry } from './payment-entries.js';
import { chooseRail } from './payment-rail.js';
import { PaymentResources } from './payment-resource.js';
import { endOf, requireStartAhead, scheduleNotPossible, startOf, type PaymentSchedule } from './payment-schedule.js';
import { subjectOf } from './payment-subject.js';
import { PaymentTransitions } from './payment-transitions.js';
import { Payment, type PaymentColumns } from './payment.entity.js';
import { PaymentsByRequest } from './payments-by-request.js';

export interface InitiatePaymentInput {
  /** Where the request must be known again by its id; a new one otherwise. */
  id?: string;
  /** The total, of an order of many. */
  amount: Money;
  /** Without any account, of an order of many. */
  creditor: Creditor;
  entries: PaymentEntry[] | null;
  schedule: PaymentSchedule | null;
  debtor: { iban: string; name: string | null } | null;
  remittanceInformation: string;
  reference: string | null;
  redirectUri: string | null;
  state: string | null;
  consent: { consentId: string; accountId: string } | null;
  /** What the payer may choose on our page instead of the bank's. */
  fallback?: 'payment_request';
  /** The link by which the payer begins it, and how long it then waits for them. */
  paymentLink?: { id: string; isSingleUse: boolean; waitsForMs: number };
}

/** How a payment begins: what an order must be, and what is due from then on. */
@Injectable()
export class NewPayments {
  constructor(
    private readonly partners: Partners,
    private readonly payees: Payees,
    private readonly consents: Consents,
    private readonly outbox: Outbox,
    private readonly reservations: SpendingReservations,
    private readonly transitions: PaymentTransitions,
    private readonly resources: PaymentResources,
    private readonly byRequest: PaymentsByRequest,
    private readonly config: Config,
  ) {}

  /**
   * Accepts an order to pay. A consented payment is sent to the bank at once; any other waits for its payer's visit.
   *
   * @throws DomainError redirect_uri_not_registered | rail_not_available | consent_not_usable |
   *   permission_not_granted | account_not_in_consent | schedule_not_possible | bank_connection_not_usable |
   *   spending_rule_broken
   * @see PSD2 art. 66
   */
  async initiate(tx: Transaction, partnerId: string, input: InitiatePaymentInput, actor: AuditActor): Promise<Payment> {
    const verifications = await this.payees.verify(tx, partnerId, creditorsOf(input));
    const payment = this.draft(partnerId, input, verifications);
    if (input.redirectUri !== null) await this.partners.requireRedirectUri(tx, partnerId, input.redirectUri);
    if (input.fallback) await this.byRequest.requireAccount(tx, partnerId, payment.creditorIban);
    if (input.consent !== null) {
      const { consentId, accountId } = input.consent;
      const account = await this.consents.requireUsableAccount(
        tx,
        partnerId,
        consentId,
        accountId,
        'initiate_payments',
      );
      Object.assign(payment, { debtorIban: account.iban, debtorName: account.holderName });
    }
    if (input.schedule)
      await this.requirePossible(
        tx,
        input.schedule,
        payment.createdAt,
        input.consent && { partnerId, ...input.consent },
      );
    await this.reservations.reserve(tx, {
      partnerId,
      orderId: payment.id,
      consentId: payment.consentId,
      creditorIbans: creditorsOf(input).map(({ iban }) => iban),
      amount: payment.amount,
      isRecurring: Boolean(input.schedule?.recurrence),
    });
    await this.transitions.begin(tx, payment, actor);
    for (const work of this.dueWorkOf(payment)) await this.outbox.schedule(tx, work);
    return payment;
  }

  /**
   * The payment that an order makes: its payer is filled in from the consent's account.
   *
   * @param verifications of each creditor's name
   * @throws DomainError rail_not_available
   */
  draft(partnerId: string, input: InitiatePaymentInput, verifications: readonly PayeeVerification[]): Payment {
    const { env } = this.config;
    const rail = chooseRail(
      {
        hasConsent: input.consent !== null,
        debtorIban: input.debtor?.iban ?? null,
        creditorHasIban: input.creditor.iban !== null,
      },
      { knownPayer: env.PAYMENT_KNOWN_PAYER_RAIL, unknownPayer: env.PAYMENT_UNKNOWN_PAYER_RAIL },
    );
    const id = input.id ?? newId();
    const now = timeOfId(id);
    const waitsForMs = Math.min(env.PAYMENT_LINK_TTL_MS, input.paymentLink?.waitsForMs ?? env.PAYMENT_LINK_TTL_MS);
    const columns: PaymentColumns = {
      partnerId,
      id,
      rail,
      status: 'received',
      version: 1,
      bankStatus: null,
      amountMinor: input.amount.minorUnits,
      currency: input.amount.currency,
      creditorName: input.creditor.name,
      creditorIban: input.creditor.iban,
      creditorEmail: input.creditor.email,
      creditorPhone: input.creditor.phone,
      debtorIban: input.debtor?.iban ?? null,
      debtorName: input.debtor?.name ?? null,
      remittanceInformation: input.remittanceInformation,
      reference: input.reference,
      payeeVerification: input.entries ? null : (verifications[0] ?? null),
      entries: input.entries?.map((entry, index) => ({ ...entry, payee_verification: verifications[index] })) ?? null,
      schedule: input.schedule,
      scheduleStatus: null,
      scheduleOverSince: null,
      bunqScheduleId: null,
      redirectUri: input.redirectUri,
      state: input.state,
      consentId: input.consent?.consentId ?? null,
      accountId: input.consent?.accountId ?? null,
      fallback: input.fallback ?? null,
      paymentRequestId: null,
      paymentLinkId: input.paymentLink?.id ?? null,
      isLinkSingleUse: input.paymentLink?.isSingleUse ?? false,
      linkTokenHash: tokenHash(this.resources.linkToken(id)),
      bunqObjectId: null,
      bunqPublicUuid: null,
      authoriseRequestedAt: rail === 'draft' ? now : null,
      endRequested: null,
      failureStage: null,
      failureReason: null,
      reviewReason: null,
      expiresAt: new Date(Math.min(now.getTime() + waitsForMs, startOf(input.schedule))),
      createdAt: now,
      updatedAt: now,
      executedAt: null,
      creditableBasis: null,
      creditableFrom: null,
      creditableAt: null,
    };
    return Object.assign(new Payment(), columns);
  }

  /** What a new payment makes due: its end by the clock, and at once the bank where no page comes first. */
  dueWorkOf(payment: Payment): DueWork[] {
    const { partnerId, rail, expiresAt, createdAt } = payment;
    const subject = subjectOf(payment);
    return [
      { kind: 'payments.expire', subject, partnerId, inMs: expiresAt.getTime() - createdAt.getTime() },
      ...(rail === 'draft' ? [{ kind: 'payments.submit' as const, subject, partnerId }] : []),
    ];
  }

  /** What is planned must lie ahead, and within the time in which we may see what became of it. */
  private async requirePossible(
    tx: Transaction,
    schedule: PaymentSchedule,
    now: Date,
    consent: { partnerId: string; consentId: string } | null,
  ): Promise<void> {
    requireStartAhead(schedule, now);
    const given = consent && (await this.consents.find(tx, consent.partnerId, consent.consentId));
    if (!given || endOf(schedule) > given.validUntil) {
      const pointer = schedule.recurrence ? '/schedule/recurrence/until' : '/schedule/start';
      throw scheduleNotPossible(pointer, 'must lie within the validity of the consent');
    }
  }
}

/** Everybody whom an order pays. */
export function creditorsOf({ creditor, entries }: InitiatePaymentInput): Creditor[] {
  return entries?.map((entry) => entry.creditor) ?? [creditor];
}
