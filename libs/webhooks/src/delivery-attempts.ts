import { queryRows, type Transaction } from '@sluis/persistence';
import type { DeliveryFailure } from './delivery-failure.js';

export interface WebhookDeliveryAttempt {
  attemptedAt: Date;
  /** From the look-up of the host to the end of the answer. */
  durationMs: number;
  /** Null where an open connection was used again, and in attempts of before it was measured. */
  dnsMs: number | null;
  connectMs: number | null;
  firstByteMs: number | null;
  responseStatus: number | null;
  responseHeaders: Record<string, string> | null;
  responseExcerpt: string | null;
  failure: DeliveryFailure | null;
}

/** Of a delivery that was tried for a month, the last attempts tell enough. */
const shownAttempts = 20;

/** Puts their last attempts to deliveries, oldest attempt first. */
export async function withAttempts<Delivery extends { id: string }>(
  tx: Transaction,
  partnerId: string,
  deliveries: readonly Delivery[],
): Promise<(Delivery & { attempts: WebhookDeliveryAttempt[] })[]> {
  const rows = await queryRows<WebhookDeliveryAttempt & { deliveryId: string }>(
    tx,
    `SELECT a.delivery_id AS "deliveryId", a.attempted_at AS "attemptedAt", a.duration_ms AS "durationMs",
            a.dns_ms AS "dnsMs", a.connect_ms AS "connectMs", a.first_byte_ms AS "firstByteMs",
            a.response_status AS "responseStatus", a.response_headers AS "responseHeaders",
            a.response_excerpt AS "responseExcerpt", a.error AS failure
     FROM webhook_deliveries d
       JOIN webhook_delivery_attempts a
         ON a.partner_id = d.partner_id AND a.delivery_id = d.id AND a.number > d.attempts - $3
     WHERE d.partner_id = $1 AND d.id = ANY ($2::uuid[]) ORDER BY a.delivery_id, a.number`,
    [partnerId, deliveries.map(({ id }) => id), shownAttempts],
  );
  const attemptsOf = new Map<string, WebhookDeliveryAttempt[]>(deliveries.map(({ id }) => [id, []]));
  for (const { deliveryId, ...attempt } of rows) attemptsOf.get(deliveryId)?.push(attempt);
  return deliveries.map((delivery) => ({ ...delivery, attempts: attemptsOf.get(delivery.id) ?? [] }));
}
