import { Money } from '@sluis/money';
import { bigintColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FundsConfirmationStatus, UnansweredReason } from './funds-confirmation-status.js';

/** Whether an amount could leave a payer's account: the question, and yes or no. Nothing else of the account is kept. */
@Entity('funds_confirmations')
export class FundsConfirmation {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') consentId!: string;
  @Column('uuid') accountId!: string;
  @Column('uuid', { nullable: true }) batchId!: string | null;
  @Column('bigint', { transformer: bigintColumn }) amountMinor!: bigint;
  @Column('text') currency!: string;
  @Column('text') status!: FundsConfirmationStatus;
  @Column('boolean', { nullable: true }) fundsAvailable!: boolean | null;
  /** Why there is no answer; while pending, what has kept it away so far. */
  @Column('text', { nullable: true }) reason!: UnansweredReason | null;
  @Column('integer') version!: number;
  /** How often the question may have reached the bank since it was last asked by the partner. */
  @Column('integer') asks!: number;
  @Column('timestamptz', { nullable: true }) askedAt!: Date | null;
  /** What the bank has not answered by then is not asked again. */
  @Column('timestamptz') askUntil!: Date;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;

  get amount(): Money {
    return Money.ofMinor(this.amountMinor, this.currency);
  }
}

/** Up to a hundred questions asked at once. */
@Entity('funds_confirmation_batches')
export class FundsConfirmationBatch {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** `completed` once no question of it is pending. */
  @Column('text') status!: 'pending' | 'completed';
  @Column('integer') version!: number;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;
}
