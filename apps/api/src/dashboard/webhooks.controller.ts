import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { EventLog } from '@sluis/events';
import { personActor, type PersonIdentity } from '@sluis/partner-people';
import { toPublicId, Transactions } from '@sluis/persistence';
import { EndpointDeliveries, WebhookEndpoints } from '@sluis/webhooks';
import { deliveryResponse, eventResponse } from '../events/event.response.js';
import { requireId } from '../http/public-id.js';
import {
  createWebhookEndpointSchema,
  type CreateWebhookEndpointRequest,
  updateWebhookEndpointSchema,
  type UpdateWebhookEndpointRequest,
} from '../webhook-endpoints/webhook-endpoint.request.js';
import {
  webhookEndpointResponse,
  webhookEndpointWithSecretResponse,
} from '../webhook-endpoints/webhook-endpoint.response.js';
import {
  deliveryListSchema,
  type DeliveryListQuery,
  eventListSchema,
  type EventListQuery,
  nothingSchema,
  redeliverSchema,
  type RedeliverRequest,
} from './dashboard.requests.js';
import { pageAnswer } from './lists.controller.js';
import { ForPeople, Person } from './person-guard.js';

/** Webhook endpoints, what they were told, and events. */
@Controller('dashboard/api')
export class DashboardWebhooksController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly deliveries: EndpointDeliveries,
    private readonly events: EventLog,
    private readonly transactions: Transactions,
  ) {}

  @Get('endpoints')
  @ForPeople('endpoints.read')
  async list(@Person() { partnerId }: PersonIdentity) {
    const endpoints = await this.transactions.forPartner(partnerId, (tx) => this.endpoints.list(tx, partnerId));
    return { data: endpoints.map(webhookEndpointResponse) };
  }

  @Post('endpoints')
  @ForPeople('endpoints.change')
  create(
    @Person() person: PersonIdentity,
    @Body({ schema: createWebhookEndpointSchema })
    { url, event_types: eventTypes, description }: CreateWebhookEndpointRequest,
  ) {
    const { partnerId } = person;
    return this.transactions.forPartner(partnerId, async (tx) =>
      webhookEndpointWithSecretResponse(
        await this.endpoints.create(tx, partnerId, { url, eventTypes, description }, personActor(person)),
      ),
    );
  }

  @Get('endpoints/:id')
  @ForPeople('endpoints.read')
  async read(@Person() { partnerId }: PersonIdentity, @Param('id') publicId: string) {
    const id = requireId('webhookEndpoint', publicId);
    return webhookEndpointResponse(
      await this.transactions.forPartner(partnerId, (tx) => this.endpoints.get(tx, partnerId, id)),
    );
  }

  @Patch('endpoints/:id')
  @ForPeople('endpoints.change')
  update(
    @Person() person: PersonIdentity,
    @Param('id') publicId: string,
    @Body({ schema: updateWebhookEndpointSchema })
    { url, event_types: eventTypes, description, status }: UpdateWebhookEndpointRequest,
  ) {
    const { partnerId } = person;
    const id = requireId('webhookEndpoint', publicId);
    const change = { url, eventTypes, description, status };
    return this.transactions.forPartner(partnerId, async (tx) =>
      webhookEndpointResponse(await this.endpoints.update(tx, partnerId, id, change, personActor(person))),
    );
  }

  @Delete('endpoints/:id')
  @HttpCode(204)
  @ForPeople('endpoints.change')
  async delete(@Person() person: PersonIdentity, @Param('id') publicId: string): Promise<void> {
    const { partnerId } = person;
    const id = requireId('webhookEndpoint', publicId);
    await this.transactions.forPartner(partnerId, (tx) =>
      this.endpoints.delete(tx, partnerId, id, personActor(person)),
    );
  }

  @Post('endpoints/:id/rotate-secret')
  @HttpCode(200)
  @ForPeople('endpoints.change')
  rotateSecret(
    @Person() person: PersonIdentity,
    @Param('id') publicId: string,
    @Body({ schema: nothingSchema }) _body: object,
  ) {
    const { partnerId } = person;
    const id = requireId('webhookEndpoint', publicId);
    return this.transactions.forPartner(partnerId, async (tx) =>
      webhookEndpointWithSecretResponse(await this.endpoints.rotateSecret(tx, partnerId, id, personActor(person))),
    );
  }

  @Post('endpoints/:id/test')
  @HttpCode(202)
  @ForPeople('endpoints.change')
  async test(
    @Person() person: PersonIdentity,
    @Param('id') publicId: string,
    @Body({ schema: nothingSchema }) _body: object,
  ) {
    const { partnerId } = person;
    const id = requireId('webhookEndpoint', publicId);
    const eventId = await this.transactions.forPartner(partnerId, (tx) =>
      this.events.appendTest(tx, partnerId, id, personActor(person)),
    );
    return { event_id: toPublicId('event', eventId) };
  }

  @Get('endpoints/:id/deliveries')
  @ForPeople('endpoints.read')
  async listDeliveries(
    @Person() { partnerId }: PersonIdentity,
    @Param('id') publicId: string,
    @Query({ schema: deliveryListSchema }) { status, before, limit }: DeliveryListQuery,
  ) {
    const id = requireId('webhookEndpoint', publicId);
    const { items, nextCursor } = await this.transactions.forPartner(partnerId, (tx) =>
      this.deliveries.list(tx, partnerId, id, { limit, status, after: before }),
    );
    // What was sent stays out: it holds names and IBANs in clear.
    const toAnswer = (delivery: (typeof items)[number]) => ({
      ...deliveryResponse(delivery),
      event_id: toPublicId('event', delivery.eventId),
      event_type: delivery.eventType,
    });
    return pageAnswer('webhookDelivery', { items: items.map(toAnswer), next: nextCursor });
  }

  /** All that was given up or tried in vain, a thousand at a time. */
  @Post('endpoints/:id/redeliver-failed')
  @HttpCode(202)
  @ForPeople('events.redeliver')
  async redeliverFailed(
    @Person() person: PersonIdentity,
    @Param('id') publicId: string,
    @Body({ schema: nothingSchema }) _body: object,
  ) {
    const { partnerId } = person;
    const id = requireId('webhookEndpoint', publicId);
    const { deliveries, nextFrom } = await this.transactions.forPartner(partnerId, (tx) =>
      this.deliveries.redeliver(tx, partnerId, id, { status: 'failed' }, personActor(person)),
    );
    return { deliveries, has_more: nextFrom !== null };
  }

  /** Without the resources themselves: they hold names and IBANs in clear. */
  @Get('events')
  @ForPeople('events.list')
  async listEvents(
    @Person() { partnerId }: PersonIdentity,
    @Query({ schema: eventListSchema }) { before, limit }: EventListQuery,
  ) {
    const { items, nextCursor } = await this.events.list(partnerId, { limit, after: before });
    return pageAnswer('event', { items: items.map(eventFacts), next: nextCursor });
  }

  @Get('events/:id')
  @ForPeople('events.read')
  async readEvent(@Person() { partnerId }: PersonIdentity, @Param('id') publicId: string) {
    const id = requireId('event', publicId);
    const event = await this.events.get(partnerId, id);
    const deliveries = await this.events.listDeliveries(partnerId, id);
    return { ...eventFacts(event), deliveries: deliveries.map(deliveryResponse) };
  }

  @Post('events/:id/redeliver')
  @HttpCode(202)
  @ForPeople('events.redeliver')
  async redeliver(
    @Person() person: PersonIdentity,
    @Param('id') publicId: string,
    @Body({ schema: redeliverSchema }) { webhook_endpoint_id: endpointId }: RedeliverRequest,
  ) {
    const { partnerId } = person;
    const id = requireId('event', publicId);
    const deliveries = await this.transactions.forPartner(partnerId, (tx) =>
      this.events.redeliver(tx, partnerId, id, { endpointId, actor: personActor(person) }),
    );
    return { deliveries };
  }
}

function eventFacts(event: Parameters<typeof eventResponse>[0]) {
  const { id, type, created_at, resource_type, resource_version, data } = eventResponse(event);
  return {
    id,
    type,
    created_at,
    resource_type,
    resource_version,
    resource_id: typeof data['id'] === 'string' ? data['id'] : null,
  };
}
