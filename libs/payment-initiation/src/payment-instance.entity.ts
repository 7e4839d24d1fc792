import { bankIdColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `retrying`: the bank tries again, a day later, for want of money. */
export type InstanceStatus = 'retrying' | 'executed' | 'failed';

/** One time at which a payment that is to be made later, or again and again, fell due. */
@Entity('payment_instances')
export class PaymentInstance {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') paymentId!: string;
  @Column('bigint', { transformer: bankIdColumn }) bunqInstanceId!: number;
  @Column('text') status!: InstanceStatus;
  @Column('integer') version!: number;
  /** As the bank wrote it. */
  @Column('text') bankStatus!: string;
  @Column('timestamptz', { nullable: true }) plannedAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
