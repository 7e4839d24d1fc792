import { bankIdColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ConnectionStatus } from './bank-connection-status.js';
import type { ConnectionMethod } from './connection-capabilities.js';

/** A partner's own account at the bank, and how we may act on it for them. */
@Entity('bank_connections')
export class BankConnection {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') method!: ConnectionMethod;
  @Column('text') status!: ConnectionStatus;
  @Column('text', { nullable: true }) statusReason!: string | null;
  @Column('integer') version!: number;
  @Column('text', { nullable: true }) redirectUri!: string | null;
  @Column('text', { nullable: true }) state!: string | null;
  @Column('bytea') linkTokenHash!: Buffer;
  /** How long the link may be followed, or the bank be asked whether it knows the key. */
  @Column('timestamptz') linkExpiresAt!: Date;
  /** The access token or the partner's API key, until the end. */
  @Column('bytea', { nullable: true }) secretSealed!: Buffer | null;
  /** After the end only: to see how what was begun before ends, until `accessClosesAt`. */
  @Column('bytea', { nullable: true }) closingSecretSealed!: Buffer | null;
  @Column('timestamptz', { nullable: true }) accessClosesAt!: Date | null;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqUserId!: number | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) connectedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}

/** One of the connection's accounts as the partner sees it; the id stays the same over connections and consents. */
export interface ConnectionAccount {
  id: string;
  iban: string;
  holderName: string;
  description: string | null;
  currency: string;
  isDefault: boolean;
  bunqMonetaryAccountId: number;
}
