import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { IdempotentRequests, TestClock, type PartnerIdentity } from '@sluis/partners';
import type { FastifyReply } from 'fastify';
import { IdempotencyKey, sendAnswer } from '../http/idempotency.js';
import { Caller, ForPartners } from '../http/partner-auth.js';
import { Documented } from '../openapi/documented.js';
import { advanceClockSchema, type AdvanceClockRequest } from './advance-clock.request.js';
import { testClockOperations } from './test-clock.operations.js';

const mostAttempts = 5;

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
    const advanceOnce = () =>
      this.idempotentRequests.run(request, async (tx) => {
        await this.clock.advance(tx, partnerId, body.advance, { type: 'partner', id: apiKeyId });
        return { status: 200, body: { advanced_seconds: body.advance } };
      });
    sendAnswer(reply, await repeatedWhileInTheWay(advanceOnce));
  }
}

/** Work under way locks the same rows in an order of its own, and the database ends one of the two. Nothing was done then. */
async function repeatedWhileInTheWay<T>(work: () => Promise<T>): Promise<T> {
  for (let left = mostAttempts - 1; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      const isDeadlock = error instanceof Error && Reflect.get(error, 'code') === '40P01';
      if (!isDeadlock || left === 0) throw error;
    }
  }
}
