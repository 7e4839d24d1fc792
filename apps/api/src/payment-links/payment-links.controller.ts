import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { PaymentLinkResources, PaymentLinks, type PaymentLink } from '@sluis/payment-links';
import { fromPublicId, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { toBuffer as qrPng, toString as qrText } from 'qrcode';
import { z } from 'zod';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { edgeOf, pageQuerySchema, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import {
  createPaymentLinkSchema,
  toCreatePaymentLink,
  type CreatePaymentLinkRequest,
} from './create-payment-link.request.js';
import { Documented } from '../openapi/documented.js';
import { paymentLinkOperations } from './payment-links.operations.js';

const pngQuerySchema = z.strictObject({
  size: z
    .string()
    .regex(/^\d{3,4}$/, 'must be a whole number of pixels from 128 to 2048')
    .meta({ type: 'integer', minimum: 128, maximum: 2048 })
    .transform(Number)
    .refine((size) => size >= 128 && size <= 2048, 'must be a whole number of pixels from 128 to 2048')
    .default(512),
});

/** Links that partners print, send or show: made, read, drawn, deactivated. */
@Controller('v1/payment-links')
export class PaymentLinksController {
  constructor(
    private readonly links: PaymentLinks,
    private readonly resources: PaymentLinkResources,
    private readonly transactions: Transactions,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('payments:write')
  @Documented(paymentLinkOperations.create)
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: createPaymentLinkSchema }) body: CreatePaymentLinkRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId, route: 'POST /v1/payment-links', key, body: { ...body, open_amount: wireOf(body) } };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const link = await this.links.create(tx, partnerId, toCreatePaymentLink(body), actor);
      return { status: 201, body: await this.toResponse(tx, link) };
    });
    sendAnswer(reply, answer);
  }

  @Get()
  @ForPartners('payments:read')
  @Documented(paymentLinkOperations.list)
  list(
    @Caller() { partnerId }: PartnerIdentity,
    @Query({ schema: pageQuerySchema }) query: z.output<typeof pageQuerySchema>,
  ) {
    const after = query.after && requireCursor(fromPublicId('paymentLink', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('paymentLink', query.before), '/before');
    return this.transactions.forPartner(partnerId, async (tx) => {
      const { items, hasMore } = await this.links.list(tx, partnerId, { limit: query.limit, after, before });
      const resources = await this.links.resourcesOf(tx, items);
      const data = items.map((link, index) => ({ ...resources[index], url: this.resources.url(link) }));
      const edge = edgeOf(items, query);
      return { data, has_more: hasMore, next_cursor: hasMore && edge ? toPublicId('paymentLink', edge.id) : null };
    });
  }

  @Get(':id')
  @ForPartners('payments:read')
  @Documented(paymentLinkOperations.get)
  get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) =>
      this.toResponse(tx, await this.find(tx, partnerId, id)),
    );
  }

  @Post(':id/deactivate')
  @HttpCode(200)
  @ForPartners('payments:write')
  @Documented(paymentLinkOperations.deactivate)
  deactivate(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const link = await this.links.deactivate(tx, partnerId, requireId('paymentLink', id), actor);
      if (!link) throw notFound();
      return this.toResponse(tx, link);
    });
  }

  @Get(':id/qr.svg')
  @ForPartners('payments:read')
  @Documented(paymentLinkOperations.qrSvg)
  async qrSvg(
    @Caller() { partnerId }: PartnerIdentity,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = await this.transactions.forPartner(partnerId, (tx) => this.find(tx, partnerId, id));
    const svg = await qrText(this.resources.url(link), { type: 'svg', margin: 4, errorCorrectionLevel: 'M' });
    void reply.header('Content-Type', 'image/svg+xml; charset=utf-8').send(svg);
  }

  @Get(':id/qr.png')
  @ForPartners('payments:read')
  @Documented(paymentLinkOperations.qrPng)
  async qrPng(
    @Caller() { partnerId }: PartnerIdentity,
    @Param('id') id: string,
    @Query({ schema: pngQuerySchema }) { size }: z.output<typeof pngQuerySchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = await this.transactions.forPartner(partnerId, (tx) => this.find(tx, partnerId, id));
    const png = await qrPng(this.resources.url(link), { width: size, margin: 4, errorCorrectionLevel: 'M' });
    void reply.header('Content-Type', 'image/png').send(png);
  }

  private async find(tx: Transaction, partnerId: string, publicId: string): Promise<PaymentLink> {
    const link = await this.links.find(tx, partnerId, requireId('paymentLink', publicId));
    if (!link) throw notFound();
    return link;
  }

  private async toResponse(tx: Transaction, link: PaymentLink) {
    return { ...(await this.links.resourceOf(tx, link)), url: this.resources.url(link) };
  }
}

/** Money holds a bigint, which has no JSON: the request is compared as the partner wrote it. */
function wireOf({ open_amount: open }: CreatePaymentLinkRequest) {
  return open && { minimum: open.minimum.toWire(), maximum: open.maximum.toWire() };
}
