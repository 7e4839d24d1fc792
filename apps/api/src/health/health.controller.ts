import { Controller, Get } from '@nestjs/common';
import { DomainError } from '@sluis/errors';
import { Transactions } from '@sluis/persistence';
import { Documented } from '../openapi/documented.js';
import { healthOperations } from './health.operations.js';

/** For load balancers: alive, and able to work. Redis does not count: payments are accepted without it. */
@Controller()
export class HealthController {
  constructor(private readonly transactions: Transactions) {}

  @Get('healthz')
  @Documented(healthOperations.alive)
  alive() {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Documented(healthOperations.ready)
  async ready() {
    try {
      await this.transactions.run((tx) => tx.query('SELECT 1'));
    } catch (cause) {
      throw new DomainError('platform_unavailable', 'The database cannot be reached.', { cause });
    }
    return { status: 'ready' };
  }
}
