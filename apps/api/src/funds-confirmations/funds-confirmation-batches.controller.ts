import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { FundsConfirmations, toBatchResource, type Asker } from '@sluis/funds-confirmation';
import { IdempotentRequests, type PartnerIdentity } from '@sluis/partners';
import type { FastifyReply } from 'fastify';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { notFound, requireId } from '../http/public-id.js';
import { FundsAsker } from './asker.js';
import { fundsBatchSchema, toFundsQuestion, type FundsBatchRequest } from './funds-confirmation.request.js';
import { Documented } from '../openapi/documented.js';
import { fundsConfirmationBatchOperations } from './funds-confirmations.operations.js';

/** Up to a hundred questions at once. They are answered one by one; nobody waits at the door meanwhile. */
@Controller('v1/funds-confirmation-batches')
export class FundsConfirmationBatchesController {
  constructor(
    private readonly funds: FundsConfirmations,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @ForPartners('funds:write')
  @Documented(fundsConfirmationBatchOperations.ask)
  async ask(
    @FundsAsker() asker: Asker,
    @IdempotencyKey() key: string,
    @Body({ schema: fundsBatchSchema }) body: FundsBatchRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const questions = body.questions.map(toFundsQuestion);
    const consentIds = questions.map(({ consentId }) => consentId);
    const request = { partnerId: asker.partnerId, route: 'POST /v1/funds-confirmation-batches', key, body };
    const answer = await this.funds.onRecord(asker, consentIds, () =>
      this.idempotentRequests.run(request, async (tx) => {
        const { batch, confirmations } = await this.funds.askBatch(tx, asker, questions);
        return { status: 201, body: toBatchResource(batch, confirmations) };
      }),
    );
    sendAnswer(reply, answer);
  }

  @Get(':id')
  @ForPartners('funds:read')
  @Documented(fundsConfirmationBatchOperations.get)
  async get(@Caller() { partnerId }: PartnerIdentity, @Param('id') id: string) {
    const found = await this.funds.findBatch(partnerId, requireId('fundsConfirmationBatch', id));
    if (!found) throw notFound();
    return toBatchResource(found.batch, found.confirmations);
  }
}
