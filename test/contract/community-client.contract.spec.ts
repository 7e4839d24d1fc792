import { randomUUID } from 'node:crypto';
import { BunqClient, MemoryContextStore, payment, unlimitedBudget } from '@sluis/bunq-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CommunityClient, communityClient, signIn } from './community-client.js';
import { candidates, type ContractBank } from './contract-banks.js';
import { contractDevice } from './contract-person.js';

// The client holds itself to bunq's classic limits: 3 reads and 5 writes in 3.35 s.
const slowMs = 120_000;

const id = z.number().int().positive();
const created = z.tuple([z.object({ Id: z.object({ id }) })]).transform(([one]) => one.Id.id);
const accountsAnswer = z.array(
  z.object({
    MonetaryAccountBank: z.object({
      id,
      status: z.string(),
      balance: z.object({ value: z.string() }),
      alias: z.array(z.object({ type: z.string(), value: z.string() })),
    }),
  }),
);
const paymentsAnswer = z.array(
  z.object({ Payment: z.object({ id, amount: z.object({ value: z.string() }), description: z.string() }) }),
);
const requestsAnswer = z.array(
  z.object({ RequestResponse: z.object({ id, status: z.string(), amount_inquired: z.object({ value: z.string() }) }) }),
);
const inquiryAnswer = z.object({ RequestInquiry: z.object({ id, status: z.string() }) });
const draftAnswer = z.object({ DraftPayment: z.object({ id, status: z.string() }) });

interface Customer {
  client: CommunityClient;
  apiKey: string;
  userId: number;
  accountId: number;
  iban: string;
}

const [emulator] = candidates;

describe('a bunq client that others wrote', { timeout: slowMs }, () => {
  let bank: ContractBank;
  let anna: Customer;
  let bert: Customer;

  const bankUrl = (): string => new URL(bank.apiUrl).origin;
  const accountOf = async (client: CommunityClient, userId: number) => {
    const [first] = accountsAnswer.parse(await client.api.monetaryAccountBank.list(userId));
    if (!first) throw new Error('the customer has no account');
    return first.MonetaryAccountBank;
  };
  const signUp = async (): Promise<Customer> => {
    const client = communityClient(bankUrl());
    await client.run(false, [], 'SANDBOX', 'ab'.repeat(16));
    const apiKey = z.string().parse(await client.api.sandboxUser.post());
    await signIn(client, apiKey);
    const { UserPerson } = z.object({ UserPerson: z.object({ id }) }).parse(await client.getUsers(true));
    const account = await accountOf(client, UserPerson.id);
    const iban = account.alias.find(({ type }) => type === 'IBAN')?.value ?? '';
    return { client, apiKey, userId: UserPerson.id, accountId: account.id, iban };
  };
  const euros = (value: string) => ({ value, currency: 'EUR' });
  const pointerTo = ({ iban }: Customer) => ({ type: 'IBAN' as const, value: iban, name: 'Contract' });

  beforeAll(async () => {
    if (!emulator) throw new Error('there is no bank');
    bank = await emulator.open();
    anna = await signUp();
    bert = await signUp();
  }, slowMs);
  afterAll(() => bank?.close());

  it('gets money from the sugar daddy', async () => {
    const sugarDaddy = { type: 'EMAIL' as const, value: 'sugardaddy@bunq.com', name: 'Sugar Daddy' };
    for (const { client, userId, accountId } of [anna, bert]) {
      const asked = await client.api.requestInquiry.post(userId, accountId, 'Please', euros('500.00'), sugarDaddy);
      created.parse(asked);
      expect((await accountOf(client, userId)).balance.value).toBe('500.00');
    }
  });

  it('pays, and reads the payment', async () => {
    const { client, userId, accountId } = anna;
    const made = await client.api.payment.post(userId, accountId, 'Café €5 ✓', euros('5.00'), pointerTo(bert));
    const read = paymentsAnswer.element.parse(await client.api.payment.get(userId, accountId, created.parse(made)));
    expect(read.Payment).toMatchObject({ amount: { value: '-5.00' }, description: 'Café €5 ✓' });
  });

  it('drafts a payment', async () => {
    const { client, userId, accountId } = anna;
    const made = await client.api.draftPayment.post(userId, accountId, 'Later', euros('6.00'), pointerTo(bert));
    const read = draftAnswer.parse(await client.api.draftPayment.get(userId, accountId, created.parse(made)));
    expect(read.DraftPayment.status).toBe('PENDING');
  });

  it('asks for money that another user then pays', async () => {
    const made = created.parse(
      await anna.client.api.requestInquiry.post(anna.userId, anna.accountId, 'Lunch', euros('7.50'), pointerTo(bert)),
    );
    const [waiting] = requestsAnswer.parse(await bert.client.api.requestResponse.list(bert.userId, bert.accountId));
    expect(waiting?.RequestResponse).toMatchObject({ status: 'PENDING', amount_inquired: { value: '7.50' } });
    const { id: responseId = 0 } = waiting?.RequestResponse ?? {};
    const { requestResponse } = bert.client.api;
    await requestResponse.put(bert.userId, bert.accountId, responseId, 'ACCEPTED', { amount_responded: euros('7.50') });
    const read = inquiryAnswer.parse(await anna.client.api.requestInquiry.get(anna.userId, anna.accountId, made));
    expect(read.RequestInquiry.status).toBe('ACCEPTED');
  });

  it('pages through 500 payments', async () => {
    // Made with our own client, which need not hold itself back here.
    const settings = { apiUrl: bank.apiUrl, userAgent: 'sluis-contract/1.0', budget: unlimitedBudget };
    const store = new MemoryContextStore();
    const ours = new BunqClient({ ...settings, store, allowInsecureHttp: true, sessions: { minIntervalMs: 0 } });
    await ours.registerKey({ ...contractDevice, apiKey: anna.apiKey });
    const caller = ours.consent('consent:anna', anna.apiKey);
    const counterparty = { type: 'IBAN', value: bert.iban, name: 'Contract' } as const;
    const at = { monetaryAccountId: anna.accountId };
    const made: number[] = [];
    for (let number = 0; number < 500; number += 1) {
      const body = payment.serialise({ amount: euros('0.01'), counterparty, description: `number ${number}` });
      made.push(await payment.create(caller, { ...at, body, requestId: randomUUID() }));
    }
    await ours.close();

    const seen: number[] = [];
    let olderId: number | false = false;
    for (let page = 0; page < 5; page += 1) {
      const options = { count: 200, newer_id: false, older_id: olderId } as const;
      const items = paymentsAnswer.parse(await anna.client.api.payment.list(anna.userId, anna.accountId, options));
      seen.push(...items.map((item) => item.Payment.id));
      const last = seen.at(-1);
      if (items.length < 200 || last === undefined) break;
      olderId = last;
    }
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((one) => made.includes(one))).toHaveLength(500);
  });

  it('does check signatures: a wrong one is complained of', async () => {
    // The control API's own word; nothing awaits this object.
    await bank.hand('faults', { match: { method: 'GET', path: '^.*/payment$' }, then: { bad_signature: true } });
    const listed = anna.client.api.payment.list(anna.userId, anna.accountId);
    await expect(listed).rejects.toThrow(/couldn't verify the received response/i);
  });
});
