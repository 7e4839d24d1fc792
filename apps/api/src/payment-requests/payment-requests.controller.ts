import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { failpoint } from '@sluis/config';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { PaymentRequests, paymentRequestStatuses } from '@sluis/payment-requests';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { edgeOf, pageQueryShape, pageResponse, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { anyId, notFound, requireId } from '../http/public-id.js';
import { plainText } from '../http/text.schema.js';
import {
  createPaymentRequestSchema,
  toPaymentRequestInput,
  toReceivingAccount,
  type CreatePaymentRequestRequest,
} from './create-payment-request.request.js';
import { Documented } from '../openapi/documented.js';
import { paymentRequestOperations } from './payment-requests.operations.js';

const listQuerySchema = z
  .strictObject({
    ...pageQueryShape,
    status: z.enum(paymentRequestStatuses).optional(),
    reference: plainText(70).optional(),
    batch_id: anyId.optional(),
  })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

type ListQuery = z.output<typeof listQuerySchema>;

/** Money asked of others, to arrive on the partner's own account: made, read, taken back. */
@Controller('v1/payment-requests')
export class PaymentRequestsController {
  constructor(
    private readonly requests: PaymentRequests,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('payment_requests:write')
  @Documented(paymentRequestOperations.create)
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: createPaymentRequestSchema }) body: CreatePaymentRequestRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId, route: 'POST /v1/payment-requests', key, body };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const input = { ...toPaymentRequestInput(body), id: this.idempotentRequests.idFor(request) };
      const created = await this.requests.create(tx, partnerId, toReceivingAccount(body), input, actor);
      const [resource] = await this.requests.toResourcesWithin(tx, partnerId, [created]);
      return { status: 201, body: resource };
    });
    failpoint('api.payment_requests.after_commit');
    sendAnswer(reply, answer);
  }

  @Get()
  @ForPartners('payment_requests:read')
  @Documented(paymentRequestOperations.list)
  async list(@Caller() { partnerId }: PartnerIdentity, @Query({ schema: listQuerySchema }) query: ListQuery) {
    const { limit, status, reference } = query;
    const after = query.after && requireCursor(fromPublicId('paymentRequest', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('paymentRequest', query.before), '/before');
    const batchId = query.batch_id && requireCursor(fromPublicId('paymentRequestBatch', query.batch_id), '/batch_id');
    const filters = { status, reference, batchId };
    const { items, hasMore } = await this.requests.list(partnerId, { limit, after, before, ...filters });
    const edge = edgeOf(items, query);
    const nextCursor = hasMore && edge ? toPublicId('paymentRequest', edge.id) : null;
    const resources = await this.requests.toResources(partnerId, items);
    return pageResponse({ items: resources, hasMore, nextCursor }, (resource) => resource);
  }

  @Get(':id')
  @ForPartners('payment_requests:read')
  @Documented(paymentRequestOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const request = await this.requests.find(partnerId, requireId('paymentRequest', id));
    if (!request) throw notFound();
    const [resource] = await this.requests.toResources(partnerId, [request]);
    return resource;
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @ForPartners('payment_requests:write')
  @Documented(paymentRequestOperations.revoke)
  async revoke(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    const actor = { type: 'partner', id: apiKeyId } as const;
    const request = await this.requests.revoke(partnerId, requireId('paymentRequest', id), actor);
    if (!request) throw notFound();
    const [resource] = await this.requests.toResources(partnerId, [request]);
    return resource;
  }
}
