import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { Consents, type Consent } from '@sluis/consents';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import { fromPublicId, toPublicId, Transactions, type Transaction } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { edgeOf, pageQuerySchema, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { createConsentSchema, toCreateConsent, type CreateConsentRequest } from './create-consent.request.js';
import { renewConsentSchema, toRenewConsent, type RenewConsentRequest } from './renew-consent.request.js';
import { Documented } from '../openapi/documented.js';
import { consentOperations } from './consents.operations.js';

/** Permissions of payers: asked, read, renewed, ended. */
@Controller('v1/consents')
export class ConsentsController {
  constructor(
    private readonly consents: Consents,
    private readonly transactions: Transactions,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('consents:write')
  @Documented(consentOperations.create)
  async create(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: createConsentSchema }) body: CreateConsentRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId, route: 'POST /v1/consents', key, body };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const consent = await this.consents.create(tx, partnerId, toCreateConsent(body), {
        type: 'partner',
        id: apiKeyId,
      });
      return { status: 201, body: await this.toResponse(tx, consent) };
    });
    sendAnswer(reply, answer);
  }

  @Get()
  @ForPartners('consents:read')
  @Documented(consentOperations.list)
  async list(
    @Caller() { partnerId }: PartnerIdentity,
    @Query({ schema: pageQuerySchema }) query: z.output<typeof pageQuerySchema>,
  ) {
    const after = query.after && requireCursor(fromPublicId('consent', query.after), '/after');
    const before = query.before && requireCursor(fromPublicId('consent', query.before), '/before');
    const { items, hasMore } = await this.consents.list(partnerId, { limit: query.limit, after, before });
    const data = await this.transactions.forPartner(partnerId, async (tx) => {
      const responses = [];
      for (const consent of items) responses.push(await this.toResponse(tx, consent));
      return responses;
    });
    const edge = edgeOf(items, query);
    return { data, has_more: hasMore, next_cursor: hasMore && edge ? toPublicId('consent', edge.id) : null };
  }

  @Get(':id')
  @ForPartners('consents:read')
  @Documented(consentOperations.get)
  get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const consent = await this.consents.find(tx, partnerId, requireId('consent', id));
      if (!consent) throw notFound();
      return this.toResponse(tx, consent);
    });
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @ForPartners('consents:write')
  @Documented(consentOperations.revoke)
  revoke(@Caller() { partnerId, apiKeyId }: PartnerIdentity, @Param('id') id: string) {
    return this.transactions.forPartner(partnerId, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const consent = await this.consents.revoke(tx, partnerId, requireId('consent', id), {
        revokedBy: 'partner',
        actor,
      });
      if (!consent) throw notFound();
      return this.toResponse(tx, consent);
    });
  }

  @Post(':id/renew')
  @ForPartners('consents:write')
  @Documented(consentOperations.renew)
  async renew(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @Param('id') publicId: string,
    @IdempotencyKey() key: string,
    @Body({ schema: renewConsentSchema }) body: RenewConsentRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = requireId('consent', publicId);
    const request = { partnerId, route: `POST /v1/consents/${publicId}/renew`, key, body: body ?? null };
    const answer = await this.idempotentRequests.run(request, async (tx) => {
      const actor = { type: 'partner', id: apiKeyId } as const;
      const renewed = await this.consents.renew(tx, partnerId, id, toRenewConsent(body), actor);
      if (!renewed) throw notFound();
      return { status: 201, body: await this.toResponse(tx, renewed.consent) };
    });
    sendAnswer(reply, answer);
  }

  private async toResponse(tx: Transaction, consent: Consent) {
    const resource = await this.consents.resourceOf(tx, consent);
    return { ...resource, authorisation_url: await this.consents.authorisationUrl(tx, consent) };
  }
}
