import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { failpoint } from '@sluis/config';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { payoutResource, Payouts, Refunds, type Payout } from '@sluis/payouts';
import { ownPartOf, toPublicId } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { createRefundSchema, toCreateRefund, type CreateRefundRequest } from './create-payout.request.js';
import { toPayoutTimeline } from './payout-timeline.response.js';
import { Documented } from '../openapi/documented.js';
import { refundOperations } from './payouts.operations.js';

/** Giving payers back what they paid, from the account that was paid. */
@Controller('v1/payments/:id/refunds')
export class RefundsController {
  constructor(
    private readonly refunds: Refunds,
    private readonly payouts: Payouts,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('payouts:write')
  @Documented(refundOperations.create)
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @Param('id') paymentId: string,
    @IdempotencyKey() key: string,
    @Body({ schema: createRefundSchema }) body: CreateRefundRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = requireId('payment', paymentId);
    const request = { partnerId, route: `POST /v1/payments/${paymentId}/refunds`, key, body: body ?? null };
    // The payment's own part alone: made anew after a restore, the payment has another time in its id.
    const seed = { ...request, route: `POST /v1/payments/${ownPartOf(id)}/refunds` };
    const order = { ...toCreateRefund(body), id: this.idempotentRequests.idFor(seed) };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const refund = await this.refunds.create(tx, partnerId, id, order, actor);
      if (!refund) throw notFound();
      return { status: 201, body: payoutResource(refund) };
    });
    failpoint('api.refunds.after_commit');
    sendAnswer(reply, answer);
  }

  /** All of one payment at once, with what may still be given back. */
  @Get()
  @ForPartners('payouts:read')
  @Documented(refundOperations.list)
  async list(@Caller() { partnerId }: PartnerIdentity, @Param('id') paymentId: string) {
    const found = await this.refunds.ofPayment(partnerId, requireId('payment', paymentId));
    if (!found) throw notFound();
    const { refunds, refundable, refundableByEntry, refundableByInstance } = found;
    return {
      data: refunds.map(payoutResource),
      refundable: refundable.toWire(),
      ...(refundableByEntry && {
        entries: refundableByEntry.map((left, index) => ({ entry: index + 1, refundable: left.toWire() })),
      }),
      ...(refundableByInstance && {
        instances: refundableByInstance.map((one) => ({
          instance_id: toPublicId('paymentInstance', one.instanceId),
          refundable: one.refundable.toWire(),
        })),
      }),
    };
  }

  @Get(':refundId')
  @ForPartners('payouts:read')
  @Documented(refundOperations.get)
  async get(
    @Caller() { partnerId }: PartnerIdentity,
    @Param('id') paymentId: string,
    @Param('refundId') refundId: string,
  ) {
    return payoutResource(await this.find(partnerId, paymentId, refundId));
  }

  @Get(':refundId/timeline')
  @ForPartners('payouts:read')
  @Documented(refundOperations.timeline)
  async timeline(
    @Caller() { partnerId }: PartnerIdentity,
    @Param('id') paymentId: string,
    @Param('refundId') refundId: string,
  ) {
    return toPayoutTimeline(await this.payouts.timeline(await this.find(partnerId, paymentId, refundId)));
  }

  @Post(':refundId/cancel')
  @HttpCode(200)
  @ForPartners('payouts:write')
  @Documented(refundOperations.cancel)
  async cancel(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @Param('id') paymentId: string,
    @Param('refundId') refundId: string,
  ) {
    const refund = await this.find(partnerId, paymentId, refundId);
    const actor = { type: 'partner', id: apiKeyId } as const;
    const cancelled = await this.payouts.cancel(partnerId, 'refund', refund.id, actor);
    if (!cancelled) throw notFound();
    return payoutResource(cancelled);
  }

  private async find(partnerId: string, paymentId: string, refundId: string): Promise<Payout> {
    const refund = await this.payouts.find(partnerId, 'refund', requireId('refund', refundId));
    if (refund?.paymentId !== requireId('payment', paymentId)) throw notFound();
    return refund;
  }
}
