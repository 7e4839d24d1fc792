import { Injectable } from '@nestjs/common';
import { AuditTrail, type AuditActor, type AuditEntry } from '@sluis/audit';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import { newId, toPublicId, type Transaction } from '@sluis/persistence';
import { IsNull } from 'typeorm';
import { checkedEventTypes } from './event-types.js';
import { WebhookEndpoint, type DisabledReason, type WebhookEndpointStatus } from './webhook-endpoint.entity.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { checkedTarget } from './webhook-target.js';
import { WebhookEndpointNotFoundError } from './webhooks.errors.js';

/** Every event costs one delivery per endpoint, so their number is bounded. */
export const maximumEndpoints = 16;
const dayMs = 24 * 3_600_000;

export interface NewWebhookEndpoint {
  url: string;
  /** `*`, `payment.*` or `payment.executed`. */
  eventTypes: readonly string[];
  description?: string | null;
}

export interface WebhookEndpointChange {
  url?: string;
  eventTypes?: readonly string[];
  description?: string | null;
  status?: WebhookEndpointStatus;
}

/** In the transaction that disabled it. */
export type AnnounceDisabling = (tx: Transaction, endpoint: WebhookEndpoint) => Promise<void>;

/**
 * Where partners want to be told. Everything happens in the caller's transaction; a deleted endpoint and one of another
 * partner are answered as one that never was.
 */
@Injectable()
export class WebhookEndpoints {
  private readonly allowPrivateTargets: boolean;
  private readonly disableAfterDays: number;
  private announceDisabling: AnnounceDisabling | undefined;

  constructor(
    { env }: Config,
    private readonly secrets: WebhookSecrets,
    private readonly audit: AuditTrail,
  ) {
    this.allowPrivateTargets = env.WEBHOOK_ALLOW_PRIVATE_TARGETS === 'yes';
    this.disableAfterDays = env.WEBHOOK_DISABLE_AFTER_DAYS;
  }

  /**
   * @returns the endpoint and its signing secret, which is shown this once
   * @throws WebhookTargetRefusedError
   * @throws DomainError request_invalid for event types that are none, or an endpoint too many
   */
  async create(
    tx: Transaction,
    partnerId: string,
    { url, eventTypes, description = null }: NewWebhookEndpoint,
    actor: AuditActor,
  ): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    checkedTarget(url, this.allowPrivateTargets);
    await this.requireRoom(tx, partnerId);
    const id = newId();
    const { secret, columns } = this.secrets.fresh({ partnerId, id });
    const now = new Date();
    const endpoint = tx.create(WebhookEndpoint, {
      partnerId,
      id,
      url,
      description,
      eventTypes: checkedEventTypes(eventTypes),
      status: 'enabled',
      disabledReason: null,
      ...columns,
      previousSecretSealed: null,
      previousSigningKeySealed: null,
      previousPublicKey: null,
      previousSecretUntil: null,
      failingSince: null,
      testsSent: 0,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    });
    await tx.insert(WebhookEndpoint, endpoint);
    await this.record(tx, endpoint, 'created', actor);
    return { endpoint, secret };
  }

  /** @throws WebhookEndpointNotFoundError */
  async get(tx: Transaction, partnerId: string, id: string): Promise<WebhookEndpoint> {
    const endpoint = await tx.findOneBy(WebhookEndpoint, { partnerId, id, deletedAt: IsNull() });
    if (!endpoint) throw new WebhookEndpointNotFoundError();
    return endpoint;
  }

  /** Newest first; all of them, because their number is bounded. */
  list(tx: Transaction, partnerId: string): Promise<WebhookEndpoint[]> {
    return tx.find(WebhookEndpoint, { where: { partnerId, deletedAt: IsNull() }, order: { id: 'DESC' } });
  }

  /**
   * @throws WebhookEndpointNotFoundError
   * @throws WebhookTargetRefusedError
   * @throws DomainError request_invalid for event types that are none
   */
  async update(
    tx: Transaction,
    partnerId: string,
    id: string,
    change: WebhookEndpointChange,
    actor: AuditActor,
  ): Promise<WebhookEndpoint> {
    const endpoint = await this.lock(tx, partnerId, id);
    if (change.url !== undefined) {
      checkedTarget(change.url, this.allowPrivateTargets);
      endpoint.url = change.url;
      endpoint.failingSince = null;
    }
    if (change.eventTypes) endpoint.eventTypes = checkedEventTypes(change.eventTypes);
    if (change.description !== undefined) endpoint.description = change.description;
    if (change.status && change.status !== endpoint.status) setStatus(endpoint, change.status, 'partner');
    await this.save(tx, endpoint);
    await this.record(tx, endpoint, 'updated', actor, {
      details: { fields: Object.keys(change).join(' '), status: endpoint.status },
    });
    return endpoint;
  }

  /** The row stays, for the deliveries that were made. @throws WebhookEndpointNotFoundError */
  async delete(tx: Transaction, partnerId: string, id: string, actor: AuditActor): Promise<void> {
    const endpoint = await this.lock(tx, partnerId, id);
    endpoint.deletedAt = new Date();
    endpoint.previousSecretSealed = null;
    endpoint.previousSigningKeySealed = null;
    endpoint.previousPublicKey = null;
    endpoint.previousSecretUntil = null;
    await this.save(tx, endpoint);
    await this.record(tx, endpoint, 'deleted', actor);
  }

  /**
   * Gives the endpoint a new signing secret and a new key; the old ones sign beside them for 24 hours.
   *
   * @throws WebhookEndpointNotFoundError
   */
  async rotateSecret(
    tx: Transaction,
    partnerId: string,
    id: string,
    actor: AuditActor,
  ): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
    const endpoint = await this.lock(tx, partnerId, id);
    const secret = this.secrets.replace(endpoint, new Date());
    await this.save(tx, endpoint);
    await this.record(tx, endpoint, 'secret_rotated', actor);
    return { endpoint, secret };
  }

  /**
   * Counts one more test of the endpoint; the count is the version of the event that tests it.
   *
   * @throws WebhookEndpointNotFoundError
   * @throws DomainError event_not_redeliverable the endpoint is disabled
   */
  async beginTest(tx: Transaction, partnerId: string, id: string, actor: AuditActor): Promise<WebhookEndpoint> {
    const endpoint = await this.lock(tx, partnerId, id);
    if (!endpoint.isOpen) {
      throw new DomainError('event_not_redeliverable', 'The webhook endpoint is disabled. Enable it first.');
    }
    endpoint.testsSent += 1;
    await this.save(tx, endpoint);
    await this.record(tx, endpoint, 'tested', actor);
    return endpoint;
  }

  /** Who tells the partner when the platform disables an endpoint: events stand above webhooks, and enter themselves here. */
  announceDisablingBy(announce: AnnounceDisabling): void {
    this.announceDisabling = announce;
  }

  /** The receiver said that it is gone for good. Does nothing to an endpoint that is already closed or was moved since. */
  async disableGone(tx: Transaction, endpoint: WebhookEndpoint): Promise<void> {
    await this.disable(tx, endpoint, 'gone', 'the receiver answered 410');
  }

  /** What failed before no longer counts. */
  async noteSuccess(tx: Transaction, { partnerId, id }: WebhookEndpoint): Promise<void> {
    await tx.query(
      `UPDATE webhook_endpoints SET failing_since = NULL WHERE partner_id = $1 AND id = $2 AND failing_since IS NOT NULL`,
      [partnerId, id],
    );
  }

  /** Remembers the first failure, and disables an endpoint that has answered nothing else for too long. */
  async noteFailure(tx: Transaction, endpoint: WebhookEndpoint): Promise<void> {
    const { partnerId, id, url, failingSince } = endpoint;
    if (failingSince === null) {
      await tx.query(
        `UPDATE webhook_endpoints SET failing_since = now()
         WHERE partner_id = $1 AND id = $2 AND url = $3 AND status = 'enabled' AND failing_since IS NULL`,
        [partnerId, id, url],
      );
    } else if (Date.now() - failingSince.getTime() >= this.disableAfterDays * dayMs) {
      await this.disable(tx, endpoint, 'failing', `every attempt failed for ${this.disableAfterDays} days`);
    }
  }

  /** @param seen the endpoint as the attempt found it: one that was closed, moved or answered since is left as it is */
  private async disable(tx: Transaction, seen: WebhookEndpoint, reason: DisabledReason, cause: string): Promise<void> {
    const { partnerId, id } = seen;
    const endpoint = await tx.findOne(WebhookEndpoint, {
      where: { partnerId, id },
      lock: { mode: 'for_no_key_update' },
    });
    if (!endpoint?.isOpen || endpoint.url !== seen.url) return;
    if (reason === 'failing' && endpoint.failingSince?.getTime() !== seen.failingSince?.getTime()) return;
    setStatus(endpoint, 'disabled', reason);
    endpoint.testsSent += 1;
    await this.save(tx, endpoint);
    await this.record(tx, endpoint, 'disabled', { type: 'platform' }, { cause });
    await this.announceDisabling?.(tx, endpoint);
  }

  /** Locks against other changes, not against the events that refer to the endpoint meanwhile. */
  private async lock(tx: Transaction, partnerId: string, id: string): Promise<WebhookEndpoint> {
    const endpoint = await tx.findOne(WebhookEndpoint, {
      where: { partnerId, id, deletedAt: IsNull() },
      lock: { mode: 'for_no_key_update' },
    });
    if (!endpoint) throw new WebhookEndpointNotFoundError();
    return endpoint;
  }

  private async save(tx: Transaction, endpoint: WebhookEndpoint): Promise<void> {
    endpoint.updatedAt = new Date();
    await tx.save(endpoint);
  }

  /** Two requests at once must not both take the last place. */
  private async requireRoom(tx: Transaction, partnerId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`webhook_endpoints:${partnerId}`]);
    if ((await tx.countBy(WebhookEndpoint, { partnerId, deletedAt: IsNull() })) >= maximumEndpoints) {
      throw new DomainError('request_invalid', `A partner has at most ${maximumEndpoints} webhook endpoints.`);
    }
  }

  private record(
    tx: Transaction,
    { partnerId, id }: WebhookEndpoint,
    verb: string,
    actor: AuditActor,
    more: Pick<AuditEntry, 'cause' | 'details'> = {},
  ): Promise<void> {
    return this.audit.record(tx, {
      partnerId,
      actor,
      action: `webhook_endpoint.${verb}`,
      subject: { type: 'webhook_endpoint', id: toPublicId('webhookEndpoint', id) },
      outcome: 'done',
      ...more,
    });
  }
}

function setStatus(endpoint: WebhookEndpoint, status: WebhookEndpointStatus, reason: DisabledReason): void {
  endpoint.status = status;
  endpoint.disabledReason = status === 'disabled' ? reason : null;
  if (status === 'enabled') endpoint.failingSince = null;
}
