import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { Money } from '@sluis/money';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { PaymentRequests, type BatchView, type PaymentRequestBatch } from '@sluis/payment-requests';
import { toPublicId } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import {
  createPaymentRequestBatchSchema,
  toPaymentRequestInput,
  toReceivingAccount,
  type CreatePaymentRequestBatchRequest,
} from './create-payment-request.request.js';
import { Documented } from '../openapi/documented.js';
import { paymentRequestBatchOperations } from './payment-requests.operations.js';

/** Several people asked in one call. */
@Controller('v1/payment-request-batches')
export class PaymentRequestBatchesController {
  constructor(
    private readonly requests: PaymentRequests,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('payment_requests:write')
  @Documented(paymentRequestBatchOperations.create)
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: createPaymentRequestBatchSchema }) body: CreatePaymentRequestBatchRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId, route: 'POST /v1/payment-request-batches', key, body };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const inputs = body.payment_requests.map((asked, index) => ({
        ...toPaymentRequestInput(asked),
        id: this.idempotentRequests.idFor({ ...request, route: `${request.route} ${index}` }),
      }));
      const { batch, requests } = await this.requests.createBatch(
        tx,
        partnerId,
        toReceivingAccount(body),
        { reference: body.reference ?? null, requests: inputs },
        { type: 'partner', id: apiKeyId },
      );
      const resources = await this.requests.toResourcesWithin(tx, partnerId, requests);
      return { status: 201, body: { ...toBatchResponse(batch), payment_requests: resources } };
    });
    sendAnswer(reply, answer);
  }

  @Get(':id')
  @ForPartners('payment_requests:read')
  @Documented(paymentRequestBatchOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const view = await this.requests.findBatch(partnerId, requireId('paymentRequestBatch', id));
    if (!view) throw notFound();
    return { ...toBatchResponse(view.batch), ...toProgress(view) };
  }
}

function toBatchResponse(batch: PaymentRequestBatch) {
  return {
    id: toPublicId('paymentRequestBatch', batch.id),
    bank_connection_id: toPublicId('bankConnection', batch.connectionId),
    account_id: toPublicId('account', batch.accountId),
    reference: batch.reference,
    size: batch.size,
    created_at: batch.createdAt.toISOString(),
  };
}

/** How far it is; the requests themselves are listed by `GET /v1/payment-requests?batch_id=`. */
function toProgress({ countByStatus, askedMinor, paidMinor }: BatchView) {
  return {
    count_by_status: countByStatus,
    amount: Money.ofMinor(askedMinor, 'EUR').toWire(),
    amount_paid: Money.ofMinor(paidMinor, 'EUR').toWire(),
  };
}
