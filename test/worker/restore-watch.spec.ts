import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { SendingHold } from '@sluis/bank-orders';
import { loadConfig } from '@sluis/config';
import { freePort } from '@sluis/local-stack';
import { Transactions } from '@sluis/persistence';
import { Recoveries, RestoreWatch } from '@sluis/reconciliation';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openPlatform } from '../../apps/cli/src/up/steps/open-platform.js';
import { testEnvironment, type TestEnvironment } from '../support/test-environment.js';

type Platform = Awaited<ReturnType<typeof openPlatform>>;

let environment: TestEnvironment;
let platform: Platform;

beforeAll(async () => {
  environment = await testEnvironment('http://127.0.0.1:9', `http://127.0.0.1:${await freePort()}`);
  platform = await openPlatform(environment.variables);
});

afterAll(async () => {
  await platform.close();
  await environment.remove();
});

/** What a worker asks before it sends, with Redis behind this port. */
function watchBehind(port: number): SendingHold {
  const redisUrl = new URL(environment.variables['REDIS_URL'] ?? '');
  redisUrl.host = `127.0.0.1:${port}`;
  const config = loadConfig({ ...environment.variables, REDIS_URL: redisUrl.href });
  const hold = new SendingHold();
  const watch = new RestoreWatch(config, platform.get(Transactions), platform.get(Recoveries), hold);
  watch.onModuleInit();
  onTestFinished(() => watch.onApplicationShutdown());
  return hold;
}

/** Closes as many connections as it is told before it lets one through to Redis. */
async function openDoor(port: number, refusals: number): Promise<void> {
  const { hostname, port: redisPort } = new URL(environment.variables['REDIS_URL'] ?? '');
  let left = refusals;
  const door = createServer((socket) => {
    socket.on('error', () => undefined);
    left -= 1;
    if (left >= 0) {
      socket.destroy();
      return;
    }
    const beyond = connect(Number(redisPort), hostname);
    beyond.on('error', () => undefined);
    socket.pipe(beyond).pipe(socket);
  });
  door.listen(port, '127.0.0.1');
  await once(door, 'listening');
  onTestFinished(() => void door.close());
}

function isOn(hold: SendingHold): Promise<boolean> {
  return platform.get(Transactions).run((tx) => hold.isOn(tx));
}

it('lets a worker send without Redis, after it waited for it a while', async () => {
  const hold = watchBehind(await freePort());
  await hold.settled();
  expect(await isOn(hold)).toBe(false);
});

it('sends nothing where Redis answers late and knows that the database went back', async () => {
  const port = await freePort();
  await openDoor(port, 6);
  const redis = new Redis(environment.variables['REDIS_URL'] ?? '');
  onTestFinished(() => redis.disconnect());
  await redis.set(`${loadConfig(environment.variables).env.QUEUE_PREFIX}:beat`, '1000');
  const hold = watchBehind(port);
  await hold.settled();
  expect(await isOn(hold)).toBe(true);
});
