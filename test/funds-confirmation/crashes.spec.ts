import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../support/api-process.js';
import { startProcessStack, type ProcessStack } from '../support/process-stack.js';
import { ask, newAskedPayer, type AskedPayer } from './support.js';

let stack: ProcessStack;
let payer: AskedPayer;

beforeAll(async () => {
  await ensureBuilt();
  stack = await startProcessStack();
  const worker = await stack.startWorkerProcess();
  payer = await newAskedPayer(stack);
  await worker.stop();
}, 180_000);

afterEach(() => stack.killProcesses());

afterAll(() => stack.stop());

it.each(['funds.before_ask', 'funds.asked'])(
  'a worker killed at %s leaves a question that the next one answers, under the same key',
  async (point) => {
    const doomed = await stack.startWorkerProcess(point);
    const key = randomUUID();
    const first = stack.partner.post(ask, payer.question('100.01'), key).then((answer) => answer);
    expect(await doomed.ended()).toBe('SIGKILL');
    expect((await first).status).toBe(503);
    await stack.startWorkerProcess();
    const { id } = await answerUnder(key);
    expect((await stack.partner.get(`${ask}/${id}`).expect(200)).body).toMatchObject({
      status: 'answered',
      funds_available: false,
    });
  },
);

it('an API that restarts goes on waiting for what the one before began', async () => {
  const doomed = await stack.startApiProcess();
  const key = randomUUID();
  const client = Object.assign(Object.create(stack.partner) as typeof stack.partner, { apiUrl: doomed.url });
  const lost = client.post(ask, payer.question('1.00'), key).then(
    () => undefined,
    (error: unknown) => error,
  );
  await waitForQuestions();
  await doomed.kill9();
  expect(await lost).toBeInstanceOf(Error);
  await stack.startWorkerProcess();
  const { body } = await stack.partner.post(ask, payer.question('1.00'), key).expect(201);
  expect(body).toMatchObject({ status: 'answered', funds_available: true });
  const { data } = (await stack.partner.get(`${ask}?limit=100`).expect(200)).body as {
    data: { amount: { value: string } }[];
  };
  expect(data.filter(({ amount }) => amount.value === '1.00')).toHaveLength(1);
});

/** As long as it says 503, a partner sends the same request again. */
async function answerUnder(key: string): Promise<{ id: string }> {
  for (;;) {
    const answer = await stack.partner.post(ask, payer.question('100.01'), key);
    if (answer.status === 201) return answer.body as { id: string };
    expect(answer.status).toBe(503);
  }
}

async function waitForQuestions(): Promise<void> {
  for (;;) {
    const { data } = (await stack.partner.get(`${ask}?limit=1`).expect(200)).body as {
      data: { status: string; amount: { value: string } }[];
    };
    if (data[0]?.amount.value === '1.00') return;
  }
}
