import type { InstanceStatus } from '@sluis/payment-initiation';
import { bankIdColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One time at which a payout that is to be made later, or again and again, fell due. */
@Entity('payout_instances')
export class PayoutInstance {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') payoutId!: string;
  @Column('bigint', { transformer: bankIdColumn }) bunqInstanceId!: number;
  @Column('text') status!: InstanceStatus;
  @Column('integer') version!: number;
  /** As the bank wrote it. */
  @Column('text') bankStatus!: string;
  @Column('timestamptz', { nullable: true }) plannedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
