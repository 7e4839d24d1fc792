import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { PartnerIdentity } from '@sluis/partners';
import { IncomingRequests, incomingRequestStatuses, toIncomingRequestResource } from '@sluis/payment-requests';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import { z } from 'zod';
import { edgeOf, pageQueryShape, pageResponse, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import {
  acceptIncomingRequestSchema,
  toAnswerAddresses,
  type AcceptIncomingRequestRequest,
} from './answer-incoming-request.request.js';
import { Documented } from '../openapi/documented.js';
import { incomingPaymentRequestOperations } from './incoming-payment-requests.operations.js';

const listQuerySchema = z
  .strictObject({ ...pageQueryShape, status: z.enum(incomingRequestStatuses).optional() })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

type ListQuery = z.output<typeof listQuerySchema>;

/** Money that others ask of the partner: read and answered. */
@Controller('v1/incoming-payment-requests')
export class IncomingPaymentRequestsController {
  constructor(private readonly requests: IncomingRequests) {}

  @Get()
  @ForPartners('incoming_payment_requests:read')
  @Documented(incomingPaymentRequestOperations.list)
  async list(@Caller() { partnerId }: PartnerIdentity, @Query({ schema: listQuerySchema }) query: ListQuery) {
    const { limit, status } = query;
    const after = query.after && requireCursor(fromPublicId('incomingPaymentRequest', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('incomingPaymentRequest', query.before), '/before');
    const { items, hasMore } = await this.requests.list(partnerId, { limit, after, before, status });
    const edge = edgeOf(items, query);
    const nextCursor = hasMore && edge ? toPublicId('incomingPaymentRequest', edge.id) : null;
    return pageResponse({ items, hasMore, nextCursor }, toIncomingRequestResource);
  }

  @Get(':id')
  @ForPartners('incoming_payment_requests:read')
  @Documented(incomingPaymentRequestOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const request = await this.requests.find(partnerId, requireId('incomingPaymentRequest', id));
    if (!request) throw notFound();
    return toIncomingRequestResource(request);
  }

  /** Saying yes again is no second yes, so no idempotency key is asked for. */
  @Post(':id/accept')
  @HttpCode(200)
  @ForPartners('incoming_payment_requests:write')
  @Documented(incomingPaymentRequestOperations.accept)
  async accept(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @Param('id') id: string,
    @Body({ schema: acceptIncomingRequestSchema }) body: AcceptIncomingRequestRequest,
  ) {
    const requestId = requireId('incomingPaymentRequest', id);
    const actor = { type: 'partner', id: apiKeyId } as const;
    const request = await this.requests.answer(partnerId, requestId, 'accept', toAnswerAddresses(body), actor);
    if (!request) throw notFound();
    return toIncomingRequestResource(request);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ForPartners('incoming_payment_requests:write')
  @Documented(incomingPaymentRequestOperations.reject)
  async reject(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    const requestId = requireId('incomingPaymentRequest', id);
    const actor = { type: 'partner', id: apiKeyId } as const;
    const none = { billing: undefined, shipping: undefined };
    const request = await this.requests.answer(partnerId, requestId, 'reject', none, actor);
    if (!request) throw notFound();
    return toIncomingRequestResource(request);
  }
}
