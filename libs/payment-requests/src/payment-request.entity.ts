import { Money } from '@sluis/money';
import { bankIdColumn, bigintColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentRequestStatus } from './payment-request-status.js';

/** Where the request stopped, for whoever looks into it. */
export type RequestFailureStage = 'attachment' | 'submission';

/** Which addresses the payer must give with a yes. */
export const addressRequirements = ['none', 'billing', 'shipping', 'billing_shipping'] as const;
export type AddressRequirement = (typeof addressRequirements)[number];

/** An address as the payer gave it to the bank. */
export interface PostalAddress {
  street: string | null;
  house_number: string | null;
  postal_code: string | null;
  city: string | null;
  country: string | null;
}

/** Money that a partner asks of somebody, to arrive on its own account. */
@Entity('payment_requests')
export class PaymentRequest {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('uuid') accountId!: string;
  @Column('bigint', { transformer: bankIdColumn }) bunqMonetaryAccountId!: number;
  @Column('uuid', { nullable: true }) batchId!: string | null;
  @Column('text') status!: PaymentRequestStatus;
  @Column('integer') version!: number;
  @Column('text', { nullable: true }) bankStatus!: string | null;
  @Column('bigint', { transformer: bigintColumn }) amountMinor!: bigint;
  @Column('text') currency!: string;
  @Column('bigint', { nullable: true, transformer: bigintColumn }) amountPaidMinor!: bigint | null;
  @Column('text', { nullable: true }) debtorName!: string | null;
  @Column('text', { nullable: true }) debtorIban!: string | null;
  @Column('text', { nullable: true }) debtorEmail!: string | null;
  @Column('text', { nullable: true }) debtorPhone!: string | null;
  @Column('text') remittanceInformation!: string;
  @Column('text', { nullable: true }) reference!: string | null;
  @Column('integer', { nullable: true }) minimumAge!: number | null;
  @Column('text') addressRequired!: AddressRequirement;
  @Column('text', { nullable: true }) redirectUri!: string | null;
  @Column('boolean') allowsLink!: boolean;
  @Column('text', { nullable: true }) shareUrl!: string | null;
  @Column('jsonb', { nullable: true }) billingAddress!: PostalAddress | null;
  @Column('jsonb', { nullable: true }) shippingAddress!: PostalAddress | null;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqRequestInquiryId!: number | null;
  @Column('text', { nullable: true }) endRequested!: 'revoked' | 'expired' | null;
  @Column('text', { nullable: true }) failureStage!: RequestFailureStage | null;
  @Column('text', { nullable: true }) failureReason!: string | null;
  @Column('text', { nullable: true }) reviewReason!: string | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) bankExpiresAt!: Date | null;
  @Column('timestamptz', { nullable: true }) hintedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) acceptedAt!: Date | null;

  get amount(): Money {
    return Money.ofMinor(this.amountMinor, this.currency);
  }

  get amountPaid(): Money | null {
    return this.amountPaidMinor === null ? null : Money.ofMinor(this.amountPaidMinor, this.currency);
  }
}

/** Requests that were made in one call; each lives its own life. */
@Entity('payment_request_batches')
export class PaymentRequestBatch {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('uuid') accountId!: string;
  @Column('text', { nullable: true }) reference!: string | null;
  @Column('integer') size!: number;
  @Column('timestamptz') createdAt!: Date;
}
