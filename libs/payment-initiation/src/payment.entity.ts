import { Money } from '@sluis/money';
import type { PayeeVerification } from '@sluis/payees';
import { bankIdColumn, bigintColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Creditor, PaymentEntry } from './payment-entries.js';
import type { CreditableBasis } from './creditable.js';
import type { OrderedRail, PaymentRail } from './payment-rail.js';
import type { PaymentSchedule, ScheduleStatus } from './payment-schedule.js';
import { isFinal, isoStatuses, type PaymentStatus } from './payment-status.js';

/** Where the payment stopped, for whoever looks into it. */
export type FailureStage = 'submission' | 'authorisation' | 'execution';

/** One order to pay, from a partner, authorised by a payer, followed until money moved or did not. */
@Entity('payments')
export class Payment {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') rail!: PaymentRail;
  @Column('text') status!: PaymentStatus;
  @Column('integer') version!: number;
  @Column('text', { nullable: true }) bankStatus!: string | null;
  @Column('bigint', { transformer: bigintColumn }) amountMinor!: bigint;
  @Column('text') currency!: string;
  @Column('text', { nullable: true }) creditorName!: string | null;
  @Column('text', { nullable: true }) creditorIban!: string | null;
  @Column('text', { nullable: true }) creditorEmail!: string | null;
  @Column('text', { nullable: true }) creditorPhone!: string | null;
  @Column('text', { nullable: true }) debtorIban!: string | null;
  @Column('text', { nullable: true }) debtorName!: string | null;
  /** Of a payment of one with the name that its account is known under; entries carry theirs. */
  @Column('jsonb', { nullable: true }) payeeVerification!: PayeeVerification | null;
  @Column('text') remittanceInformation!: string;
  @Column('text', { nullable: true }) reference!: string | null;
  /** Of an order of many; the columns of the creditor are empty then, and the amount is the total. */
  @Column('jsonb', { nullable: true }) entries!: PaymentEntry[] | null;
  /** When the bank is to pay, once the payer has said yes; at once without. */
  @Column('jsonb', { nullable: true }) schedule!: PaymentSchedule | null;
  @Column('text', { nullable: true }) scheduleStatus!: ScheduleStatus | null;
  /** When the bank first said that the plan is over. */
  @Column('timestamptz', { nullable: true }) scheduleOverSince!: Date | null;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqScheduleId!: number | null;
  @Column('text', { nullable: true }) redirectUri!: string | null;
  @Column('text', { nullable: true }) state!: string | null;
  @Column('uuid', { nullable: true }) consentId!: string | null;
  @Column('uuid', { nullable: true }) accountId!: string | null;
  /** What the payer may choose on our page instead of the bank's. */
  @Column('text', { nullable: true }) fallback!: 'payment_request' | null;
  /** The request that it goes on by, once the payer chose that. */
  @Column('uuid', { nullable: true }) paymentRequestId!: string | null;
  /** The payment link by which the payer began it. */
  @Column('uuid', { nullable: true }) paymentLinkId!: string | null;
  /** Nobody else may begin another by that link, unless this one ends unpaid. */
  @Column('boolean') isLinkSingleUse!: boolean;
  @Column('bytea') linkTokenHash!: Buffer;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqObjectId!: number | null;
  @Column('text', { nullable: true }) bunqPublicUuid!: string | null;
  @Column('timestamptz', { nullable: true }) authoriseRequestedAt!: Date | null;
  @Column('text', { nullable: true }) endRequested!: 'cancelled' | 'expired' | 'rejected' | null;
  @Column('text', { nullable: true }) failureStage!: FailureStage | null;
  @Column('text', { nullable: true }) failureReason!: string | null;
  @Column('text', { nullable: true }) reviewReason!: string | null;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) executedAt!: Date | null;
  /** Why, and from when, the payee may count on the money; `creditableAt` once that has come and was told. */
  @Column('text', { nullable: true }) creditableBasis!: CreditableBasis | null;
  @Column('timestamptz', { nullable: true }) creditableFrom!: Date | null;
  @Column('timestamptz', { nullable: true }) creditableAt!: Date | null;

  get amount(): Money {
    return Money.ofMinor(this.amountMinor, this.currency);
  }

  get isoStatus(): string {
    return isoStatuses[this.status];
  }

  get isFinal(): boolean {
    return isFinal(this.status);
  }

  /** A consented payment goes at once, any other after its payer agreed on our page. */
  get isReadyToSend(): boolean {
    return this.authoriseRequestedAt !== null;
  }

  /** The payer went on with it, or somebody ended it: it no longer just waits for its page to be used. */
  get isBegun(): boolean {
    return this.status !== 'received' || this.authoriseRequestedAt !== null;
  }

  /** The payer may still choose a payment request instead of the bank's page. */
  get isRequestOffered(): boolean {
    return this.fallback !== null && !this.isBegun && this.endRequested === null;
  }

  /** The payer may be sent to the bank: exactly one bank object is ours, and nobody asked to end it. */
  get mayBeAuthorised(): boolean {
    return this.status === 'awaiting_authorisation' && this.bunqObjectId !== null && this.endRequested === null;
  }
}

/** What is stored of a payment; the rest follows from it. */
export type PaymentColumns = Omit<
  Payment,
  'amount' | 'isoStatus' | 'isFinal' | 'isReadyToSend' | 'isBegun' | 'isRequestOffered' | 'mayBeAuthorised'
>;

/** A payment that is an order of its own at the bank. */
export type OrderedPayment = Payment & { rail: OrderedRail };

export function isOrdered(payment: Payment): payment is OrderedPayment {
  return payment.rail !== 'payment_request';
}

/** Whom a payment of one pays. */
export function creditorOf(payment: Payment): Creditor {
  const { creditorName: name, creditorIban: iban, creditorEmail: email, creditorPhone: phone } = payment;
  return { name, iban, email, phone };
}
