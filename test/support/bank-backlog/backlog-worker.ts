import { setTimeout as sleep } from 'node:timers/promises';
import {
  BunqApiError,
  type BunqCaller,
  BunqClient,
  BunqNotSentError,
  MemoryContextStore,
  payment,
  RedisBudget,
  user,
} from '@sluis/bunq-client';
import { Redis } from 'ioredis';
import { backlogKeys, type BacklogOrder, backlogOrderSchema, jobSchema } from './backlog-order.js';

// One of several processes that work off a backlog of payments behind one address. Told what to do by its parent, it says
// `ready`, and works on `go` until the backlog is done.
process.once('message', (message) => void prepare(backlogOrderSchema.parse(message)));

async function prepare(order: BacklogOrder): Promise<void> {
  const redis = new Redis(order.redisUrl, { lazyConnect: true, enableOfflineQueue: false, commandTimeout: 500 });
  await redis.connect();
  const store = new MemoryContextStore();
  await store.saveInstallation(order.installation);
  const client = new BunqClient({
    apiUrl: order.apiUrl,
    userAgent: 'backlog-worker',
    store,
    allowInsecureHttp: true,
    budget: new RedisBudget({ redis, keyPrefix: order.keyPrefix, limits: order.limits }),
    sessions: { minIntervalMs: 0 },
  });
  const caller = client.consent('consent:backlog', order.apiKey);
  // Session, connection and code are warm before the clock starts.
  await user.get(caller);
  process.once('message', () => void workOff(order, redis, caller).then(() => leave(client, redis)));
  process.send?.('ready');
}

async function workOff(order: BacklogOrder, redis: Redis, caller: BunqCaller): Promise<void> {
  const keys = backlogKeys(order.keyPrefix);
  const lane = async (): Promise<void> => {
    while (Number((await redis.get(keys.done)) ?? 0) < order.writes) {
      const text = await redis.lpop(keys.jobs);
      if (text === null) {
        // The other process may yet put one back.
        await sleep(20);
        continue;
      }
      const { requestId, body } = jobSchema.parse(JSON.parse(text));
      try {
        const at = { monetaryAccountId: order.accountId };
        await payment.create(caller, { ...at, body, requestId, deadlineMs: 600_000 });
        await redis.incr(keys.done);
      } catch (error) {
        const isSafe = error instanceof BunqNotSentError || (error instanceof BunqApiError && error.isRateLimited);
        if (!isSafe) throw error;
        await redis.rpush(keys.jobs, text);
      }
    }
  };
  await Promise.all(Array.from({ length: order.lanes }, lane));
}

async function leave(client: BunqClient, redis: Redis): Promise<void> {
  await client.close();
  redis.disconnect();
  process.disconnect();
}
