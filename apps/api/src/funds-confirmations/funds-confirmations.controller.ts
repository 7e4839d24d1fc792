import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { FundsConfirmations, toFundsConfirmationResource, type Asker } from '@sluis/funds-confirmation';
import { IdempotentWaits, type PartnerIdentity } from '@sluis/partners';
import { fromPublicId, toPublicId } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { edgeOf, pageResponse, requireCursor } from '../http/pagination.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { FundsAsker } from './asker.js';
import {
  fundsQuestionSchema,
  listFundsConfirmationsSchema,
  nowhere,
  toFundsQuestion,
  type FundsQuestionRequest,
  type ListFundsConfirmationsRequest,
} from './funds-confirmation.request.js';
import { Documented } from '../openapi/documented.js';
import { fundsConfirmationOperations } from './funds-confirmations.operations.js';

/** Whether an amount could leave a payer's account now. */
@Controller('v1/funds-confirmations')
export class FundsConfirmationsController {
  constructor(
    private readonly funds: FundsConfirmations,
    private readonly idempotentWaits: IdempotentWaits,
  ) {}

  @Post()
  @ForPartners('funds:write')
  @Documented(fundsConfirmationOperations.ask)
  async ask(
    @FundsAsker() asker: Asker,
    @IdempotencyKey() key: string,
    @Body({ schema: fundsQuestionSchema }) body: FundsQuestionRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const question = toFundsQuestion(body);
    const request = { partnerId: asker.partnerId, route: 'POST /v1/funds-confirmations', key, body };
    const answer = await this.funds.onRecord(asker, [question.consentId], () =>
      this.idempotentWaits.run(
        request,
        async (tx) => (await this.funds.ask(tx, asker, question)).id,
        async (id) => ({ status: 201, body: toFundsConfirmationResource(await this.funds.answerOf(asker, id)) }),
      ),
    );
    sendAnswer(reply, answer);
  }

  @Get()
  @ForPartners('funds:read')
  @Documented(fundsConfirmationOperations.list)
  async list(
    @Caller() { partnerId }: PartnerIdentity,
    @Query({ schema: listFundsConfirmationsSchema }) query: ListFundsConfirmationsRequest,
  ) {
    const { limit, consent_id: consentId, batch_id: batchId } = query;
    const { items, hasMore } = await this.funds.list(partnerId, {
      limit,
      after: query.after && requireCursor(fromPublicId('fundsConfirmation', query.after), '/after'),
      before: query.before && requireCursor(fromPublicId('fundsConfirmation', query.before), '/before'),
      consentId: consentId && (fromPublicId('consent', consentId) ?? nowhere),
      batchId: batchId && (fromPublicId('fundsConfirmationBatch', batchId) ?? nowhere),
    });
    const edge = edgeOf(items, query);
    const nextCursor = hasMore && edge ? toPublicId('fundsConfirmation', edge.id) : null;
    return pageResponse({ items, hasMore, nextCursor }, toFundsConfirmationResource);
  }

  @Get(':id')
  @ForPartners('funds:read')
  @Documented(fundsConfirmationOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const confirmation = await this.funds.find(partnerId, requireId('fundsConfirmation', id));
    if (!confirmation) throw notFound();
    return toFundsConfirmationResource(confirmation);
  }
}
