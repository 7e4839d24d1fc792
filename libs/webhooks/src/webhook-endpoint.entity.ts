import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

export const webhookEndpointStatuses = ['enabled', 'disabled'] as const;
export type WebhookEndpointStatus = (typeof webhookEndpointStatuses)[number];

/** Where a partner is told, about what, and with which secrets. */
@Entity('webhook_endpoints')
@Check('webhook_endpoints_status', `status IN ('enabled', 'disabled')`)
export class WebhookEndpoint {
  @PrimaryColumn('uuid', { name: 'partner_id', primaryKeyConstraintName: 'webhook_endpoints_pk' })
  partnerId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'webhook_endpoints_pk' })
  id!: string;

  @Column('text')
  url!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text', { name: 'event_types', array: true })
  eventTypes!: string[];

  @Column('text', { default: 'enabled' })
  status!: WebhookEndpointStatus;

  /** Why it is disabled: `partner`, or `gone` when the receiver answered 410. */
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: string | null;

  @Column('bytea', { name: 'secret_sealed', select: false })
  secretSealed!: Buffer;

  @Column('bytea', { name: 'previous_secret_sealed', nullable: true, select: false })
  previousSecretSealed!: Buffer | null;

  @Column('timestamptz', { name: 'previous_secret_until', nullable: true })
  previousSecretUntil!: Date | null;

  @Column('integer', { name: 'tests_sent', default: 0 })
  testsSent!: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
