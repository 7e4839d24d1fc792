import { Injectable } from '@nestjs/common';
import { SignInRefusedError } from '@sluis/staff';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** How often one address may begin a sign-in, or come back from one, in this process: an office behind one address does less. */
@Injectable()
export class SignInLimit {
  private readonly limiter = new RateLimiterMemory({ points: 60, duration: 60 });

  /** @throws SignInRefusedError too_many_tries */
  async count(step: 'begin' | 'return', address: string): Promise<void> {
    await this.limiter.consume(`${step} ${address}`).catch(() => {
      throw new SignInRefusedError('too_many_tries');
    });
  }
}
