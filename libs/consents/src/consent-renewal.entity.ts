import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RenewalStatus } from './consent-status.js';

/** One time that a payer is asked to let a living consent go on. The old access stays until this is authorised. */
@Entity('consent_renewals')
export class ConsentRenewal {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') consentId!: string;
  @Column('text') status!: RenewalStatus;
  @Column('text', { nullable: true }) statusReason!: string | null;
  @Column('timestamptz') validUntil!: Date;
  @Column('timestamptz') linkExpiresAt!: Date;
  @Column('text') redirectUri!: string;
  @Column('text', { nullable: true }) state!: string | null;
  @Column('bytea') linkTokenHash!: Buffer;
  @Column('bytea', { nullable: true }) accessTokenSealed!: Buffer | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}
