import { BullModule } from '@nestjs/bull';
import { Global, Module } from '@nestjs/common';
import { Config } from '@sluis/config';
import { Redis } from 'ioredis';
import { Doorbell } from './doorbell.js';
import { OutboxRunner } from './outbox-runner.js';
import { Outbox } from './outbox.js';
import { workKinds } from './work-kind.js';

/** The outbox and its queues. Every process may schedule; only the worker app runs `OutboxRunner`. */
@Global()
@Module({
  imports: [
    BullModule.forRootAsync({
      inject: [Config],
      useFactory: ({ env }: Config) => ({
        prefix: env.QUEUE_PREFIX,
        createClient: redisClients(env.REDIS_URL),
        // Postgres decides about retries; a stalled job is simply swept up again.
        settings: { maxStalledCount: 0, stalledInterval: 10_000, lockDuration: 30_000 },
      }),
    }),
    ...workKinds.map((name) => BullModule.registerQueue({ name })),
  ],
  providers: [Outbox, Doorbell, OutboxRunner],
  exports: [Outbox, Doorbell, OutboxRunner],
})
export class OutboxModule {}

/** Bull may share its plain and its subscribing connection over queues; the blocking one is each queue's own. */
function redisClients(url: string): (type: 'client' | 'subscriber' | 'bclient') => Redis {
  let client: Redis | undefined;
  let subscriber: Redis | undefined;
  const patient = { maxRetriesPerRequest: null, enableReadyCheck: false };
  return (type) => {
    // A ring fails fast while Redis is away, instead of piling up in memory.
    if (type === 'client')
      return (client ??= quiet(new Redis(url, { ...patient, enableOfflineQueue: true, commandTimeout: 5_000 })));
    if (type === 'subscriber') return (subscriber ??= quiet(new Redis(url, patient)));
    return quiet(new Redis(url, patient));
  };
}

/** A lost connection is reported by whoever needed it; an unheard `error` event would end the process. */
function quiet(redis: Redis): Redis {
  redis.setMaxListeners(0);
  return redis.on('error', () => undefined);
}
