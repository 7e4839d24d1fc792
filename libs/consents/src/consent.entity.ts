import { bankIdColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ConsentStatus, RevokedBy } from './consent-status.js';

export const consentTypes = ['account_information', 'payment_initiation', 'funds_confirmation'] as const;
export type ConsentType = (typeof consentTypes)[number];

/** What a payer allowed a partner, through us, at the bank: for how long, for which accounts, and how it ended. */
@Entity('consents')
export class Consent {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') type!: ConsentType;
  @Column('text', { array: true }) permissions!: string[];
  @Column('text') status!: ConsentStatus;
  @Column('text', { nullable: true }) statusReason!: string | null;
  @Column('text', { nullable: true }) revokedBy!: RevokedBy | null;
  @Column('integer') version!: number;
  @Column('timestamptz') validUntil!: Date;
  @Column('timestamptz') linkExpiresAt!: Date;
  @Column('text') redirectUri!: string;
  @Column('text', { nullable: true }) state!: string | null;
  @Column('text', { nullable: true }) psuReference!: string | null;
  /** Why, as the payer was told; null only for consents from before every one said so. */
  @Column('text', { nullable: true }) purpose!: string | null;
  /** Whose words these are. Ours are stored in English and shown in the payer's language. */
  @Column('text') purposeBy!: 'partner' | 'platform';
  /** The one account that is asked for; null where the payer may choose any. */
  @Column('text', { nullable: true }) askedIban!: string | null;
  @Column('bytea') linkTokenHash!: Buffer;
  @Column('bytea', { nullable: true }) accessTokenSealed!: Buffer | null;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqUserId!: number | null;
  /** The last notice given of the coming end: 30, 7 or 1 days before. */
  @Column('integer', { nullable: true }) expiryNoticeDays!: number | null;
  /** After the end only: for withdrawing what still stands at the bank, until `accessClosesAt`. */
  @Column('bytea', { nullable: true }) withdrawalTokenSealed!: Buffer | null;
  /** Of a renewed consent: the access before, while orders made with it are open. The bank shows them to no other. */
  @Column('bytea', { nullable: true }) previousTokenSealed!: Buffer | null;
  /** When what is left of an earlier access is destroyed at the latest. */
  @Column('timestamptz', { nullable: true }) accessClosesAt!: Date | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  /** When the payer last proved themselves at the bank for this consent: a renewal moves it. */
  @Column('timestamptz', { nullable: true }) authorisedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;

  /** Authorised and inside its validity, by the clock given. */
  isUsable(now: Date): boolean {
    return this.status === 'authorised' && this.validUntil > now;
  }
}

/** A payer's account as a partner sees it; the id stays the same over consents. */
export interface ConsentAccount {
  id: string;
  /** Null where no living consent lets us have it. */
  iban: string | null;
  /** Empty where no living consent lets us have it, as the description is then null. */
  holderName: string;
  description: string | null;
  currency: string;
  bunqMonetaryAccountId: number;
}
