import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { failpoint } from '@sluis/config';
import type { PartnerIdentity } from '@sluis/partners';
import {
  ClientTokens,
  PaymentResources,
  Payments,
  ReceivePayment,
  instanceResource,
  nextPaymentStatuses,
  type Payment,
  type TimelineEntry,
} from '@sluis/payment-initiation';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { edgeOf, pageQueryShape, pageResponse, requireCursor, requireFilter } from '../http/pagination.js';
import { Caller, ForPartners, LooksAtKey } from '../http/partner-auth.js';
import { anyId, notFound, requireId } from '../http/public-id.js';
import { plainText } from '../http/text.schema.js';
import { initiatePaymentSchema, toInitiatePayment, type InitiatePaymentRequest } from './initiate-payment.request.js';
import { Documented } from '../openapi/documented.js';
import { paymentOperations } from './payments.operations.js';

const time = z.iso
  .datetime({ offset: true, message: 'must be a time in RFC 3339, for example "2026-01-31T09:30:00Z"' })
  .transform((text) => new Date(text));

const listQuerySchema = z
  .strictObject({
    ...pageQueryShape,
    status: z.enum(Object.keys(nextPaymentStatuses) as (keyof typeof nextPaymentStatuses)[]).optional(),
    reference: plainText(70).optional(),
    created_from: time.optional(),
    created_until: time.optional(),
    payment_link_id: anyId.optional(),
  })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

type ListQuery = z.output<typeof listQuerySchema>;

const instancesQuerySchema = z.strictObject({ limit: pageQueryShape.limit, after: pageQueryShape.after });
type InstancesQuery = z.output<typeof instancesQuerySchema>;

/** Orders to pay: made, read, cancelled. */
@Controller('v1/payments')
export class PaymentsController {
  constructor(
    private readonly payments: Payments,
    private readonly resources: PaymentResources,
    private readonly receivePayment: ReceivePayment,
    private readonly clientTokens: ClientTokens,
  ) {}

  @Post()
  @ForPartners('payments:write')
  @LooksAtKey()
  @Documented(paymentOperations.initiate)
  async initiate(
    @Caller() caller: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: initiatePaymentSchema }) body: InitiatePaymentRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId: caller.partnerId, route: 'POST /v1/payments', key, body };
    const answer = await this.receivePayment.run(request, caller, toInitiatePayment(body), (payment) => ({
      status: 201,
      body: this.toResponse(payment),
    }));
    failpoint('api.payments.after_commit');
    sendAnswer(reply, answer);
  }

  @Get()
  @ForPartners('payments:read')
  @Documented(paymentOperations.list)
  async list(@Caller() { partnerId }: PartnerIdentity, @Query({ schema: listQuerySchema }) query: ListQuery) {
    const { limit, status, reference, created_from: createdFrom, created_until: createdUntil } = query;
    const after = query.after && requireCursor(fromPublicId('payment', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('payment', query.before), '/before');
    const paymentLinkId =
      query.payment_link_id && requireFilter(fromPublicId('paymentLink', query.payment_link_id), '/payment_link_id');
    const { items, hasMore } = await this.payments.list(partnerId, {
      limit,
      after,
      before,
      status,
      reference,
      createdFrom,
      createdUntil,
      paymentLinkId,
    });
    const edge = edgeOf(items, query);
    const nextCursor = hasMore && edge ? toPublicId('payment', edge.id) : null;
    return pageResponse({ items, hasMore, nextCursor }, (payment) => this.toResponse(payment));
  }

  @Get(':id')
  @ForPartners('payments:read')
  @Documented(paymentOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const payment = await this.payments.find(partnerId, requireId('payment', id));
    if (!payment) throw notFound();
    return this.toResponse(payment);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ForPartners('payments:write')
  @Documented(paymentOperations.cancel)
  async cancel(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    const payment = await this.payments.cancel(partnerId, requireId('payment', id), { type: 'partner', id: apiKeyId });
    if (!payment) throw notFound();
    return this.toResponse(payment);
  }

  @Post(':id/client-token')
  @ForPartners('payments:read')
  @Documented(paymentOperations.createClientToken)
  async createClientToken(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    const actor = { type: 'partner', id: apiKeyId } as const;
    const made = await this.clientTokens.create(partnerId, requireId('payment', id), actor);
    if (!made) throw notFound();
    return { client_token: made.token, expires_at: made.expiresAt.toISOString() };
  }

  @Get(':id/timeline')
  @ForPartners('payments:read')
  @Documented(paymentOperations.timeline)
  async timeline(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const entries = await this.payments.timeline(partnerId, requireId('payment', id));
    if (entries.length === 0) throw notFound();
    return { data: entries.map(toTimelineResponse) };
  }

  @Get(':id/instances')
  @ForPartners('payments:read')
  @Documented(paymentOperations.instances)
  async instances(
    @Caller() { partnerId }: PartnerIdentity,
    @Param('id') id: string,
    @Query({ schema: instancesQuerySchema }) { limit, after }: InstancesQuery,
  ) {
    const payment = await this.payments.find(partnerId, requireId('payment', id));
    if (!payment) throw notFound();
    const cursor = after && requireCursor(fromPublicId('paymentInstance', after), '/after');
    const { items, hasMore } = await this.payments.instances(partnerId, payment.id, { limit, after: cursor });
    const last = items.at(-1);
    const nextCursor = hasMore && last ? toPublicId('paymentInstance', last.id) : null;
    return pageResponse({ items, hasMore, nextCursor }, instanceResource);
  }

  private toResponse(payment: Payment) {
    return { ...this.resources.toResource(payment), authorisation_url: this.resources.authorisationUrl(payment) };
  }
}

function toTimelineResponse({ version, status, bankStatus, actor, reason, at }: TimelineEntry) {
  return { version, status, bank_status: bankStatus, actor, reason, at: at.toISOString() };
}
