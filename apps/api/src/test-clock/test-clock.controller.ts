import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { IdempotentRequests, TestClock, type PartnerIdentity } from '@sluis/partners';
import type { Transaction } from '@sluis/persistence';
import type { FastifyReply } from 'fastify';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { Documented } from '../openapi/documented.js';
import { advanceClockSchema, type AdvanceClockRequest } from './advance-clock.request.js';
import { testClockOperations } from './test-clock.operations.js';

/** The clock of a partner's own resources. In test mode alone there is this door. */
@Controller('v1/test/clock')
export class TestClockController {
  constructor(
    private readonly clock: TestClock,
    private readonly idempotentRequests: IdempotentRequests,
  ) {}

  @Post()
  @HttpCode(200)
  @ForPartners('test:write')
  @Documented(testClockOperations.advance)
  async advance(
    @Caller() { partnerId, apiKeyId }: PartnerIdentity,
    @IdempotencyKey() key: string,
    @Body({ schema: advanceClockSchema }) body: AdvanceClockRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = { partnerId, route: 'POST /v1/test/clock', key, body };
    const advance = async (tx: Transaction) => {
      await this.clock.advance(tx, partnerId, body.advance, { type: 'partner', id: apiKeyId });
      return { status: 200, body: { advanced_seconds: body.advance } };
    };
    // It touches rows of every kind, and work under way locks them in orders of its own.
    sendAnswer(reply, await this.idempotentRequests.run(request, advance, { alone: true }));
  }
}
