import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { status, WebhookReceiver } from '../../../test/support/webhook-receiver.js';
import { WebhookSender } from './webhook-sender.js';

let receiver: WebhookReceiver;
let sender: WebhookSender;

beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  sender = new WebhookSender({ allowPrivateTargets: true, deadlineMs: 1_000 });
});

afterEach(async () => {
  await sender.onModuleDestroy();
  await receiver.stop();
});

const post = () => sender.post(receiver.url, { 'webhook-id': 'evt_1' }, '{"a":"é"}');

describe('WebhookSender', () => {
  it('posts the exact text as JSON and reports the answer', async () => {
    expect(await post()).toMatchObject({ status: 200, excerpt: 'thank you' });
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]).toMatchObject({
      body: '{"a":"é"}',
      headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
    });
  });

  it('follows no redirect', async () => {
    const internal = await WebhookReceiver.start();
    onTestFinished(() => internal.stop());
    receiver.next(status(301, { location: internal.url }), status(307, { location: internal.url }));
    expect(await post()).toMatchObject({ status: 301 });
    expect(await post()).toMatchObject({ status: 307 });
    expect(internal.received).toEqual([]);
  });

  it('stops reading an endless answer', async () => {
    let written = 0;
    receiver.next((response) => {
      const chunk = Buffer.alloc(16 * 1024, 'x');
      const writeOn = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        written += chunk.length;
      };
      response.on('drain', writeOn);
      writeOn();
    });
    const answer = await post();
    expect(answer).toMatchObject({ status: 200, excerpt: 'x'.repeat(1_024) });
    expect(answer.durationMs).toBeLessThan(900);
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  it('gives up on a receiver that drips its headers', async () => {
    receiver.next((response) => {
      response.socket?.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => response.socket?.write('x-slow: 1\r\n'), 100);
      response.socket?.on('close', () => clearInterval(drip));
    });
    const answer = await post();
    expect(answer.failure).toBe('timeout');
    expect(answer.durationMs).toBeLessThan(2_000);
  });

  it('counts an answer whose body never ends as given, at the deadline', async () => {
    receiver.next((response) => void response.writeHead(200).write('half'));
    expect(await post()).toMatchObject({ status: 200, excerpt: 'half' });
  });

  it('asks for no compression and unpacks none', async () => {
    receiver.next((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000))),
    );
    const answer = await post();
    expect(receiver.received[0]?.headers['accept-encoding']).toBeUndefined();
    expect(Buffer.byteLength(answer.excerpt ?? '')).toBeLessThan(4_000);
    expect(answer.excerpt).not.toContain('\0');
  });

  it('says what was wrong without an answer', async () => {
    receiver.next((response) => response.socket?.resetAndDestroy());
    expect((await post()).failure).toBe('connection_reset');
    receiver.next((response) => response.socket?.end('HELLO\r\n\r\n'));
    expect((await post()).failure).toBe('answer_malformed');
    expect((await sender.post('http://127.0.0.1:1/', {}, '{}')).failure).toBe('connection_refused');
  });
});

describe('WebhookSender on the public internet', () => {
  it.each([
    ['an address in numbers', (port: string) => `https://127.0.0.1:${port}/`],
    ['an address as one number', (port: string) => `https://2130706433:${port}/`],
    ['a mapped address', (port: string) => `https://[::ffff:127.0.0.1]:${port}/`],
    ['plain http', (port: string) => `http://rebound.example:${port}/`],
    ['a name that leads inside', (port: string) => `https://rebound.example:${port}/`],
  ])('never reaches loopback through %s', async (_, urlFor) => {
    const careful = new WebhookSender({
      allowPrivateTargets: false,
      deadlineMs: 1_000,
      resolveHost: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    });
    onTestFinished(() => careful.onModuleDestroy());
    const answer = await careful.post(urlFor(new URL(receiver.url).port), {}, '{}');
    expect(answer).toMatchObject({ failure: 'target_refused' });
    expect(receiver.received).toEqual([]);
  });

  it('checks the address at every connection, so a name that moved inside is refused', async () => {
    let looks = 0;
    const careful = new WebhookSender({
      allowPrivateTargets: false,
      deadlineMs: 1_000,
      resolveHost: () => {
        looks += 1;
        return Promise.resolve([{ address: '10.0.0.1', family: 4 }]);
      },
    });
    onTestFinished(() => careful.onModuleDestroy());
    for (let time = 1; time <= 2; time += 1) {
      expect((await careful.post('https://rebound.example/', {}, '{}')).failure).toBe('target_refused');
      expect(looks).toBe(time);
    }
  });

  it('tells a name that does not exist from a refusal', async () => {
    const careful = new WebhookSender({
      allowPrivateTargets: false,
      resolveHost: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
    });
    onTestFinished(() => careful.onModuleDestroy());
    expect((await careful.post('https://nowhere.example/', {}, '{}')).failure).toBe('host_not_found');
  });
});
