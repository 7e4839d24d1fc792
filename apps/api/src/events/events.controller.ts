import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { EventLog } from '@sluis/events';
import type { PartnerIdentity } from '@sluis/partners';
import { fromPublicId, toPublicId, Transactions } from '@sluis/persistence';
import { pageResponse, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { requireId } from '../http/public-id.js';
import {
  listEventsSchema,
  redeliverEventSchema,
  type ListEventsRequest,
  type RedeliverEventRequest,
} from './event.request.js';
import { deliveryResponse, eventResponse } from './event.response.js';
import { Documented } from '../openapi/documented.js';
import { eventOperations } from './events.operations.js';

/** What a partner was told, and how telling it went. */
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly events: EventLog,
    private readonly transactions: Transactions,
  ) {}

  /** Cursors are event ids, so that a partner can go on from the last event it handled. */
  @Get()
  @ForPartners('events:read')
  @Documented(eventOperations.list)
  async list(@Caller() { partnerId }: PartnerIdentity, @Query({ schema: listEventsSchema }) query: ListEventsRequest) {
    const page = await this.events.list(partnerId, {
      limit: query.limit,
      type: query.type,
      after: toCursor(query.after, '/after'),
      before: toCursor(query.before, '/before'),
    });
    const nextCursor = page.nextCursor && toPublicId('event', page.nextCursor);
    return pageResponse({ ...page, nextCursor }, eventResponse);
  }

  @Get(':id')
  @ForPartners('events:read')
  @Documented(eventOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') publicId: string) {
    return eventResponse(await this.events.get(partnerId, requireId('event', publicId)));
  }

  /** One entry per endpoint, so one page holds them all. */
  @Get(':id/deliveries')
  @ForPartners('events:read')
  @Documented(eventOperations.listDeliveries)
  async listDeliveries(@Caller() { partnerId }: PartnerIdentity, @Param('id') publicId: string) {
    const items = await this.events.listDeliveries(partnerId, requireId('event', publicId));
    return pageResponse({ items, hasMore: false, nextCursor: null }, deliveryResponse);
  }

  /** Safe to repeat: it only makes the same deliveries due once more. */
  @Post(':id/redeliver')
  @HttpCode(202)
  @ForPartners('events:write')
  @Documented(eventOperations.redeliver)
  async redeliver(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @Param('id') publicId: string,
    @Body({ schema: redeliverEventSchema }) body: RedeliverEventRequest,
  ) {
    const id = requireId('event', publicId);
    const endpointId = body?.webhook_endpoint_id && requireId('webhookEndpoint', body.webhook_endpoint_id);
    const deliveries = await this.transactions.forPartner(partnerId, (tx) =>
      this.events.redeliver(tx, partnerId, id, { endpointId, actor: { type: 'partner', id: apiKeyId } }),
    );
    return { id: publicId, deliveries };
  }
}

function toCursor(cursor: string | undefined, pointer: string): string | undefined {
  return cursor === undefined ? undefined : requireCursor(fromPublicId('event', cursor), pointer);
}
