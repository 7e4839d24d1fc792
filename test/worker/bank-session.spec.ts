import { TppIdentity } from '@sluis/tpp-identity';
import { queryRows, Transactions } from '@sluis/persistence';
import { pspDraftPayment } from '@sluis/bunq-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProcessStack, type ProcessStack } from '../support/process-stack.js';
import { startStack, type Stack } from '../support/stack.js';

/** Calls that set the TPP up at the bank or sign it in. */
const setUp =
  /\/(installation|device-server|session-server|payment-service-provider-credential|oauth-client|callback-url)(\/|$)/;

describe('a platform that starts again with a filled database', () => {
  let stack: ProcessStack;

  beforeAll(async () => {
    stack = await startProcessStack();
  });

  afterAll(() => stack.stop());

  it('makes no call at the bank to set itself up', async () => {
    const before = await stack.bank.requests();
    expect(before.some(({ path }) => setUp.test(path))).toBe(true);
    for (let start = 0; start < 2; start += 1) {
      const [worker, api] = await Promise.all([stack.startWorkerProcess(), stack.startApiProcess()]);
      await Promise.all([worker.kill9(), api.kill9()]);
    }
    await stack.api.get(TppIdentity).register();
    const calls = (await stack.bank.requests()).slice(before.length);
    expect(calls.filter(({ method, path }) => method !== 'GET' && setUp.test(path))).toEqual([]);
  });
});

describe('a session at the bank', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });

  afterAll(() => stack.stop());

  const sql = <Row>(text: string): Promise<Row[]> => stack.api.get(Transactions).run((tx) => queryRows<Row>(tx, text));

  it('that expired is renewed once for fifty calls of two processes at a time', async () => {
    const other = await stack.startWorker();
    // The bank's clock moves past the life of the session; ours does not, so the bank has to say it.
    await stack.bank.post('/_emulator/clock', { advance_seconds: 400_000 });
    const before = (await stack.bank.requests()).length;
    const identities = [stack.api.get(TppIdentity), other.get(TppIdentity)];
    const lists = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const caller = identities[index % 2]?.psp();
        if (!caller) throw new Error('no caller');
        return pspDraftPayment.list(caller, { count: 1 });
      }),
    );
    expect(lists).toHaveLength(50);
    const calls = (await stack.bank.requests()).slice(before);
    expect(calls.filter(({ path }) => path.endsWith('/session-server'))).toHaveLength(1);
    expect(calls.filter(({ path }) => /\/(installation|device-server)$/.test(path))).toHaveLength(0);
  });

  it('is kept sealed', async () => {
    const rows = await sql<{ text: string }>(`
      SELECT session::text || encode(coalesce(session_sealed, ''), 'escape') AS text FROM bunq_sessions session
      UNION ALL
      SELECT context::text || encode(coalesce(installation_sealed, ''), 'escape')
        || encode(coalesce(oauth_client_sealed, ''), 'escape') FROM bunq_contexts context`);
    const { token } = await stack.api.get(TppIdentity).psp().session();
    expect(rows.length).toBeGreaterThanOrEqual(2);
    const everything = rows.map(({ text }) => text).join('\n');
    expect(everything).not.toContain(token);
    expect(everything).not.toContain(Buffer.from(token).toString('hex'));
    expect(everything).not.toMatch(/PRIVATE KEY|"token"|client_?secret/i);
  });
});
