import { Injectable } from '@nestjs/common';
import { Doorbell, Outbox } from '@sluis/outbox';
import { newId, queryRows, type Transaction } from '@sluis/persistence';
import { withAttempts, type WebhookDeliveryAttempt } from './delivery-attempts.js';
import { patternsFor } from './event-types.js';
import { maximumEndpoints } from './webhook-endpoints.service.js';

/** What is delivered: the id that receivers see as `webhook-id`, and the exact text that is signed. */
export interface WebhookMessage {
  partnerId: string;
  eventId: string;
  eventType: string;
  body: string;
}

/** Who listens to an event, by the patterns that cover it, and the id from which its deliveries take theirs. */
export interface DeliveryRecipients {
  patterns: string[];
  deliveryId: string;
}

export type WebhookDeliveryStatus = 'pending' | 'delivered' | 'dead';

export interface WebhookDelivery {
  id: string;
  endpointId: string;
  status: WebhookDeliveryStatus;
  attempts: WebhookDeliveryAttempt[];
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
  createdAt: Date;
}

/** Who is to be told of an event, and how telling them went. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly outbox: Outbox,
    private readonly doorbell: Doorbell,
  ) {}

  /** For the function `append_event`, which makes a new event due at every enabled endpoint that wants it. */
  recipientsOf(eventType: string): DeliveryRecipients {
    return { patterns: patternsFor(eventType), deliveryId: newId() };
  }

  /** Has deliveries that are due since a commit looked at now. */
  ring(deliveryIds: readonly string[]): void {
    for (const id of deliveryIds) this.doorbell.ring('webhooks.deliver', id);
  }

  /**
   * Tells again, under the same `webhook-id`: endpoints that were told, that gave up, or that listen only since. Where an
   * attempt is under way, its outcome no longer counts and a new one follows.
   *
   * @returns the number of endpoints that will be told; 0 when none is enabled
   */
  async redeliver(
    tx: Transaction,
    { partnerId, eventId, eventType, body }: WebhookMessage,
    endpointId?: string,
  ): Promise<number> {
    const deliveryIds = Array.from({ length: maximumEndpoints }, newId);
    const due = await queryRows<{ id: string }>(
      tx,
      `INSERT INTO webhook_deliveries AS existing
         (partner_id, id, event_id, endpoint_id, event_type, body, next_attempt_at)
       SELECT partner_id, ($5::uuid[])[row_number() OVER (ORDER BY id)], $2, id, $3, $4, now()
       FROM webhook_endpoints
       WHERE partner_id = $1 AND status = 'enabled' AND deleted_at IS NULL
         AND CASE WHEN $6::uuid IS NULL THEN event_types && $7::text[] ELSE id = $6 END
       ORDER BY id LIMIT ${maximumEndpoints}
       ON CONFLICT (partner_id, event_id, endpoint_id) DO UPDATE
         SET status = 'pending', round = existing.round + 1, round_attempts = 0, round_started_at = now(),
             next_attempt_at = now(), delivered_at = NULL
       RETURNING id`,
      [partnerId, eventId, eventType, body, deliveryIds, endpointId ?? null, patternsFor(eventType)],
    );
    for (const { id } of due) await this.outbox.schedule(tx, { kind: 'webhooks.deliver', subject: id, partnerId });
    return due.length;
  }

  /** Every endpoint the event was meant for, with its last attempts, oldest attempt first. */
  async listForEvent(tx: Transaction, partnerId: string, eventId: string): Promise<WebhookDelivery[]> {
    const deliveries = await queryRows<Omit<WebhookDelivery, 'attempts'>>(
      tx,
      `SELECT id, endpoint_id AS "endpointId", status, next_attempt_at AS "nextAttemptAt",
              delivered_at AS "deliveredAt", created_at AS "createdAt"
       FROM webhook_deliveries WHERE partner_id = $1 AND event_id = $2 ORDER BY id`,
      [partnerId, eventId],
    );
    return withAttempts(tx, partnerId, deliveries);
  }
}
