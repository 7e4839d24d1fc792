import { Money } from '@sluis/money';
import { bigintColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const paymentLinkUses = ['single', 'multiple'] as const;
export type PaymentLinkUse = (typeof paymentLinkUses)[number];

/** A link that makes a payment for whoever opens it: once, or as often as people like. */
@Entity('payment_links')
export class PaymentLink {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') use!: PaymentLinkUse;
  @Column('text') status!: 'active' | 'deactivated' | 'expired';
  @Column('integer') version!: number;
  /** Null: the payer says how much, between `minimumMinor` and `maximumMinor`. */
  @Column('bigint', { nullable: true, transformer: bigintColumn }) amountMinor!: bigint | null;
  @Column('bigint', { nullable: true, transformer: bigintColumn }) minimumMinor!: bigint | null;
  @Column('bigint', { nullable: true, transformer: bigintColumn }) maximumMinor!: bigint | null;
  @Column('text') currency!: string;
  @Column('text', { nullable: true }) creditorName!: string | null;
  @Column('text', { nullable: true }) creditorIban!: string | null;
  @Column('text', { nullable: true }) creditorEmail!: string | null;
  @Column('text', { nullable: true }) creditorPhone!: string | null;
  @Column('text') remittanceInformation!: string;
  @Column('text', { nullable: true }) reference!: string | null;
  @Column('text', { nullable: true }) redirectUri!: string | null;
  @Column('bytea') tokenHash!: Buffer;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;

  get amount(): Money | null {
    return this.amountMinor === null ? null : Money.ofMinor(this.amountMinor, this.currency);
  }

  /** What an open amount must lie between; null where the amount is fixed. */
  get bounds(): { minimum: Money; maximum: Money } | null {
    if (this.minimumMinor === null || this.maximumMinor === null) return null;
    return {
      minimum: Money.ofMinor(this.minimumMinor, this.currency),
      maximum: Money.ofMinor(this.maximumMinor, this.currency),
    };
  }

  /** By the clock given; the clock's own work writes it a moment later. */
  isExpired(now: Date): boolean {
    return this.status === 'expired' || (this.expiresAt !== null && this.expiresAt <= now);
  }
}
