import { Money } from '@sluis/money';
import { bankIdColumn, bigintColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { IncomingRequestStatus } from './incoming-request-status.js';

export const requestAnswers = ['accept', 'reject'] as const;
export type RequestAnswer = (typeof requestAnswers)[number];

/** Somebody asks the partner for money, on an account that the partner connected. */
@Entity('incoming_payment_requests')
export class IncomingRequest {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('uuid') accountId!: string;
  @Column('bigint', { transformer: bankIdColumn }) bunqMonetaryAccountId!: number;
  @Column('bigint', { transformer: bankIdColumn }) bunqRequestResponseId!: number;
  @Column('text') status!: IncomingRequestStatus;
  @Column('integer') version!: number;
  @Column('text') bankStatus!: string;
  /** `internal`, `direct_debit`, `ideal`…: the bank's own kinds, in small letters. */
  @Column('text', { nullable: true }) kind!: string | null;
  @Column('bigint', { transformer: bigintColumn }) amountMinor!: bigint;
  @Column('text') currency!: string;
  @Column('bigint', { nullable: true, transformer: bigintColumn }) amountPaidMinor!: bigint | null;
  @Column('text', { nullable: true }) creditorName!: string | null;
  @Column('text', { nullable: true }) creditorIban!: string | null;
  @Column('text') remittanceInformation!: string;
  @Column('integer', { nullable: true }) minimumAge!: number | null;
  @Column('text', { nullable: true }) addressRequired!: string | null;
  @Column('text', { nullable: true }) redirectUri!: string | null;
  /** The partner's answer; null when there was none, or it was given at the bank. */
  @Column('text', { nullable: true }) answer!: RequestAnswer | null;
  @Column('text', { nullable: true }) failureReason!: string | null;
  @Column('text', { nullable: true }) reviewReason!: string | null;
  @Column('timestamptz', { nullable: true }) bankExpiresAt!: Date | null;
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
