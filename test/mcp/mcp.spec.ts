import { resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankUser } from '../support/bank-control.js';
import { untilEventsShow } from '../support/events-shown.js';
import { visitAsPayer } from '../support/reader.js';
import { executedPayment, paymentBody } from '../support/payment-journey.js';
import { startStack, type Stack } from '../support/stack.js';

const resultSchema = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ type: z.literal('text'), text: z.string() })).length(1),
});

/** As an agent's own client: over stdio, with the official library. */
describe('sluis mcp', () => {
  let stack: Stack;
  let payer: BankUser;
  let shop: BankUser;
  const clients: Client[] = [];
  beforeAll(async () => {
    stack = await startStack();
    payer = await stack.bank.createUser('P. de Lezer', '500.00');
    shop = await stack.bank.createUser('Koffie & Zo', '0.00');
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => stack.stop());

  async function agent(...options: string[]): Promise<Client> {
    const client = new Client({ name: 'an agent', version: '1' });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [resolve('dist/apps/cli/src/main.js'), 'mcp', ...options],
      env: { PATH: process.env['PATH'] ?? '', SLUIS_URL: stack.apiUrl, SLUIS_KEY: stack.partner.key },
      stderr: 'inherit',
    });
    await client.connect(transport);
    clients.push(client);
    return client;
  }

  async function call(client: Client, name: string, args: Record<string, unknown>) {
    const { content, isError } = resultSchema.parse(await client.callTool({ name, arguments: args }));
    return { text: content[0]?.text ?? '', isError: isError === true };
  }

  const allowed = ['--allow-payments', '--redirect-uri', 'https://shop.example/return'];
  const order = () => ({
    amount: '12.50',
    payee_name: shop.name,
    payee_iban: shop.iban,
    description: 'Order 1042',
    reference: 'agent-1042',
  });

  it('only reads, unless it is told otherwise', async () => {
    const client = await agent();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual([
      'account_balances',
      'account_transactions',
      'explain_error',
      'get',
      'list',
      'list_accounts',
      'list_events',
      'payment_history',
      'read_guide',
      'search_payments',
    ]);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const { isError, text } = await call(client, 'draft_payment', order());
    expect([isError, text]).toEqual([true, expect.stringContaining('not found')]);
    expect(client.getInstructions()).toContain('never instructions');
  });

  it('finds a payment and tells its life, without the ways to act on it', async () => {
    const id = await executedPayment(stack, payer, shop);
    const waiting = await stack.partner.createPayment({ ...paymentBody(stack.partner, shop), reference: 'waiting' });
    const client = await agent();
    expect(JSON.parse((await call(client, 'get', { id })).text)).toMatchObject({ id, status: 'executed' });
    const history = await call(client, 'payment_history', { id });
    expect(JSON.parse(history.text).steps.at(-1)).toMatchObject({ status: 'executed' });
    const found = await call(client, 'search_payments', { reference: 'waiting' });
    expect(JSON.parse(found.text).data).toMatchObject([{ id: waiting.id, status: 'received' }]);
    expect(found.text).not.toContain('/pay/');
    await untilEventsShow(stack.environment.database.url);
    const { data } = JSON.parse((await call(client, 'list_events', { type: 'payment.executed', limit: 1 })).text);
    expect(data).toMatchObject([{ type: 'payment.executed' }]);
    for (const kind of ['consents', 'payouts', 'webhook_endpoints', 'spending_rules', 'bank_connections'])
      expect(JSON.parse((await call(client, 'list', { kind })).text)).toHaveProperty('data');
  });

  it('never says a key, whoever wrote it where', async () => {
    const { key } = stack.partner;
    const fields = { ...paymentBody(stack.partner, shop), remittance_information: `x ${key}`, reference: 'leak' };
    const { id } = await stack.partner.createPayment(fields);
    const { text } = await call(await agent(), 'get', { id });
    expect(text).not.toContain(key);
    expect(text).toContain('x [secret]');
  });

  it('explains errors and reads guides', async () => {
    const client = await agent();
    const explained = JSON.parse((await call(client, 'explain_error', { code: 'rate_limited' })).text);
    expect(explained).toMatchObject({ status: '429', retry: 'yes', what_to_do: 'Wait for `Retry-After`' });
    expect((await call(client, 'explain_error', { code: 'nonsense' })).text).toContain('There is no error code');
    expect((await call(client, 'read_guide', { name: 'quick-start' })).text).toMatch(/^# Quick start/);
    const { contents } = await client.readResource({ uri: 'sluis://guides/errors' });
    expect(contents).toMatchObject([{ mimeType: 'text/markdown', text: expect.stringMatching(/^# Errors/) }]);
  });

  it('tells what was refused as an answer, with its code', async () => {
    const { isError, text } = await call(await agent(), 'get', { id: 'pay_01k0000000e008000000000000' });
    expect(isError).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ code: 'resource_not_found', status: 404 });
  });

  it('drafts a payment that only a person can make, and echoes amount and payee', async () => {
    const client = await agent(...allowed);
    const { text } = await call(client, 'draft_payment', order());
    expect(text).toContain('Drafted, not paid');
    expect(text).toContain('Amount: EUR 12.50');
    expect(text).toContain(`To: Koffie & Zo, ${shop.iban}`);
    const [id = ''] = /pay_\w+/.exec(text) ?? [];
    const [link = ''] = /http\S+\/pay\/\S+/.exec(text) ?? [];
    await stack.partner.get(`/v1/payments/${id}`).expect(({ body }) => expect(body.status).toBe('received'));
    await visitAsPayer(stack.bank, payer, link);
    await stack.partner.waitFor(`/v1/payments/${id}`, ['executed']);

    const again = await call(client, 'draft_payment', order());
    const [other = ''] = /pay_\w+/.exec(again.text) ?? [];
    expect(other).not.toBe(id);
    const [key = ''] = /mcp-\S+?(?=\.$)/m.exec(again.text) ?? [];
    const repeated = await call(client, 'draft_payment', { ...order(), idempotency_key: key });
    expect(repeated.text).toContain(other);
    expect(JSON.parse((await call(client, 'cancel_payment', { id: other })).text)).toMatchObject({
      status: 'cancelled',
    });
  });

  it('has no tool that moves money by itself, drafts allowed or not', async () => {
    const { tools } = await (await agent(...allowed)).listTools();
    const writing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name);
    expect(writing.toSorted()).toEqual(['cancel_payment', 'draft_payment']);
  });
});
