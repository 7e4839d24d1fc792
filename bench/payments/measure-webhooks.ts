import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { until } from '../../test/support/until.js';
import { end, type BenchStack } from './bench-stack.js';
import { createCall } from './calls.js';
import { callFor, percentiles, type Round } from './load.js';

const hands = 16;
const callers = 4;

/**
 * From payment to receiver: payments are made for some seconds by few callers, and every one is told to one endpoint.
 * Counted are deliveries per second until the last one came, and the time from the event to the receiver.
 */
export async function measureWebhooks(
  stack: BenchStack,
  program: 'platform' | 'bare',
  apiUrl: string,
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
  const made = await fetch(`${apiUrl}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${partner.key}`,
      'content-type': 'application/json',
      'idempotency-key': partner.id,
    },
    body: JSON.stringify({ url, event_types: ['payment.received'] }),
  });
  if (!made.ok) throw new Error(`the endpoint was answered ${made.status}`);

  const worker = program === 'platform' ? stack.startWorker() : undefined;
  const bare = program === 'bare' ? await stack.startBareProgram(hands) : undefined;
  const startedAt = performance.now();
  const { calls } = await callFor(bare?.url ?? apiUrl, {
    concurrency: callers,
    seconds,
    makeCall: () => createCall([partner]),
  });
  await until('every event to be told', async () => (delays.length >= calls ? true : undefined), { withinMs: 300_000 });
  const tookMs = performance.now() - startedAt;
  await bare?.stop();
  if (worker) await end(worker);
  receiver.closeAllConnections();
  receiver.close();
  stack.partners.pop();
  return { ...percentiles(delays), perSecond: (calls / tookMs) * 1_000, calls };
}
