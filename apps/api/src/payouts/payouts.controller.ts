import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { failpoint } from '@sluis/config';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { nextPayoutStatuses, payoutInstanceResource, payoutResource, Payouts, type Payout } from '@sluis/payouts';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { edgeOf, pageQueryShape, pageResponse, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { plainText } from '../http/text.schema.js';
import { createPayoutSchema, toCreatePayout, type CreatePayoutRequest } from './create-payout.request.js';
import { toPayoutTimeline } from './payout-timeline.response.js';
import { Documented } from '../openapi/documented.js';
import { payoutOperations } from './payouts.operations.js';

const listQuerySchema = z
  .strictObject({
    ...pageQueryShape,
    status: z.enum(Object.keys(nextPayoutStatuses) as (keyof typeof nextPayoutStatuses)[]).optional(),
    reference: plainText(70).optional(),
  })
  .refine(({ after, before }) => !(after && before), { message: 'use either after or before', path: ['before'] });

type ListQuery = z.output<typeof listQuerySchema>;

const instancesQuerySchema = z.strictObject({ limit: pageQueryShape.limit, after: pageQueryShape.after });
type InstancesQuery = z.output<typeof instancesQuerySchema>;

/** Money from a partner's own account to whomever it names. */
@Controller('v1/payouts')
export class PayoutsController {
  constructor(
    private readonly payouts: Payouts,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('payouts:write')
  @Documented(payoutOperations.create)
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: createPayoutSchema }) body: CreatePayoutRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId, route: 'POST /v1/payouts', key, body };
    const order = { ...toCreatePayout(body), id: this.idempotentRequests.idFor(request) };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      return {
        status: 201,
        body: payoutResource(await this.payouts.create(tx, partnerId, order, actor)),
      };
    });
    failpoint('api.payouts.after_commit');
    sendAnswer(reply, answer);
  }

  @Get()
  @ForPartners('payouts:read')
  @Documented(payoutOperations.list)
  async list(@Caller() { partnerId }: PartnerIdentity, @Query({ schema: listQuerySchema }) query: ListQuery) {
    const { limit, status, reference } = query;
    const after = query.after && requireCursor(fromPublicId('payout', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('payout', query.before), '/before');
    const { items, hasMore } = await this.payouts.list(partnerId, 'payout', {
      limit,
      after,
      before,
      status,
      reference,
    });
    const edge = edgeOf(items, query);
    const nextCursor = hasMore && edge ? toPublicId('payout', edge.id) : null;
    return pageResponse({ items, hasMore, nextCursor }, payoutResource);
  }

  @Get(':id')
  @ForPartners('payouts:read')
  @Documented(payoutOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    return payoutResource(await this.find(partnerId, id));
  }

  @Get(':id/timeline')
  @ForPartners('payouts:read')
  @Documented(payoutOperations.timeline)
  async timeline(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    return toPayoutTimeline(await this.payouts.timeline(await this.find(partnerId, id)));
  }

  @Get(':id/instances')
  @ForPartners('payouts:read')
  @Documented(payoutOperations.instances)
  async instances(
    @Caller() { partnerId }: PartnerIdentity,
    @Param('id') id: string,
    @Query({ schema: instancesQuerySchema }) { limit, after }: InstancesQuery,
  ) {
    const payout = await this.find(partnerId, id);
    const cursor = after && requireCursor(fromPublicId('payoutInstance', after), '/after');
    const { items, hasMore } = await this.payouts.instances(payout, { limit, after: cursor });
    const last = items.at(-1);
    const nextCursor = hasMore && last ? toPublicId('payoutInstance', last.id) : null;
    return pageResponse({ items, hasMore, nextCursor }, (instance) => payoutInstanceResource(instance, 'payout'));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ForPartners('payouts:write')
  @Documented(payoutOperations.cancel)
  async cancel(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    const actor = { type: 'partner', id: apiKeyId } as const;
    const payout = await this.payouts.cancel(partnerId, 'payout', requireId('payout', id), actor);
    if (!payout) throw notFound();
    return payoutResource(payout);
  }

  private async find(partnerId: string, id: string): Promise<Payout> {
    const payout = await this.payouts.find(partnerId, 'payout', requireId('payout', id));
    if (!payout) throw notFound();
    return payout;
  }
}
