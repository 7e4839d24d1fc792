import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { BenchPartner } from './payments/bench-partners.js';
import { BenchStack, end } from './payments/bench-stack.js';
import { createCall } from './payments/calls.js';
import { callFor } from './payments/load.js';

/**
 * Events at endpoints of which some are sick: of ten, one hangs, one answers 500 and one refuses the connection. Measured is how
 * long the others wait, from the event to the receiver.
 */
const { values } = parseArgs({
  options: { events: { type: 'string', default: '10000' }, 'per-second': { type: 'string', default: '100' } },
  args: process.argv.slice(3),
});
const events = Number(values.events);
const perSecond = Number(values['per-second']);
const endpoints = 20;
const callers = 8;
/** What a healthy endpoint was not told by then counts as not told. */
const patienceMs = 60_000;

const delays: number[] = [];
let wasHung = 0;
let wasFailed = 0;
const healthy: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { created_at: createdAt } = JSON.parse(Buffer.concat(chunks).toString()) as { created_at: string };
    delays.push(Date.now() - Date.parse(createdAt));
    response.end();
  });
};
const hanging: RequestListener = () => (wasHung += 1);
const failing: RequestListener = (request, response) => {
  wasFailed += 1;
  request.resume();
  response.writeHead(500).end();
};

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

const stack = await BenchStack.start(16);
try {
  const api = await stack.startApi();
  const urls = [await listen(hanging), await listen(failing), 'http://127.0.0.1:9/hook'];
  const healthyUrl = await listen(healthy);
  const well = new Set<BenchPartner>();
  const partners: BenchPartner[] = [];
  for (let number = 0; number < endpoints; number += 1) {
    const partner = await stack.newPartner();
    partners.push(partner);
    const sickUrl = urls[number % 10];
    if (sickUrl === undefined) well.add(partner);
    const { ok, status } = await fetch(`${api.url}/v1/webhook-endpoints`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${partner.key}`,
        'content-type': 'application/json',
        'idempotency-key': partner.id,
      },
      body: JSON.stringify({ url: sickUrl ?? healthyUrl, event_types: ['payment.received'] }),
    });
    if (!ok) throw new Error(`an endpoint was answered ${status}`);
  }
  const worker = stack.startWorker();
  await wait(3_000);
  let made = 0;
  let forWell = 0;
  const loads: number[] = [];
  const startedAt = performance.now();
  // A second at a time, so that no more are made than were asked for.
  while (made < events) {
    const dueAt = startedAt + (made / perSecond) * 1_000;
    await wait(Math.max(0, dueAt - performance.now()));
    const batch = Math.min(perSecond, events - made);
    let next = made;
    await callFor(api.url, {
      concurrency: callers,
      count: batch,
      seconds: 60,
      makeCall: () => {
        const partner = partners[next % partners.length];
        if (!partner) throw new Error('no partners');
        next += 1;
        if (well.has(partner)) forWell += 1;
        return createCall([partner]);
      },
      cpuMs: () => ({ program: 0, postgres: 0 }),
    });
    made += batch;
    loads.push(loadavg()[0] ?? 0);
  }
  const madeInS = (performance.now() - startedAt) / 1_000;
  const giveUpAt = performance.now() + patienceMs;
  while (delays.length < forWell && performance.now() < giveUpAt) await wait(50);
  const sorted = delays.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  console.log(
    JSON.stringify({
      events: made,
      perSecond: Math.round(made / madeInS),
      forHealthy: forWell,
      told: delays.length,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      mostMs: at(1),
      attemptsThatHung: wasHung,
      attemptsAnswered500: wasFailed,
      load: Math.round(Math.max(...loads)),
    }),
  );
  await end(worker);
} finally {
  await stack.stop();
}
process.exit(0);
