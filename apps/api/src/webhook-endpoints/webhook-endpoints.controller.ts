import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { EventLog } from '@sluis/events';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import { EndpointDeliveries, WebhookEndpoints } from '@sluis/webhooks';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { loggedDeliveryResponse } from '../events/event.response.js';
import { pageResponse, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { requireId } from '../http/public-id.js';
import {
  createWebhookEndpointSchema,
  listDeliveriesSchema,
  redeliverRangeSchema,
  testWebhookEndpointSchema,
  updateWebhookEndpointSchema,
  type CreateWebhookEndpointRequest,
  type ListDeliveriesRequest,
  type RedeliverRangeRequest,
  type TestWebhookEndpointRequest,
  type UpdateWebhookEndpointRequest,
} from './webhook-endpoint.request.js';
import { webhookEndpointResponse, webhookEndpointWithSecretResponse } from './webhook-endpoint.response.js';
import { Documented } from '../openapi/documented.js';
import { sampleEvent } from '../openapi/sample-event.js';
import { webhookEndpointOperations } from './webhook-endpoints.operations.js';

const noBodySchema = z.strictObject({}).optional();
/** Tells of the endpoint itself, and is no sample. */
const ownTest = 'webhook_endpoint.test';
const noQuerySchema = z.strictObject({});

/** Where a partner wants to be told of its events. */
@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly deliveries: EndpointDeliveries,
    private readonly events: EventLog,
    private readonly transactions: Transactions,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('webhooks:write')
  @Documented(webhookEndpointOperations.create)
  async create(
    @Caller() caller: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: createWebhookEndpointSchema }) body: CreateWebhookEndpointRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { partnerId } = caller;
    const { url, event_types: eventTypes, description, api_version: apiVersion } = body;
    const request = { partnerId, route: 'POST /v1/webhook-endpoints', key, body };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const created = await this.endpoints.create(
        tx,
        partnerId,
        { url, eventTypes, description, apiVersion },
        actorOf(caller),
      );
      return { status: 201, body: webhookEndpointWithSecretResponse(created) };
    });
    sendAnswer(reply, answer);
  }

  /** All of them on one page: a partner has only a few. */
  @Get()
  @ForPartners('webhooks:read')
  @Documented(webhookEndpointOperations.list)
  async list(@Caller() { partnerId }: PartnerIdentity, @Query({ schema: noQuerySchema }) _query: object) {
    const items = await this.transactions.forPartner(partnerId, (tx) => this.endpoints.list(tx, partnerId));
    return pageResponse({ items, hasMore: false, nextCursor: null }, webhookEndpointResponse);
  }

  @Get(':id')
  @ForPartners('webhooks:read')
  @Documented(webhookEndpointOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') publicId: string) {
    const id = requireId('webhookEndpoint', publicId);
    return webhookEndpointResponse(
      await this.transactions.forPartner(partnerId, (tx) => this.endpoints.get(tx, partnerId, id)),
    );
  }

  @Patch(':id')
  @ForPartners('webhooks:write')
  @Documented(webhookEndpointOperations.update)
  async update(
    @Caller() caller: PartnerIdentity,
    @Param('id') publicId: string,
    @Body({ schema: updateWebhookEndpointSchema }) body: UpdateWebhookEndpointRequest,
  ) {
    const { partnerId } = caller;
    const id = requireId('webhookEndpoint', publicId);
    const { url, event_types: eventTypes, description, api_version: apiVersion, status } = body;
    const change = { url, eventTypes, description, apiVersion, status };
    return webhookEndpointResponse(
      await this.transactions.forPartner(partnerId, (tx) =>
        this.endpoints.update(tx, partnerId, id, change, actorOf(caller)),
      ),
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @ForPartners('webhooks:write')
  @Documented(webhookEndpointOperations.delete)
  async delete(@Caller() caller: PartnerIdentity, @Param('id') publicId: string): Promise<void> {
    const { partnerId } = caller;
    const id = requireId('webhookEndpoint', publicId);
    await this.transactions.forPartner(partnerId, (tx) => this.endpoints.delete(tx, partnerId, id, actorOf(caller)));
  }

  /** Repeated blindly, a rotation would end the secret still in use, so it takes an idempotency key like a creation. */
  @Post(':id/rotate-secret')
  @ForPartners('webhooks:write')
  @Documented(webhookEndpointOperations.rotateSecret)
  async rotateSecret(
    @Caller() caller: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Param('id') publicId: string,
    @Body({ schema: noBodySchema }) _body: object | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { partnerId } = caller;
    const id = requireId('webhookEndpoint', publicId);
    const request = { partnerId, route: 'POST /v1/webhook-endpoints/{id}/rotate-secret', key, body: { id: publicId } };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const rotated = await this.endpoints.rotateSecret(tx, partnerId, id, actorOf(caller));
      return { status: 200, body: webhookEndpointWithSecretResponse(rotated) };
    });
    sendAnswer(reply, answer);
  }

  @Post(':id/test')
  @HttpCode(202)
  @ForPartners('webhooks:write')
  @Documented(webhookEndpointOperations.test)
  async test(
    @Caller() caller: PartnerIdentity,
    @Param('id') publicId: string,
    @Body({ schema: testWebhookEndpointSchema }) body: TestWebhookEndpointRequest,
  ) {
    const { partnerId } = caller;
    const id = requireId('webhookEndpoint', publicId);
    const type = body?.type ?? ownTest;
    const sample = type === ownTest ? undefined : sampleEvent(type);
    const eventId = await this.transactions.forPartner(partnerId, (tx) =>
      this.events.appendTest(tx, partnerId, id, actorOf(caller), sample),
    );
    return { event_id: toPublicId('event', eventId) };
  }

  /** Shows what events hold, so it needs the right to read events. */
  @Get(':id/deliveries')
  @ForPartners('events:read')
  @Documented(webhookEndpointOperations.listDeliveries)
  async listDeliveries(
    @Caller() { partnerId }: PartnerIdentity,
    @Param('id') publicId: string,
    @Query({ schema: listDeliveriesSchema }) query: ListDeliveriesRequest,
  ) {
    const id = requireId('webhookEndpoint', publicId);
    const { limit, status, type: eventType } = query;
    const filter = {
      limit,
      status,
      eventType,
      from: toDate(query.from),
      until: toDate(query.until),
      after: toCursor(query.after, '/after'),
      before: toCursor(query.before, '/before'),
    };
    const page = await this.transactions.forPartner(partnerId, (tx) => this.deliveries.list(tx, partnerId, id, filter));
    const nextCursor = page.nextCursor && toPublicId('webhookDelivery', page.nextCursor);
    return pageResponse({ ...page, nextCursor }, loggedDeliveryResponse);
  }

  /** Safe to repeat: it only makes the same deliveries due once more. */
  @Post(':id/redeliver')
  @HttpCode(202)
  @ForPartners('events:write')
  @Documented(webhookEndpointOperations.redeliver)
  async redeliver(
    @Caller() caller: PartnerIdentity,
    @Param('id') publicId: string,
    @Body({ schema: redeliverRangeSchema }) body: RedeliverRangeRequest,
  ) {
    const { partnerId } = caller;
    const id = requireId('webhookEndpoint', publicId);
    const range = {
      status: body?.status ?? 'failed',
      types: body?.types,
      from: toDate(body?.from),
      until: toDate(body?.until),
      ids: body?.delivery_ids?.map((delivery) => requireId('webhookDelivery', delivery)),
    };
    const { deliveries, nextFrom } = await this.transactions.forPartner(partnerId, (tx) =>
      this.deliveries.redeliver(tx, partnerId, id, range, actorOf(caller)),
    );
    return { deliveries, next_from: nextFrom };
  }
}

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

function toCursor(cursor: string | undefined, pointer: string): string | undefined {
  return cursor === undefined ? undefined : requireCursor(fromPublicId('webhookDelivery', cursor), pointer);
}

function actorOf({ apiKeyId }: PartnerIdentity) {
  return { type: 'partner', id: apiKeyId } as const;
}
