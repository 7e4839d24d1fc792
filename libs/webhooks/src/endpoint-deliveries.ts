import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { Doorbell } from '@sluis/outbox';
import { afterCommit, queryRows, toPublicId, type Transaction } from '@sluis/persistence';
import { withAttempts } from './delivery-attempts.js';
import { patternCovers } from './event-types.js';
import type { WebhookDelivery, WebhookDeliveryStatus } from './webhook-deliveries.service.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';

/** A delivery with what it carries. */
export interface LoggedDelivery extends WebhookDelivery {
  eventId: string;
  eventType: string;
  body: string;
}

export interface DeliveryFilter {
  limit: number;
  status?: WebhookDeliveryStatus;
  eventType?: string;
  /** Both about the time of the event: from included, until not. */
  from?: Date;
  until?: Date;
  /** The delivery to list older ones from, `before` the one to list newer ones from. */
  after?: string;
  before?: string;
}

export interface RedeliveryRange {
  /** `failed`: given up, or tried in vain so far. */
  status: 'failed' | 'delivered';
  /** `payment.*` or `payment.executed`; all when left out. */
  types?: readonly string[];
  from?: Date;
  until?: Date;
  /** These alone, of those that the rest of the range covers. */
  ids?: readonly string[];
}

export interface Redelivery {
  deliveries: number;
  /** When more are in the range than are made due at once: from where to go on. */
  nextFrom: Date | null;
}

/** More than these would hold up the partner's own news. */
export const redeliveredAtOnce = 1_000;

/** What one endpoint was told and what it was not: its log, and telling it again. */
@Injectable()
export class EndpointDeliveries {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly doorbell: Doorbell,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Newest first.
   *
   * @throws WebhookEndpointNotFoundError
   * @throws DomainError request_invalid when the cursor is no delivery of this endpoint
   */
  async list(
    tx: Transaction,
    partnerId: string,
    endpointId: string,
    { limit, status, eventType, from, until, after, before }: DeliveryFilter,
  ): Promise<{ items: LoggedDelivery[]; hasMore: boolean; nextCursor: string | null }> {
    await this.endpoints.get(tx, partnerId, endpointId);
    const cursor = after ?? before;
    const isForward = after === undefined && before !== undefined;
    if (cursor) await requirePlace(tx, partnerId, endpointId, cursor);
    const found = await queryRows<Omit<LoggedDelivery, 'attempts'>>(
      tx,
      `SELECT id, endpoint_id AS "endpointId", event_id AS "eventId", event_type AS "eventType", body, status,
              next_attempt_at AS "nextAttemptAt", delivered_at AS "deliveredAt", created_at AS "createdAt"
       FROM webhook_deliveries d
       WHERE partner_id = $1 AND endpoint_id = $2
         ${status === undefined ? '' : `AND status = '${status}'`}
         AND ($4::text IS NULL OR event_type = $4)
         AND ($5::timestamptz IS NULL OR created_at >= $5) AND ($6::timestamptz IS NULL OR created_at < $6)
         AND ($7::uuid IS NULL OR (created_at, id) ${isForward ? '>' : '<'}
           (SELECT created_at, id FROM webhook_deliveries WHERE partner_id = $1 AND id = $7))
       ORDER BY ${isForward ? 'created_at, id' : 'created_at DESC, id DESC'} LIMIT $3`,
      [partnerId, endpointId, limit + 1, eventType ?? null, from ?? null, until ?? null, cursor ?? null],
    );
    const page = found.slice(0, limit);
    const items = await withAttempts(tx, partnerId, isForward ? page.toReversed() : page);
    const hasMore = found.length > limit;
    const edge = isForward ? items[0] : items.at(-1);
    return { items, hasMore, nextCursor: hasMore && edge ? edge.id : null };
  }

  /**
   * Tells the endpoint again, under the same `webhook-id`, what is in the range, oldest first and at most
   * `redeliveredAtOnce`.
   *
   * @throws WebhookEndpointNotFoundError
   * @throws DomainError event_not_redeliverable the endpoint is disabled
   */
  async redeliver(
    tx: Transaction,
    partnerId: string,
    endpointId: string,
    { status, types, from, until, ids }: RedeliveryRange,
    actor: AuditActor,
  ): Promise<Redelivery> {
    const endpoint = await this.endpoints.get(tx, partnerId, endpointId);
    if (!endpoint.isOpen) {
      throw new DomainError('event_not_redeliverable', 'The webhook endpoint is disabled. Enable it first.');
    }
    const failed = `(status = 'dead' OR (status = 'pending' AND round_attempts > 0))`;
    const due = await queryRows<{ id: string; createdAt: Date }>(
      tx,
      `WITH chosen AS (
         SELECT id FROM webhook_deliveries
         WHERE partner_id = $1 AND endpoint_id = $2 AND ${status === 'failed' ? failed : `status = 'delivered'`}
           AND ($4::text[] IS NULL OR event_type LIKE ANY ($4))
           AND ($5::timestamptz IS NULL OR created_at >= $5) AND ($6::timestamptz IS NULL OR created_at < $6)
           AND ($7::uuid[] IS NULL OR id = ANY ($7))
         ORDER BY created_at, id LIMIT $3 FOR UPDATE
       ), again AS (
         UPDATE webhook_deliveries d
         SET status = 'pending', round = d.round + 1, round_attempts = 0, round_started_at = now(),
             next_attempt_at = now(), delivered_at = NULL
         FROM chosen WHERE d.partner_id = $1 AND d.id = chosen.id RETURNING d.id, d.created_at
       ), due AS (
         INSERT INTO outbox AS existing (kind, subject, partner_id, due_at)
         SELECT 'webhooks.deliver', id::text, $1, now() FROM again
         ON CONFLICT (kind, subject) DO UPDATE
           SET due_at = least(existing.due_at, excluded.due_at), generation = existing.generation + 1
       )
       SELECT id, created_at AS "createdAt" FROM again ORDER BY created_at, id`,
      [
        partnerId,
        endpointId,
        redeliveredAtOnce,
        types?.some((type) => type === '*') ? null : (types?.map(patternCovers) ?? null),
        from ?? null,
        until ?? null,
        ids ?? null,
      ],
    );
    afterCommit(tx, () => {
      for (const { id } of due) this.doorbell.ring('webhooks.deliver', id);
    });
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'webhook_endpoint.redelivered',
      subject: { type: 'webhook_endpoint', id: toPublicId('webhookEndpoint', endpointId) },
      outcome: 'done',
      details: { deliveries: due.length },
    });
    const last = due.length === redeliveredAtOnce ? due.at(-1) : undefined;
    return { deliveries: due.length, nextFrom: last ? last.createdAt : null };
  }
}

async function requirePlace(tx: Transaction, partnerId: string, endpointId: string, id: string): Promise<void> {
  const [row] = await queryRows(
    tx,
    `SELECT id FROM webhook_deliveries WHERE partner_id = $1 AND endpoint_id = $2 AND id = $3`,
    [partnerId, endpointId, id],
  );
  if (!row) throw new DomainError('request_invalid', 'The list cannot go on from a delivery that does not exist.');
}
