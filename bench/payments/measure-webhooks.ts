import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { cpuMsOf } from './cpu.js';
import { end, type BenchStack, type Program } from './bench-stack.js';
import { createCall } from './calls.js';
import { callFor, percentiles, type CpuMs, type Round } from './load.js';

const hands = 16;
const callers = 4;
/** What was not told by then counts as not told. */
const patienceMs = 60_000;

/**
 * From payment to receiver: payments are made for some seconds by few callers, and every one is told to one endpoint.
 * Counted are deliveries per second until the last one came, and the time from the event to the receiver.
 */
export async function measureWebhooks(
  stack: BenchStack,
  program: 'platform' | 'bare',
  platform: Program,
  seconds: number,
): Promise<Round> {
  const delays: number[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { created_at: createdAt } = JSON.parse(Buffer.concat(chunks).toString()) as { created_at: string };
      delays.push(Date.now() - Date.parse(createdAt));
      response.end();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;

  const partner = await stack.newPartner();
  stack.partners.push(partner);
  const answer = await fetch(`${platform.url}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${partner.key}`,
      'content-type': 'application/json',
      'idempotency-key': partner.id,
    },
    body: JSON.stringify({ url, event_types: ['payment.received'] }),
  });
  if (!answer.ok) throw new Error(`the endpoint was answered ${answer.status}`);

  const worker = program === 'platform' ? stack.startWorker() : undefined;
  const bare = program === 'bare' ? await stack.startBareProgram(hands) : undefined;
  const made = bare ?? platform;
  // Who tells: of the platform the worker, of the bare program itself.
  const tellerPid = worker?.pid ?? bare?.pid;
  const postgresPid = await stack.postgresPid();
  const cpuMs = (): CpuMs => ({
    program: cpuMsOf(tellerPid) + (worker ? cpuMsOf(platform.pid) : 0),
    postgres: cpuMsOf(postgresPid),
  });
  const before = cpuMs();
  const startedAt = performance.now();
  const { calls } = await callFor(made.url, {
    concurrency: callers,
    seconds,
    makeCall: () => createCall([partner]),
    cpuMs,
  });
  const giveUpAt = performance.now() + patienceMs;
  while (delays.length < calls && performance.now() < giveUpAt) await setTimeout(20);
  const tookMs = performance.now() - startedAt;
  const after = cpuMs();
  if (delays.length < calls)
    console.error(`${program}: ${calls - delays.length} of ${calls} events were not told in time`);
  await bare?.stop();
  if (worker) await end(worker);
  receiver.closeAllConnections();
  receiver.close();
  stack.partners.pop();
  const told = delays.length;
  return {
    ...percentiles(delays),
    perSecond: (told / tookMs) * 1_000,
    calls: told,
    cpuMs: { program: (after.program - before.program) / told, postgres: (after.postgres - before.postgres) / told },
  };
}
