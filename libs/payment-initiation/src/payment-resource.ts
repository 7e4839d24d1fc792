import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import type { MoneyWire } from '@sluis/money';
import type { PayeeVerification } from '@sluis/payees';
import { DerivedTokens, ownPartOf, toPublicId } from '@sluis/persistence';
import type { Creditor, PaymentEntry } from './payment-entries.js';
import type { PaymentSchedule, ScheduleStatus } from './payment-schedule.js';
import { creditorOf, type Payment } from './payment.entity.js';

/** A payment as partners see it, in answers and in events. */
export interface PaymentResource {
  id: string;
  status: string;
  iso_status: string;
  bank_status: string | null;
  version: number;
  rail: string;
  amount: { value: string; currency: string } | MoneyWire;
  /** null for an order of many, whose entries name theirs */
  creditor: Creditor | null;
  /** The creditor's name against the one under which the account is known; null for an order of many. */
  payee_verification: PayeeVerification | null;
  entries: PaymentEntry[] | null;
  schedule: (PaymentSchedule & { status: ScheduleStatus | null }) | null;
  debtor: { iban: string | null; name: string | null } | null;
  remittance_information: string | null;
  reference: string | null;
  redirect_uri: string | null;
  state: string | null;
  consent_id: string | null;
  account_id: string | null;
  payment_link_id: string | null;
  end_requested: string | null;
  failure: { stage: string | null; reason: string | null } | null;
  review_reason: string | null;
  expires_at: string;
  created_at: string;
  updated_at: string;
  executed_at: string | null;
  /** When the payee may count on the money and why; `at` once that has come. Null before it was executed. */
  creditable: { basis: string; from: string; at: string | null } | null;
}

/** Builds what partners see of a payment. */
@Injectable()
export class PaymentResources {
  constructor(
    private readonly config: Config,
    private readonly tokens: DerivedTokens,
  ) {}

  toResource(payment: Payment): PaymentResource {
    const hasDebtor = payment.debtorIban !== null || payment.debtorName !== null;
    const hasFailure = payment.failureStage !== null || payment.failureReason !== null;
    return {
      id: toPublicId('payment', payment.id),
      status: payment.status,
      iso_status: payment.isoStatus,
      bank_status: payment.bankStatus,
      version: payment.version,
      rail: payment.rail,
      amount: payment.amount.toWire(),
      creditor: payment.entries ? null : creditorOf(payment),
      payee_verification: payment.payeeVerification,
      entries: payment.entries,
      schedule: payment.schedule && { ...payment.schedule, status: payment.scheduleStatus },
      debtor: hasDebtor ? { iban: payment.debtorIban, name: payment.debtorName } : null,
      remittance_information: payment.entries ? null : payment.remittanceInformation,
      reference: payment.reference,
      redirect_uri: payment.redirectUri,
      state: payment.state,
      consent_id: payment.consentId && toPublicId('consent', payment.consentId),
      account_id: payment.accountId && toPublicId('account', payment.accountId),
      payment_link_id: payment.paymentLinkId && toPublicId('paymentLink', payment.paymentLinkId),
      end_requested: payment.endRequested,
      failure: hasFailure ? { stage: payment.failureStage, reason: payment.failureReason } : null,
      review_reason: payment.reviewReason,
      expires_at: payment.expiresAt.toISOString(),
      created_at: payment.createdAt.toISOString(),
      updated_at: payment.updatedAt.toISOString(),
      executed_at: payment.executedAt?.toISOString() ?? null,
      creditable: toCreditable(payment),
    };
  }

  /** From the id's own part alone: a payment that is asked for again after a restored backup has the same link. */
  linkToken(paymentId: string): string {
    return this.tokens.derive('payment', ownPartOf(paymentId));
  }

  /** The payer's page. An order under a consent has none, unless the payer came by their page and chose the push there. */
  pageUrl(payment: Payment): string | null {
    return payment.rail === 'draft' && payment.redirectUri === null
      ? null
      : `${this.config.env.PUBLIC_URL}/pay/${this.linkToken(payment.id)}`;
  }

  /** Only in answers to the partner, never in stored events: whoever has it sees the payment. */
  authorisationUrl(payment: Payment): string | null {
    return payment.isFinal ? null : this.pageUrl(payment);
  }
}

function toCreditable({ creditableBasis: basis, creditableFrom: from, creditableAt: at }: Payment) {
  return basis && from && { basis, from: from.toISOString(), at: at?.toISOString() ?? null };
}
