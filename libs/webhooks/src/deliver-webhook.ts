import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail } from '@sluis/audit';
import { endText, endValues, type Claim, type WorkResult } from '@sluis/outbox';
import { queryRows, toPublicId, Transactions, type EntityRows, type Transaction } from '@sluis/persistence';
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

/** Deliveries that a process makes at once: each is an open connection, and most of the time waits for the receiver. */
export const deliveryHands = 64;

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
  private readonly lanes = new EndpointLanes(deliveryHands);
  private endpointRows: EntityRows<WebhookEndpoint> | undefined;

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
  async deliver(claim: Claim): Promise<WorkResult> {
    const { subject: deliveryId, partnerId } = claim;
    if (partnerId === null) return 'done';
    const found = await this.findPending(partnerId, deliveryId);
    if (!found) return 'done';
    const { delivery, endpoint } = found;
    if (!endpoint.isOpen) {
      await this.transactions.forPartner(partnerId, (tx) => this.bury(tx, delivery, 'the endpoint is closed'));
      return 'done';
    }
    if (delivery.waitMs > 0) return { againInMs: delivery.waitMs };

    if (!(await this.lanes.enter(endpoint.id))) return { againInMs: this.lanes.delayMs(endpoint.id) };
    let answer: WebhookAnswer | undefined;
    try {
      answer = await this.attempt(delivery, endpoint);
    } finally {
      this.lanes.leave(endpoint.id, { succeeded: isSuccess(answer), durationMs: answer?.durationMs ?? 0 });
    }
    const isUsual = isSuccess(answer) && endpoint.failingSince === null;
    const end = isUsual ? await this.endDelivered(claim, delivery, answer) : undefined;
    return end ?? this.conclude(delivery, endpoint, answer);
  }

  /** The usual end, in one trip: told, its attempt on record, and nothing due any more. Undefined when it was not as usual. */
  private async endDelivered(
    claim: Claim,
    { partnerId, id, round }: PendingDelivery,
    answer: WebhookAnswer,
  ): Promise<WorkResult | undefined> {
    const [told] = await this.transactions.inOneTrip<{ is_ended: boolean }>(
      { partnerId },
      {
        name: 'end_delivered',
        text: endDeliveredText,
        values: [...endValues(claim), partnerId, id, round, ...attemptValues(answer)],
      },
    );
    return told && (told.is_ended ? 'ended' : 'done');
  }

  private async findPending(
    partnerId: string,
    id: string,
  ): Promise<{ delivery: PendingDelivery; endpoint: WebhookEndpoint } | undefined> {
    this.endpointRows ??= this.transactions.rowsOf(WebhookEndpoint);
    const [row] = await this.transactions.inOneTrip<{ delivery: PendingDelivery; body: string }>(
      { partnerId },
      { name: 'find_pending_delivery', text: findPendingText(this.endpointRows), values: [partnerId, id] },
    );
    if (!row) return undefined;
    return { delivery: { ...row.delivery, body: row.body }, endpoint: this.endpointRows.fromRow(row) };
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
      if (answer.status === gone) await this.endpoints.disableGone(tx, endpoint);
      else if (!isSuccess(answer)) await this.endpoints.noteFailure(tx, endpoint);
      else if (endpoint.failingSince) await this.endpoints.noteSuccess(tx, endpoint);
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

/** The endpoint's columns, and beside them what is pending. */
function findPendingText(endpoints: EntityRows<WebhookEndpoint>): string {
  return `
    SELECT ${endpoints.columnList('e')}, d.body, json_build_object(
      'id', d.id, 'partnerId', d.partner_id, 'eventId', d.event_id, 'eventType', d.event_type, 'endpointId', d.endpoint_id,
      'round', d.round, 'roundAttempts', d.round_attempts,
      'roundAgeMs', floor(extract(epoch FROM now() - d.round_started_at) * 1000)::float8,
      'waitMs', greatest(0, ceil(extract(epoch FROM d.next_attempt_at - now()) * 1000))::float8) AS delivery
    FROM webhook_deliveries d JOIN webhook_endpoints e ON e.partner_id = d.partner_id AND e.id = d.endpoint_id
    WHERE d.partner_id = $1 AND d.id = $2 AND d.status = 'pending'`;
}

/** What an attempt is on record with, and its values in the same order. */
const attemptColumns = `duration_ms, response_status, response_excerpt, error, dns_ms, connect_ms, first_byte_ms, response_headers`;

function attemptValues(answer: WebhookAnswer): unknown[] {
  const { durationMs, status, excerpt, failure, dnsMs, connectMs, firstByteMs, headers } = answer;
  const values = [durationMs, status, excerpt, failure, dnsMs, connectMs, firstByteMs, headers];
  return values.map((value) => value ?? null);
}

/** A row when all was as usual; otherwise nothing is written. Locks in the order of a redelivery: first the delivery. */
const endDeliveredText = `
  WITH told AS (
    UPDATE webhook_deliveries SET status = 'delivered', attempts = attempts + 1, round_attempts = round_attempts + 1,
      delivered_at = now(), next_attempt_at = NULL
    WHERE partner_id = $5 AND id = $6 AND round = $7 AND status = 'pending' RETURNING attempts
  ), attempt AS (
    INSERT INTO webhook_delivery_attempts
      (partner_id, delivery_id, number, attempted_at, ${attemptColumns})
    SELECT $5, $6, attempts, now() - $8::integer * interval '1 millisecond',
      $8, $9::integer, $10, $11, $12::integer, $13::integer, $14::integer, $15::jsonb FROM told
  ), ended AS (
    ${endText} AND EXISTS (SELECT FROM told) RETURNING 1
  )
  SELECT EXISTS (SELECT FROM ended) AS is_ended FROM told`;

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
    `INSERT INTO webhook_delivery_attempts (partner_id, delivery_id, number, attempted_at, ${attemptColumns})
     VALUES ($1, $2, $3, now() - $4::integer * interval '1 millisecond', $4, $5, $6, $7, $8, $9, $10, $11)`,
    [partnerId, id, current.attempts, ...attemptValues(answer)],
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
