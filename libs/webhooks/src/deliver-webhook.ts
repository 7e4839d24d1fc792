import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import type { Claim, WorkResult } from '@sluis/outbox';
import { queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { EndpointLanes } from './endpoint-lanes.js';
import { nextDelayMs } from './retry-schedule.js';
import type { WebhookDeliveryStatus } from './webhook-deliveries.service.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { sendDeadlineMs, WebhookSender, type WebhookAnswer } from './webhook-sender.js';
import { signatureHeaders } from './webhook-signature.js';

/** Longest time one delivery can take: the deadline of the receiver and two transactions. */
export const deliveryLeaseMs = sendDeadlineMs + 30_000;

const gone = 410;

interface PendingDelivery {
  id: string;
  partnerId: string;
  eventId: string;
  eventType: string;
  endpointId: string;
  body: string;
  round: number;
  roundAttempts: number;
  /** Whole milliseconds since the round began, by the database's clock. */
  roundAgeMs: number;
  /** Positive when an attempt was recorded and the next one is not due yet. */
  waitMs: number;
}

interface Verdict {
  status: WebhookDeliveryStatus;
  nextDelayMs?: number;
}

/** Makes one attempt to tell one endpoint, and decides what follows from the answer. */
@Injectable()
export class DeliverWebhook {
  private readonly logger = new Logger(DeliverWebhook.name);
  private readonly lanes = new EndpointLanes();

  constructor(
    private readonly transactions: Transactions,
    private readonly endpoints: WebhookEndpoints,
    private readonly secrets: WebhookSecrets,
    private readonly sender: WebhookSender,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Safe to repeat: after a crash between the sending and its record the receiver is told twice, under the same
   * `webhook-id`.
   */
  async deliver({ subject: deliveryId, partnerId }: Claim): Promise<WorkResult> {
    if (partnerId === null) return 'done';
    const found = await this.transactions.forPartner(partnerId, async (tx) => {
      const delivery = await findPending(tx, partnerId, deliveryId);
      if (!delivery) return undefined;
      const endpoint = await tx.findOneByOrFail(WebhookEndpoint, { partnerId, id: delivery.endpointId });
      if (!endpoint.isOpen) await this.bury(tx, delivery, 'the endpoint is closed');
      return endpoint.isOpen ? { delivery, endpoint } : undefined;
    });
    if (!found) return 'done';
    const { delivery, endpoint } = found;
    if (delivery.waitMs > 0) return { againInMs: delivery.waitMs };

    if (!(await this.lanes.enter(endpoint.id))) return { againInMs: this.lanes.delayMs(endpoint.id) };
    let answer: WebhookAnswer | undefined;
    try {
      answer = await this.attempt(delivery, endpoint);
    } finally {
      this.lanes.leave(endpoint.id, { succeeded: isSuccess(answer), durationMs: answer?.durationMs ?? 0 });
    }
    return this.conclude(delivery, endpoint, answer);
  }

  private attempt({ eventId, body }: PendingDelivery, endpoint: WebhookEndpoint): Promise<WebhookAnswer> {
    const now = new Date();
    const secrets = this.secrets.current(endpoint, now);
    return this.sender.post(endpoint.url, signatureHeaders(secrets, toPublicId('event', eventId), body, now), body);
  }

  private conclude(delivery: PendingDelivery, endpoint: WebhookEndpoint, answer: WebhookAnswer): Promise<WorkResult> {
    const { partnerId } = delivery;
    const verdict = judge(delivery, answer);
    return this.transactions.forPartner(partnerId, async (tx) => {
      const outcome = await recordAttempt(tx, delivery, answer, verdict);
      if (answer.status === gone) await this.endpoints.disableGone(tx, partnerId, endpoint.id, endpoint.url);
      // A redelivery was asked for meanwhile, and made the outbox row due again.
      if (outcome === 'newer_round') return { againInMs: 1 };
      if (outcome === 'already_settled') return 'done';
      if (verdict.status === 'dead') {
        await this.recordDeath(tx, delivery, `${answer.status ?? answer.failure ?? 'no answer'}`);
      }
      return verdict.nextDelayMs === undefined ? 'done' : { againInMs: verdict.nextDelayMs };
    });
  }

  private async bury(tx: Transaction, delivery: PendingDelivery, cause: string): Promise<void> {
    const { partnerId, id, round } = delivery;
    const buried = await queryRows(
      tx,
      `UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL
       WHERE partner_id = $1 AND id = $2 AND round = $3 AND status = 'pending' RETURNING id`,
      [partnerId, id, round],
    );
    if (buried.length > 0) await this.recordDeath(tx, delivery, cause);
  }

  private async recordDeath(tx: Transaction, delivery: PendingDelivery, cause: string): Promise<void> {
    const { partnerId, id, eventId, endpointId } = delivery;
    const ids = {
      event: toPublicId('event', eventId),
      webhook_endpoint: toPublicId('webhookEndpoint', endpointId),
    };
    await this.audit.record(tx, {
      partnerId,
      actor: { type: 'platform' },
      action: 'webhook_delivery.given_up',
      subject: { type: 'webhook_delivery', id: toPublicId('webhookDelivery', id) },
      outcome: 'failed',
      cause,
      details: ids,
    });
    this.logger.warn({ msg: 'a webhook delivery was given up', cause, ...ids });
  }
}

function isSuccess(answer: WebhookAnswer | undefined): boolean {
  return answer?.status !== undefined && answer.status >= 200 && answer.status < 300;
}

function judge({ roundAttempts, roundAgeMs }: PendingDelivery, answer: WebhookAnswer): Verdict {
  if (isSuccess(answer)) return { status: 'delivered' };
  if (answer.status === gone) return { status: 'dead' };
  const delayMs = nextDelayMs({
    attempts: roundAttempts + 1,
    elapsedMs: roundAgeMs,
    retryAfterMs: answer.retryAfterMs,
  });
  return delayMs === undefined ? { status: 'dead' } : { status: 'pending', nextDelayMs: delayMs };
}

async function findPending(tx: Transaction, partnerId: string, id: string): Promise<PendingDelivery | undefined> {
  const [delivery] = await queryRows<PendingDelivery>(
    tx,
    `SELECT id, partner_id AS "partnerId", event_id AS "eventId", event_type AS "eventType",
            endpoint_id AS "endpointId", body, round, round_attempts AS "roundAttempts",
            floor(extract(epoch FROM now() - round_started_at) * 1000)::float8 AS "roundAgeMs",
            greatest(0, ceil(extract(epoch FROM next_attempt_at - now()) * 1000))::float8 AS "waitMs"
     FROM webhook_deliveries WHERE partner_id = $1 AND id = $2 AND status = 'pending'`,
    [partnerId, id],
  );
  return delivery;
}

/**
 * Keeps the attempt, and lets it decide unless a newer round began, or another attempt settled this round, meanwhile. An
 * acceptance always decides its round.
 */
async function recordAttempt(
  tx: Transaction,
  { partnerId, id, round }: PendingDelivery,
  answer: WebhookAnswer,
  verdict: Verdict,
): Promise<'decided' | 'newer_round' | 'already_settled'> {
  const [current] = await queryRows<{ attempts: number; round: number; status: WebhookDeliveryStatus }>(
    tx,
    `UPDATE webhook_deliveries SET attempts = attempts + 1 WHERE partner_id = $1 AND id = $2
     RETURNING attempts, round, status`,
    [partnerId, id],
  );
  if (!current) return 'already_settled';
  await tx.query(
    `INSERT INTO webhook_delivery_attempts
       (partner_id, delivery_id, number, attempted_at, duration_ms, response_status, response_excerpt, error,
        dns_ms, connect_ms, first_byte_ms, response_headers)
     VALUES ($1, $2, $3, now() - $4 * interval '1 millisecond', $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      partnerId,
      id,
      current.attempts,
      answer.durationMs,
      answer.status ?? null,
      answer.excerpt ?? null,
      answer.failure ?? null,
      answer.dnsMs ?? null,
      answer.connectMs ?? null,
      answer.firstByteMs ?? null,
      answer.headers ?? null,
    ],
  );
  if (current.round !== round) return 'newer_round';
  if (current.status === 'delivered' || (current.status === 'dead' && verdict.status !== 'delivered')) {
    return 'already_settled';
  }
  await tx.query(
    `UPDATE webhook_deliveries SET status = $3, round_attempts = round_attempts + 1,
       delivered_at = CASE WHEN $3 = 'delivered' THEN now() END, next_attempt_at = now() + $4 * interval '1 millisecond'
     WHERE partner_id = $1 AND id = $2`,
    [partnerId, id, verdict.status, verdict.nextDelayMs ?? null],
  );
  return 'decided';
}
