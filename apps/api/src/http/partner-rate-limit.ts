import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DomainError } from '@sluis/errors';
import type { PartnerIdentity } from '@sluis/partners';
import type { FastifyReply } from 'fastify';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { PermitLeases, type Grant, type Permit } from './permit-leases.js';

const windowSeconds = 60;
/** Long enough for a Redis on the same network; past it the request counts in this process alone. */
const redisTimeoutMs = 250;
const policyName = '"partner"';
/** What a process takes at once; the others miss at most as much while it does not spend it. */
const blocksPerWindow = 200;

/** Takes what is left of the window, up to the number asked for: how many, how many are left then, and for how long. */
const takeScript = `
  local taken = tonumber(redis.call('GET', KEYS[1]) or '0')
  local granted = math.max(0, math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - taken))
  if granted > 0 then taken = redis.call('INCRBY', KEYS[1], granted) end
  local ms = redis.call('PTTL', KEYS[1])
  if ms < 0 then
    ms = tonumber(ARGV[3])
    redis.call('PEXPIRE', KEYS[1], ms)
  end
  return { granted, math.max(0, tonumber(ARGV[2]) - taken), ms }`;
const grantSchema = z.tuple([z.number(), z.number(), z.number()]);

/**
 * How many requests a partner may make in a minute, over all its keys and all our processes: its own figure, or everybody's.
 * The window is counted in Redis, a block of requests at a time. While Redis is away each process counts for itself, to the
 * same limit.
 *
 * @see draft-ietf-httpapi-ratelimit-headers-10
 */
@Injectable()
export class PartnerRateLimit implements OnApplicationShutdown {
  private readonly redis: Redis;
  /** By their figure; there are as many as there are figures. */
  private readonly windows = new Map<number, RequestWindow>();
  private readonly everybodys: number;
  private readonly keyPrefix: string;

  constructor({ env }: Config) {
    this.everybodys = env.PARTNER_REQUESTS_PER_MINUTE;
    this.keyPrefix = `${env.QUEUE_PREFIX}:partner-requests`;
    this.redis = new Redis(env.REDIS_URL, {
      enableOfflineQueue: false,
      commandTimeout: redisTimeoutMs,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 200, 5_000),
    });
    // It reconnects by itself, and nobody waits for it.
    this.redis.on('error', () => undefined);
  }

  /**
   * Counts one request and says in the answer's headers how many are left.
   *
   * @throws DomainError rate_limited
   */
  async count(
    { partnerId, requestsPerMinute }: Pick<PartnerIdentity, 'partnerId' | 'requestsPerMinute'>,
    reply: FastifyReply,
  ): Promise<void> {
    const limit = requestsPerMinute ?? this.everybodys;
    const { isGiven, left, resetMs } = await this.windowOf(limit).take(partnerId);
    const seconds = Math.max(1, Math.ceil(resetMs / 1_000));
    void reply.header('RateLimit-Policy', `${policyName};q=${limit};w=${windowSeconds}`);
    void reply.header('RateLimit', `${policyName};r=${left};t=${seconds}`);
    if (isGiven) return;
    throw new DomainError('rate_limited', `At most ${limit} requests a minute are taken from you.`, {
      retryAfterSeconds: seconds,
    });
  }

  /** How it stands, without counting; null while Redis is away. */
  async read(
    partnerId: string,
    requestsPerMinute: number | null,
  ): Promise<{ limit: number; remaining: number } | null> {
    const limit = requestsPerMinute ?? this.everybodys;
    const taken = await this.redis.get(`${this.keyPrefix}:${partnerId}`).catch(() => undefined);
    if (taken === undefined) return null;
    return { limit, remaining: Math.max(0, limit - Number(taken ?? 0)) };
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private windowOf(limit: number): RequestWindow {
    let window = this.windows.get(limit);
    if (!window) {
      window = new RequestWindow(limit, this.redis, this.keyPrefix);
      this.windows.set(limit, window);
    }
    return window;
  }
}

/** The minute of the partners who have this figure. What a partner took under another figure counts here, too. */
class RequestWindow {
  private readonly leases: PermitLeases;
  private readonly alone: RateLimiterMemory;

  constructor(
    private readonly limit: number,
    private readonly redis: Redis,
    private readonly keyPrefix: string,
  ) {
    const block = Math.max(1, Math.floor(limit / blocksPerWindow));
    this.leases = new PermitLeases(block, (partnerId, wanted) => this.takeFromRedis(partnerId, wanted));
    this.alone = new RateLimiterMemory({ points: limit, duration: windowSeconds, keyPrefix: 'alone' });
  }

  take(partnerId: string): Promise<Permit> {
    return this.leases.take(partnerId).catch(() => this.takeAlone(partnerId));
  }

  private async takeFromRedis(partnerId: string, wanted: number): Promise<Grant> {
    const key = `${this.keyPrefix}:${partnerId}`;
    const taken = await this.redis.eval(takeScript, 1, key, wanted, this.limit, windowSeconds * 1_000);
    const [granted, left, resetMs] = grantSchema.parse(taken);
    return { granted, left, resetMs };
  }

  private async takeAlone(partnerId: string): Promise<Permit> {
    const permitOf = (isGiven: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Permit => ({
      isGiven,
      left: remainingPoints,
      resetMs: msBeforeNext,
    });
    return this.alone.consume(partnerId).then(
      (taken) => permitOf(true, taken),
      (refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) return permitOf(false, refusal);
        throw refusal;
      },
    );
  }
}
