import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import type { FastifyReply } from 'fastify';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

const windowSeconds = 60;
/** Long enough for a Redis on the same network; past it the request counts in this process alone. */
const redisTimeoutMs = 250;
const policyName = '"partner"';

/**
 * How many requests a partner may make in a minute, over all its keys and all our processes: counted in Redis, in one
 * atomic step per request. While Redis is away each process counts for itself, to the same limit.
 *
 * @see draft-ietf-httpapi-ratelimit-headers-10
 */
@Injectable()
export class PartnerRateLimit implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly limiter: RateLimiterRedis;
  private readonly limit: number;

  constructor({ env }: Config) {
    this.limit = env.PARTNER_REQUESTS_PER_MINUTE;
    this.redis = new Redis(env.REDIS_URL, {
      enableOfflineQueue: false,
      commandTimeout: redisTimeoutMs,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 200, 5_000),
    });
    // It reconnects by itself, and nobody waits for it.
    this.redis.on('error', () => undefined);
    const window = { points: this.limit, duration: windowSeconds };
    this.limiter = new RateLimiterRedis({
      ...window,
      storeClient: this.redis,
      keyPrefix: `${env.QUEUE_PREFIX}:partner-requests`,
      // Who is over the limit is told so without asking Redis again.
      inMemoryBlockOnConsumed: this.limit + 1,
      insuranceLimiter: new RateLimiterMemory({ ...window, keyPrefix: 'alone' }),
    });
  }

  /**
   * Counts one request and says in the answer's headers how many are left.
   *
   * @throws DomainError rate_limited
   */
  async count(partnerId: string, reply: FastifyReply): Promise<void> {
    const { count, isOver } = await this.limiter.consume(partnerId).then(
      (taken) => ({ count: taken, isOver: false }),
      (refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) return { count: refusal, isOver: true };
        throw refusal;
      },
    );
    const seconds = Math.max(1, Math.ceil(count.msBeforeNext / 1_000));
    void reply.header('RateLimit-Policy', `${policyName};q=${this.limit};w=${windowSeconds}`);
    void reply.header('RateLimit', `${policyName};r=${count.remainingPoints};t=${seconds}`);
    if (!isOver) return;
    throw new DomainError('rate_limited', `At most ${this.limit} requests a minute are taken from a partner.`, {
      retryAfterSeconds: seconds,
    });
  }

  /** How it stands, without counting; null while Redis is away. */
  async read(partnerId: string): Promise<{ limit: number; remaining: number } | null> {
    const count = await this.limiter.get(partnerId).catch(() => undefined);
    if (count === undefined) return null;
    return { limit: this.limit, remaining: count?.remainingPoints ?? this.limit };
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
