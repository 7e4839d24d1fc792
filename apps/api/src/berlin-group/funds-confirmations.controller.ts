import { Body, Controller, Post, Req, Res, UseFilters } from '@nestjs/common';
import { FundsConfirmations, type Asker } from '@sluis/funds-confirmation';
import { Money } from '@sluis/money';
import { IdempotentWaits } from '@sluis/partners';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FundsAsker } from '../funds-confirmations/asker.js';
import { sendAnswer } from '../http/idempotency.js';
import { ForPartners } from '../http/partner-auth.js';
import { fundsQuestionWordsSchema, type FundsQuestionWords } from './funds-confirmation.request.js';
import { TppMessageFilter } from './tpp-message.filter.js';
import { base } from './words.js';
import { consentIdOf, XRequestId } from './x-request-id.js';

/** Whether funds suffice, in the words of the NextGenPSD2 framework. The consent is named by the header `Consent-ID`. */
@Controller('berlin-group/v1/funds-confirmations')
@UseFilters(TppMessageFilter)
export class BerlinGroupFundsConfirmationsController {
  constructor(
    private readonly funds: FundsConfirmations,
    private readonly idempotentWaits: IdempotentWaits,
  ) {}

  @Post()
  @ForPartners('funds:write')
  async ask(
    @FundsAsker() asker: Asker,
    @XRequestId() key: string,
    @Body({ schema: fundsQuestionWordsSchema }) body: FundsQuestionWords,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const consentId = consentIdOf(request);
    const { amount: value, currency } = body.instructedAmount;
    const question = { consentId, account: { iban: body.account.iban }, amount: Money.fromWire({ value, currency }) };
    const idempotent = {
      partnerId: asker.partnerId,
      route: `POST ${base}/funds-confirmations`,
      key,
      body: { body, consentId },
    };
    const answer = await this.funds.onRecord(asker, [consentId], () =>
      this.idempotentWaits.run(
        idempotent,
        async (tx) => (await this.funds.ask(tx, asker, question)).id,
        async (id) => {
          const { fundsAvailable } = await this.funds.answerOf(asker, id);
          return { status: 200, body: { fundsAvailable } };
        },
      ),
    );
    sendAnswer(reply, answer);
  }
}
