import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor } from '@sluis/audit';
import { DomainError } from '@sluis/errors';
import { afterCommit, newId, queryRows, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import { WebhookDeliveries, WebhookEndpoints, type DeliveryRecipients, type WebhookDelivery } from '@sluis/webhooks';

export interface NewEvent {
  partnerId: string;
  /** `<resource>.<status>`: `payment.executed`. */
  type: string;
  resourceType: string;
  resourceId: string;
  /** The version the resource has after this change; one event per version. */
  resourceVersion: number;
  /** The whole resource as the partner API shows it. */
  resource: object;
}

/** An event of a kind that did not happen. */
export type EventSample = Pick<NewEvent, 'type' | 'resourceType' | 'resource'>;

/** An event as it is written: its row but for the text, the text, and what its deliveries need. */
export interface EventRows {
  row: {
    partner_id: string;
    id: string;
    type: string;
    resource_type: string;
    resource_id: string;
    resource_version: number;
    created_at: string;
  };
  body: string;
  recipients: DeliveryRecipients;
}

export interface PartnerEvent {
  id: string;
  type: string;
  /** The exact text that is signed and delivered. */
  body: string;
}

export interface EventPage {
  items: PartnerEvent[];
  hasMore: boolean;
  nextCursor: string | null;
}

/** What partners are told, in the order in which it was committed. */
@Injectable()
export class EventLog {
  constructor(
    private readonly transactions: Transactions,
    private readonly deliveries: WebhookDeliveries,
    private readonly endpoints: WebhookEndpoints,
    private readonly audit: AuditTrail,
  ) {
    endpoints.announceDisablingBy((tx, { partnerId, id, testsSent, url, disabledReason }) =>
      this.append(tx, {
        partnerId,
        type: 'webhook_endpoint.disabled',
        resourceType: 'webhook_endpoint',
        resourceId: id,
        resourceVersion: testsSent,
        resource: { id: toPublicId('webhookEndpoint', id), url, disabled_reason: disabledReason },
      }),
    );
  }

  /** Keeps the event and makes its deliveries due, in the transaction that changed the resource. */
  async append(tx: Transaction, event: NewEvent): Promise<void> {
    await this.insert(tx, this.rowsOf(event));
  }

  /**
   * Sends an event to this endpoint only, marked as a test: `webhook_endpoint.test`, or a sample of another type. A sample's
   * row is told apart, and stands under the endpoint: there is no such resource.
   *
   * @returns the event's id
   * @throws WebhookEndpointNotFoundError
   * @throws DomainError event_not_redeliverable the endpoint is disabled
   */
  async appendTest(
    tx: Transaction,
    partnerId: string,
    endpointId: string,
    actor: AuditActor,
    sample?: EventSample,
  ): Promise<string> {
    const { testsSent } = await this.endpoints.beginTest(tx, partnerId, endpointId, actor);
    const own = {
      type: 'webhook_endpoint.test',
      resourceType: 'webhook_endpoint',
      resource: { id: toPublicId('webhookEndpoint', endpointId) },
    };
    const event = { partnerId, resourceId: endpointId, resourceVersion: testsSent, ...(sample ?? own) };
    const { row, ...rest } = this.rowsOf(event, { isTest: true });
    return this.insert(tx, { row: sample ? { ...row, resource_type: sampleRows } : row, ...rest }, endpointId);
  }

  /**
   * Newest first. Only events behind the horizon are shown: those whose transaction number is below every transaction
   * still running. So nothing can later appear among rows that a cursor has passed. Samples are not listed: whoever reads
   * here what happened need not look twice.
   *
   * @param after the event to list older ones from, `before` the one to list newer ones from
   * @throws DomainError request_invalid when that event is not the partner's
   */
  async list(
    partnerId: string,
    { limit, after, before, type }: { limit: number; after?: string; before?: string; type?: string },
  ): Promise<EventPage> {
    const isForward = after === undefined && before !== undefined;
    const rows = await this.transactions.forPartner(partnerId, async (tx) => {
      const from = after ?? before;
      const xactId = from && (await requirePlace(tx, partnerId, from));
      return queryRows<PartnerEvent>(
        tx,
        `SELECT id, type, body FROM events
         WHERE partner_id = $1 AND xact_id < pg_snapshot_xmin(pg_current_snapshot())
           ${from ? `AND (xact_id, id) ${isForward ? '>' : '<'} ($4::text::xid8, $5::uuid)` : ''}
           AND ($3::text IS NULL OR type = $3) AND resource_type <> '${sampleRows}'
         ORDER BY xact_id ${isForward ? 'ASC, id ASC' : 'DESC, id DESC'} LIMIT $2`,
        [partnerId, limit + 1, type ?? null, ...(from ? [xactId, from] : [])],
      );
    });
    const page = rows.slice(0, limit);
    const items = isForward ? page.toReversed() : page;
    const hasMore = rows.length > limit;
    // Where to go on in the same direction.
    const edge = isForward ? items[0] : items.at(-1);
    return { items, hasMore, nextCursor: hasMore && edge ? edge.id : null };
  }

  /** @throws DomainError resource_not_found, also for another partner's event */
  get(partnerId: string, id: string): Promise<PartnerEvent> {
    return this.transactions.forPartner(partnerId, (tx) => find(tx, partnerId, id));
  }

  /** @throws DomainError resource_not_found */
  listDeliveries(partnerId: string, id: string): Promise<WebhookDelivery[]> {
    return this.transactions.forPartner(partnerId, async (tx) => {
      await find(tx, partnerId, id);
      return this.deliveries.listForEvent(tx, partnerId, id);
    });
  }

  /**
   * Delivers the event again under the same id: to the endpoint named, or to every enabled one that listens to it; a sample
   * to the one that it was made for.
   *
   * @returns the number of endpoints that will be told
   * @throws DomainError resource_not_found no such event or endpoint
   * @throws DomainError event_not_redeliverable no enabled endpoint would be told
   */
  async redeliver(
    tx: Transaction,
    partnerId: string,
    id: string,
    { endpointId, actor }: { endpointId?: string; actor: AuditActor },
  ): Promise<number> {
    const { type, body, onlyEndpointId } = await find(tx, partnerId, id);
    if (endpointId) await this.endpoints.get(tx, partnerId, endpointId);
    const message = { partnerId, eventId: id, eventType: type, body };
    const told = await this.deliveries.redeliver(tx, message, endpointId ?? onlyEndpointId ?? undefined);
    if (told === 0) {
      throw new DomainError('event_not_redeliverable', 'No enabled webhook endpoint listens to this event.');
    }
    await this.audit.record(tx, {
      partnerId,
      actor,
      action: 'event.redelivered',
      subject: { type: 'event', id: toPublicId('event', id) },
      outcome: 'done',
      details: { endpoints: told },
    });
    return told;
  }

  /** What is written of an event, for whoever writes it together with other rows: see the function `append_event`. */
  rowsOf(
    { partnerId, type, resourceType, resourceId, resourceVersion, resource }: NewEvent,
    { isTest = false } = {},
  ): EventRows {
    const id = newId();
    const createdAt = new Date().toISOString();
    const body = JSON.stringify({
      id: toPublicId('event', id),
      type,
      created_at: createdAt,
      resource_type: resourceType,
      resource_version: resourceVersion,
      ...(isTest && { test: true }),
      data: resource,
    });
    const row = {
      partner_id: partnerId,
      id,
      type,
      resource_type: resourceType,
      resource_id: resourceId,
      resource_version: resourceVersion,
      created_at: createdAt,
    };
    return { row, body, recipients: this.deliveries.recipientsOf(type) };
  }

  private async insert(
    tx: Transaction,
    { row, body, recipients }: EventRows,
    onlyEndpointId?: string,
  ): Promise<string> {
    const [appended] = await queryRows<{ deliveries: string[] }>(
      tx,
      `SELECT append_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::uuid, $11) AS deliveries`,
      [
        row.partner_id,
        row.id,
        row.type,
        row.resource_type,
        row.resource_id,
        row.resource_version,
        body,
        row.created_at,
        recipients.patterns,
        recipients.deliveryId,
        onlyEndpointId ?? null,
      ],
    );
    afterCommit(tx, () => this.deliveries.ring(appended?.deliveries ?? []));
    return row.id;
  }
}

/** What the rows of samples stand under: nothing that happens to a resource ever does. */
const sampleRows = 'webhook_sample';

/** The transaction that wrote an event is its place in the order. */
async function requirePlace(tx: Transaction, partnerId: string, id: string): Promise<string> {
  const [row] = await queryRows<{ xactId: string }>(
    tx,
    `SELECT xact_id::text AS "xactId" FROM events WHERE partner_id = $1 AND id = $2`,
    [partnerId, id],
  );
  if (!row) throw new DomainError('request_invalid', 'The list cannot go on from an event that does not exist.');
  return row.xactId;
}

async function find(
  tx: Transaction,
  partnerId: string,
  id: string,
): Promise<PartnerEvent & { onlyEndpointId: string | null }> {
  const [event] = await queryRows<PartnerEvent & { onlyEndpointId: string | null }>(
    tx,
    `SELECT id, type, body, CASE WHEN resource_type = '${sampleRows}' THEN resource_id END AS "onlyEndpointId" FROM events WHERE partner_id = $1 AND id = $2`,
    [partnerId, id],
  );
  if (!event) throw new DomainError('resource_not_found', 'There is no such event, or it is not yours.');
  return event;
}
