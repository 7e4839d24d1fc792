import { bankIdColumn } from '@sluis/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AttachmentType } from './attachment-file.js';

/**
 * - `received`: waits to be handed to the bank
 * - `uploaded`: the bank has it, and we no longer do
 * - `failed`: the bank will not have it, or could not be reached; nothing is kept
 */
export type AttachmentStatus = 'received' | 'uploaded' | 'failed';

/** A picture for payment requests. Its content is kept only until the bank has it; the hash stays as evidence. */
@Entity('attachments')
export class Attachment {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('uuid') accountId!: string;
  @Column('bigint', { transformer: bankIdColumn }) bunqMonetaryAccountId!: number;
  @Column('text') status!: AttachmentStatus;
  @Column('integer') version!: number;
  @Column('text') contentType!: AttachmentType;
  @Column('integer') size!: number;
  @Column('bytea') sha256!: Buffer;
  @Column('text') description!: string;
  @Column('bytea', { nullable: true }) contentSealed!: Buffer | null;
  @Column('bigint', { nullable: true, transformer: bankIdColumn }) bunqAttachmentId!: number | null;
  @Column('text', { nullable: true }) failureReason!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}
