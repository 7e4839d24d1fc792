import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '@sluis/local-stack';
import { paymentBody } from '../support/payment-journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { status, WebhookReceiver } from '../support/webhook-receiver.js';
import type { BankUser } from '../support/bank-control.js';
import { RunningSluis, runSluis } from './support/sluis-process.js';

const lineSchema = z.looseObject({ kind: z.string() });
const eventLineSchema = z.looseObject({
  kind: z.literal('event'),
  event: z.looseObject({ id: z.string(), type: z.string(), data: z.looseObject({ id: z.string() }) }),
  forwarded: z.union([z.object({ status: z.number() }), z.object({ failure: z.string() })]).optional(),
});

let stack: Stack;
let shop: BankUser;
let folder: string;
const running: RunningSluis[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluis-listen-'));
  stack = await startStack();
  shop = await stack.bank.createUser('Koffie & Zo', '0.00');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')));
});
afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const environment = (apiUrl = stack.apiUrl) => ({
  SLUIS_DATA_DIR: join(folder, 'none'),
  SLUIS_API_URL: apiUrl,
  SLUIS_API_KEY: stack.partner.key,
});

const linesOf = (listener: RunningSluis) =>
  listener.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)));
const eventsOf = (listener: RunningSluis) =>
  linesOf(listener)
    .filter(({ kind }) => kind === 'event')
    .map((line) => eventLineSchema.parse(line));
const kindsOf = (listener: RunningSluis) => linesOf(listener).map(({ kind }) => kind);

async function listen(args: string[], apiUrl?: string): Promise<RunningSluis> {
  const listener = new RunningSluis(environment(apiUrl), 'events', 'listen', '--json', ...args);
  running.push(listener);
  await until('it to listen', async () => kindsOf(listener).includes('listening') || undefined);
  return listener;
}

/** @returns the ids of the payments, each of which is told of with payment.received */
async function pay(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    ids.push((await stack.partner.createPayment(paymentBody(stack.partner, shop))).id);
  }
  return ids;
}

const received = (receiver: WebhookReceiver) =>
  receiver.received.map(({ body }) => z.looseObject({ id: z.string(), type: z.string() }).parse(JSON.parse(body)));

async function forwarded(receiver: WebhookReceiver, count: number): Promise<void> {
  await until(`${count} forwards`, async () => receiver.received.length >= count || undefined);
}

describe('sluis events listen', () => {
  it('forwards what happens, in its order, signed with the secret that it prints', async () => {
    const receiver = await WebhookReceiver.start();
    const listener = await listen(['--forward', receiver.url]);
    const { secret } = z.looseObject({ secret: z.string() }).parse(linesOf(listener)[0]);
    const ids = await pay(3);
    await forwarded(receiver, 3);
    for (const { headers, body } of receiver.received) new Webhook(secret).verify(body, headers);
    expect(() =>
      new Webhook(`${secret.slice(0, -6)}AAAAA=`).verify(
        receiver.received[0]?.body ?? '',
        receiver.received[0]?.headers ?? {},
      ),
    ).toThrow('No matching signature found');
    const told = await until('its report', async () =>
      eventsOf(listener).length === 3 ? eventsOf(listener) : undefined,
    );
    expect(told.map(({ event }) => event.data.id)).toEqual(ids);
    expect(told.map(({ forwarded: to }) => to)).toEqual([{ status: 200 }, { status: 200 }, { status: 200 }]);
    expect(await listener.stop('SIGINT')).toBe(0);
    expect(linesOf(listener).at(-1)).toMatchObject({
      kind: 'end',
      events: 3,
      refused: 0,
      last_event: told[2]?.event.id,
    });
    // The very body and id that a delivery has.
    const event = await stack.partner.get(`/v1/events/${told[0]?.event.id}`).expect(200);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual(event.body);
    expect(receiver.received[0]?.headers['webhook-id']).toBe(told[0]?.event.id);
    await receiver.stop();
  });

  it('tells each event once, whatever the receiver answers, and says what that was', async () => {
    const receiver = await WebhookReceiver.start();
    receiver.next(status(500), (response) => response.destroy(), status(302, { location: '/elsewhere' }));
    const listener = await listen(['--forward', receiver.url, '--events', 'payment.received']);
    await pay(4);
    await until('its report', async () => eventsOf(listener).length === 4 || undefined);
    expect(eventsOf(listener).map(({ forwarded: to }) => to)).toEqual([
      { status: 500 },
      { failure: 'connection_lost' },
      { status: 302 },
      { status: 200 },
    ]);
    await listener.stop();
    expect(new Set(received(receiver).map(({ id }) => id)).size).toBe(4);
    expect(receiver.received).toHaveLength(4);
    expect(linesOf(listener).at(-1)).toMatchObject({ events: 4, refused: 3 });
    await receiver.stop();
  });

  it('loses nothing and repeats nothing while the API is away', async () => {
    const receiver = await WebhookReceiver.start();
    const way = await WayToApi.open(stack.apiUrl);
    const listener = await listen(['--forward', receiver.url], way.url);
    const ids = await pay(2);
    await forwarded(receiver, 2);
    await way.close();
    await until('it to notice', async () => kindsOf(listener).includes('api_away') || undefined);
    ids.push(...(await pay(3)));
    await way.open();
    await forwarded(receiver, 5);
    await until('it to say so', async () => kindsOf(listener).includes('api_back') || undefined);
    await until('its report', async () => eventsOf(listener).length === 5 || undefined);
    expect(eventsOf(listener).map(({ event }) => event.data.id)).toEqual(ids);
    await listener.stop();
    expect(receiver.received).toHaveLength(5);
    await way.close();
    await receiver.stop();
  });

  it('waits for a receiver that is not there yet, and says so once', async () => {
    const receiver = await WebhookReceiver.start();
    const { url } = receiver;
    await receiver.stop();
    const listener = await listen(['--forward', url]);
    const ids = await pay(2);
    await until('it to notice', async () => kindsOf(listener).includes('nobody_at_target') || undefined);
    const late = await WebhookReceiver.start(Number(new URL(url).port));
    await until('its report', async () => eventsOf(listener).length === 2 || undefined);
    expect(eventsOf(listener).map(({ event }) => event.data.id)).toEqual(ids);
    expect(kindsOf(listener).filter((kind) => kind === 'nobody_at_target')).toHaveLength(1);
    await listener.stop();
    await late.stop();
  });

  it('begins where it is told: after an event, or so long ago', async () => {
    const [first, second] = await pay(2);
    const since = await listen(['--since', '10m', '--events', 'payment.*']);
    const seen = await until('both', async () => {
      const events = eventsOf(since);
      return events.some(({ event }) => event.data.id === second) ? events : undefined;
    });
    const place = seen.find(({ event }) => event.data.id === first)?.event.id ?? '';
    await since.stop();
    const after = await listen(['--since', place]);
    await until('the second', async () => eventsOf(after).length === 1 || undefined);
    expect(eventsOf(after)[0]?.event.data.id).toBe(second);
    const none = await listen(['--since', place, '--events', 'consent.*']);
    const [third] = await pay(1);
    await until('the third', async () => eventsOf(after).at(-1)?.event.data.id === third || undefined);
    expect(eventsOf(none)).toEqual([]);
  });

  it('reads for people too, without colours off a terminal', async () => {
    const listener = new RunningSluis(environment(), 'events', 'listen', '--forward', 'http://127.0.0.1:9/');
    running.push(listener);
    await until('the secret', async () => /^Signing secret: whsec_\S+$/m.test(listener.stdout) || undefined);
    await pay(1);
    await until('a word', async () => listener.stdout.includes('Nobody listens at http://127.0.0.1:9/') || undefined);
    expect(await listener.stop('SIGTERM')).toBe(0);
    expect(listener.stdout).toContain('0 events.');
    expect(listener.stdout).not.toContain('\u001b');
  });

  it.each([
    [['--since', 'yesterday-ish'], 2, /^--since takes/],
    [['--since', 'evt_00000000000000000000000000'], 1, /^request_invalid/],
    [['--events', 'payments'], 2, /^"payments" is no event type/],
    [['--forward', 'localhost:3000'], 2, /^--forward takes/],
    [['--forward', 'http://localhost:1/', '--secret', 'nothing of the kind!'], 2, /^--secret takes/],
    [['--api-key', 'sk_test_unknown'], 3, /^credential_invalid/],
    [['--api-url', 'http://127.0.0.1:9'], 5, /^http:\/\/127\.0\.0\.1:9 does not answer/],
  ])('refuses %j', async (args, code, sentence) => {
    const ended = await runSluis(environment(), 'events', 'listen', ...args);
    expect(ended.stderr).toMatch(sentence);
    expect(ended.code).toBe(code);
  });
});

/** The network between the command and the API: it can be taken away. */
class WayToApi {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  private constructor(
    private readonly port: number,
    private readonly target: URL,
  ) {}

  static async open(apiUrl: string): Promise<WayToApi> {
    const way = new WayToApi(await freePort(), new URL(apiUrl));
    await way.open();
    return way;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    for (const socket of this.sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}
