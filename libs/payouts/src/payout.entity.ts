import type { PlaceableOrder } from '@sluis/bank-orders';
import { Money } from '@sluis/money';
import type { PaymentEntry, PaymentSchedule, ScheduleStatus } from '@sluis/payment-initiation';
import type { PayeeVerification } from '@sluis/payees';
import { bankIdColumn, bigintColumn, toPublicId, type IdKind } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PayoutStatus } from './payout-status.js';

export const payoutKinds = ['payout', 'refund', 'payout_batch'] as const;
/**
 * How it reaches the bank: `payment` moves the money at once; `schedule_payment` stands there as a plan; both can be
 * of many. `payout_draft` waits there until the account's owner confirms it in the bank's app, and then moves the money or
 * stands as a plan.
 */
export const payoutRails = [
  'payment',
  'payment_batch',
  'schedule_payment',
  'schedule_payment_batch',
  'payout_draft',
] as const;
export type PayoutRail = (typeof payoutRails)[number];
export type PayoutKind = (typeof payoutKinds)[number];

/** What each kind is called in ids. */
export const payoutIdKinds = {
  payout: 'payout',
  refund: 'refund',
  payout_batch: 'payoutBatch',
} as const satisfies Record<PayoutKind, IdKind>;

/** Money that leaves a partner's own account: to whomever it names, or back to the payer of one of its payments. */
@Entity('payouts')
export class Payout implements PlaceableOrder {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: PayoutKind;
  @Column('text') rail!: PayoutRail;
  /** Of a refund: the payment it gives back. */
  @Column('uuid', { nullable: true }) paymentId!: string | null;
  /** Of a refund of an order of many: which of its entries, counted from 1. */
  @Column('integer', { nullable: true }) paymentEntry!: number | null;
  /** Of a refund of a planned payment: which of the times that it was paid. */
  @Column('uuid', { nullable: true }) paymentInstanceId!: string | null;
  @Column('uuid') connectionId!: string;
  @Column('uuid') accountId!: string;
  @Column('text') status!: PayoutStatus;
  @Column('integer') version!: number;
  @Column('bigint', { transformer: bigintColumn }) amountMinor!: bigint;
  @Column('text') currency!: string;
  @Column('text', { nullable: true }) creditorName!: string | null;
  @Column('text', { nullable: true }) creditorIban!: string | null;
  @Column('text', { nullable: true }) creditorEmail!: string | null;
  @Column('text', { nullable: true }) creditorPhone!: string | null;
  /** Of a payout to one; the entries of a batch carry theirs, and a refund goes back to where it came from. */
  @Column('jsonb', { nullable: true }) payeeVerification!: PayeeVerification | null;
  @Column('text') debtorIban!: string;
  @Column('text') remittanceInformation!: string;
  @Column('text', { nullable: true }) reference!: string | null;
  /** Of a batch: its payments; then the payout itself has no creditor, and its amount is their sum. */
  @Column('jsonb', { nullable: true }) entries!: PaymentEntry[] | null;
  /** When the bank is to pay; null for at once. */
  @Column('jsonb', { nullable: true }) schedule!: PaymentSchedule | null;
  /** What the bank says of the plan; null until it stands there. */
  @Column('text', { nullable: true }) scheduleStatus!: ScheduleStatus | null;
  /** When the bank first said that the plan is over. */
  @Column('timestamptz', { nullable: true }) scheduleOverSince!: Date | null;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqScheduleId!: number | null;
  /** The bank's id of the movement on the account, of the plan, or of the draft. */
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqObjectId!: number | null;
  /** Asked for before the bank had it: it is not sent any more. */
  @Column('text', { nullable: true }) endRequested!: 'cancelled' | null;
  @Column('text', { nullable: true }) failureStage!: 'submission' | 'execution' | null;
  @Column('text', { nullable: true }) failureReason!: string | null;
  @Column('text', { nullable: true }) reviewReason!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) executedAt!: Date | null;

  readonly isReadyToSend = true;

  get amount(): Money {
    return Money.ofMinor(this.amountMinor, this.currency);
  }

  /** Under which name partners know it; the bank gives it back with the movement, too. */
  get publicId(): string {
    return toPublicId(payoutIdKinds[this.kind], this.id);
  }
}

/** How due work names a payout: both halves of its key. */
export function subjectOf({ partnerId, id }: Pick<Payout, 'partnerId' | 'id'>): string {
  return `${partnerId}/${id}`;
}

/** How due work names the account on whose list payouts are followed together. */
export function followSubject({ partnerId, connectionId, accountId }: FollowedAccount): string {
  return `${partnerId}/${connectionId}/${accountId}`;
}

export type FollowedAccount = Pick<Payout, 'partnerId' | 'connectionId' | 'accountId'>;
