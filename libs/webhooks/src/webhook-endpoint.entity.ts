import { Column, Entity, PrimaryColumn } from 'typeorm';

export const webhookEndpointStatuses = ['enabled', 'disabled'] as const;
export type WebhookEndpointStatus = (typeof webhookEndpointStatuses)[number];

/** `partner`: its own wish; `gone`: the receiver answered 410; `failing`: for days it answered nothing but failures. */
export const disabledReasons = ['partner', 'gone', 'failing'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** Where a partner is told, about what, and with which secrets. */
@Entity('webhook_endpoints')
export class WebhookEndpoint {
  @PrimaryColumn('uuid') partnerId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') url!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text', { array: true }) eventTypes!: string[];
  @Column('text') status!: WebhookEndpointStatus;
  @Column('text', { nullable: true }) disabledReason!: DisabledReason | null;
  @Column('bytea') secretSealed!: Buffer;
  @Column('bytea', { nullable: true }) previousSecretSealed!: Buffer | null;
  /** Of both, the secret and the key before the current ones. */
  @Column('timestamptz', { nullable: true }) previousSecretUntil!: Date | null;
  /** Absent in endpoints of before there were keys, until their secret is replaced. */
  @Column('bytea', { nullable: true }) signingKeySealed!: Buffer | null;
  @Column('text', { nullable: true }) publicKey!: string | null;
  @Column('bytea', { nullable: true }) previousSigningKeySealed!: Buffer | null;
  @Column('text', { nullable: true }) previousPublicKey!: string | null;
  /** Of the first failure that no success followed. */
  @Column('timestamptz', { nullable: true }) failingSince!: Date | null;
  /** Counts the events about the endpoint itself: its tests, and that it was disabled. */
  @Column('integer') testsSent!: number;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) deletedAt!: Date | null;

  /** Both reasons to stop at once: nothing is sent to an endpoint that is disabled or deleted. */
  get isOpen(): boolean {
    return this.status === 'enabled' && this.deletedAt === null;
  }
}
