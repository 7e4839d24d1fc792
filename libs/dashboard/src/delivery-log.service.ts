import { Injectable } from '@nestjs/common';
import { queryRows, toPublicId, Transactions } from '@sluis/persistence';
import { WebhookEndpoints } from '@sluis/webhooks';
import { type Page, pageOf, type PageRequest } from './page.js';

export interface LoggedDelivery {
  id: string;
  event_id: string;
  event_type: string;
  status: string;
  attempts: number;
  last_attempt: {
    at: string;
    duration_ms: number;
    response_status: number | null;
    response_excerpt: string | null;
    failure: string | null;
  } | null;
  next_attempt_at: string | null;
  created_at: string;
}

interface DeliveryRow {
  id: string;
  event_id: string;
  event_type: string;
  status: string;
  attempts: number;
  attempted_at: Date | null;
  duration_ms: number;
  response_status: number | null;
  response_excerpt: string | null;
  error: string | null;
  next_attempt_at: Date | null;
  created_at: Date;
}

/** What one endpoint was told, and what it answered last. */
@Injectable()
export class DeliveryLog {
  constructor(
    private readonly transactions: Transactions,
    private readonly endpoints: WebhookEndpoints,
  ) {}

  /** Newest first. @throws WebhookEndpointNotFoundError */
  list(
    partnerId: string,
    endpointId: string,
    { status, before, limit }: PageRequest & { status?: string | undefined },
  ): Promise<Page<LoggedDelivery>> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      await this.endpoints.get(tx, partnerId, endpointId);
      const rows = await queryRows<DeliveryRow>(
        tx,
        `SELECT d.id, d.event_id, d.event_type, d.status, d.attempts, t.attempted_at, t.duration_ms, t.response_status,
           t.response_excerpt, t.error, d.next_attempt_at, d.created_at
         FROM webhook_deliveries d
         LEFT JOIN webhook_delivery_attempts t
           ON t.partner_id = d.partner_id AND t.delivery_id = d.id AND t.number = d.attempts
         WHERE d.partner_id = $1 AND d.endpoint_id = $2 AND ($3::uuid IS NULL OR d.id < $3) AND ($4::text IS NULL OR d.status = $4)
         ORDER BY d.id DESC LIMIT $5`,
        [partnerId, endpointId, before ?? null, status ?? null, limit + 1],
      );
      return pageOf(rows, limit, toLoggedDelivery);
    });
  }
}

function toLoggedDelivery(row: DeliveryRow): LoggedDelivery {
  return {
    id: toPublicId('webhookDelivery', row.id),
    event_id: toPublicId('event', row.event_id),
    event_type: row.event_type,
    status: row.status,
    attempts: row.attempts,
    last_attempt: row.attempted_at && {
      at: row.attempted_at.toISOString(),
      duration_ms: row.duration_ms,
      response_status: row.response_status,
      response_excerpt: row.response_excerpt,
      failure: row.error,
    },
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}
