import { bankIdColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BankRail } from './order-desk.js';

/**
 * - `sending`: on its way, until the deadline
 * - `unsent`: the bank certainly did not get it; the same bytes go out again
 * - `unknown`: the bank may have acted
 * - `accepted`: the bank object is known and ours
 * - `refused`: the bank did not act, and never will on this attempt
 * - `unsettled`: given up; a person decides, and nothing alike is sent meanwhile
 */
export type AttemptStatus = 'sending' | 'unsent' | 'unknown' | 'accepted' | 'refused' | 'unsettled';

/** What is sent to the bank for an order: one request id, one body, however often it goes out. */
@Entity('order_attempts')
export class OrderAttempt {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') orderId!: string;
  @PrimaryColumn('integer') number!: number;
  @Column('text') rail!: BankRail;
  /** The list at the bank on which it stands. */
  @Column('text', { nullable: true }) bankList!: string | null;
  @Column('uuid') requestId!: string;
  @Column('bytea') bodySealed!: Buffer;
  @Column('bytea') bodyHash!: Buffer;
  @Column('bytea') tupleHash!: Buffer;
  @Column('bigint', { transformer: bankIdColumn }) highWaterMark!: number;
  @Column('text') status!: AttemptStatus;
  @Column('integer') sends!: number;
  @Column('integer') emptyReads!: number;
  @Column('timestamptz', { nullable: true }) lastReadAt!: Date | null;
  @Column('timestamptz') deadline!: Date;
  @Column('timestamptz', { nullable: true }) unknownSince!: Date | null;
  @Column('text', { nullable: true }) outcome!: string | null;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqObjectId!: number | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) resolvedAt!: Date | null;
}
