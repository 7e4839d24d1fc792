import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import {
  accountAttachment,
  attachmentPublic,
  type BunqCaller,
  BunqClient,
  BunqOutcomeUnknownError,
  confirmationOfFunds,
  customerStatement,
  draftPayment,
  generateBunqKeyPair,
  issuerTransaction,
  MemoryContextStore,
  monetaryAccount,
  notificationFilterUrl,
  oauthCallbackUrl,
  oauthClient,
  payment,
  paymentBatch,
  pspDraftPayment,
  requestInquiry,
  requestInquiryBatch,
  requestResponse,
  schedulePayment,
  schedulePaymentBatch,
  signBunqBytes,
  unlimitedBudget,
} from '@sluis/bunq-client';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const amount = { value: '1.00', currency: 'EUR' };
const counterparty = { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Shop' } as const;
const pay = { amount, counterparty, description: 'Contract' };
const ask = { amountInquired: amount, counterparty, description: 'Contract', allowBunqme: false };
const at = { monetaryAccountId: 5 };
const picture = { contentType: 'image/png', description: 'a pixel', bytes: new Uint8Array([1, 2, 3]) };
const attempt = (body: string) => ({ ...at, body, requestId: randomUUID() });
const created = '{"Response":[{"Id":{"id":1234}}]}';
const label = '"amount_inquired":{"value":"1.00","currency":"EUR"},"status":"ACCEPTED"';

/** Every call that makes something, and what the bank answers when all is well. */
const creates: readonly [string, (caller: BunqCaller) => Promise<unknown>, string][] = [
  ['payment', (caller) => payment.create(caller, attempt(payment.serialise(pay))), created],
  ['payment-batch', (caller) => paymentBatch.create(caller, attempt(paymentBatch.serialise([pay]))), created],
  [
    'draft-payment',
    (caller) => draftPayment.create(caller, attempt(draftPayment.serialise({ entries: [pay] }))),
    created,
  ],
  ['request-inquiry', (caller) => requestInquiry.create(caller, attempt(requestInquiry.serialise(ask))), created],
  [
    'request-inquiry-batch',
    (caller) => {
      const body = requestInquiryBatch.serialise({ requestInquiries: [ask], totalAmountInquired: amount });
      return requestInquiryBatch.create(caller, attempt(body));
    },
    created,
  ],
  [
    'request-response, accepted',
    (caller) => {
      const body = requestResponse.serialiseAccept({ amountResponded: amount });
      return requestResponse.accept(caller, { ...attempt(body), requestResponseId: 9 });
    },
    `{"Response":[{"RequestResponse":{"id":9,${label}}}]}`,
  ],
  [
    'payment-service-provider-draft-payment',
    (caller) => {
      const parties = { senderIban: counterparty.value, counterpartyIban: counterparty.value };
      const more = { counterpartyName: 'Shop', description: 'Contract', amount };
      return pspDraftPayment.create(caller, attempt(pspDraftPayment.serialise({ ...parties, ...more })));
    },
    created,
  ],
  [
    'payment-service-provider-issuer-transaction',
    (caller) => {
      const body = issuerTransaction.serialise({ ...pay, urlRedirect: 'https://tpp.example/done' });
      return issuerTransaction.create(caller, attempt(body));
    },
    created,
  ],
  [
    'schedule-payment',
    (caller) => {
      const schedule = { timeStart: new Date(), recurrenceUnit: 'ONCE', recurrenceSize: 1 } as const;
      return schedulePayment.create(caller, attempt(schedulePayment.serialise({ payment: pay, schedule })));
    },
    created,
  ],
  [
    'schedule-payment-batch',
    (caller) => {
      const schedule = { timeStart: new Date(), recurrenceUnit: 'ONCE', recurrenceSize: 1 } as const;
      const body = schedulePaymentBatch.serialise({ payments: [pay], schedule });
      return schedulePaymentBatch.create(caller, attempt(body));
    },
    created,
  ],
  [
    'confirmation-of-funds',
    (caller) => confirmationOfFunds.ask(caller, { account: counterparty, amount }),
    '{"Response":[{"ConfirmationOfFunds":{"has_sufficient_funds":true}}]}',
  ],
  [
    'customer-statement',
    (caller) => {
      const dates = { dateStart: '2026-01-01', dateEnd: '2026-01-31' };
      return customerStatement.create(caller, { ...at, ...dates, statementFormat: 'PDF' });
    },
    created,
  ],
  ['attachment', (caller) => accountAttachment.create(caller, { ...at, ...picture }), created],
  [
    'attachment-public',
    (caller) => attachmentPublic.create(caller, picture),
    '{"Response":[{"Uuid":{"uuid":"2f5e3a1c-8e3a-4b6b-9a29-2d3c9b7d8f10"}}]}',
  ],
  ['monetary-account-bank', (caller) => monetaryAccount.open(caller, { currency: 'EUR' }), created],
  ['oauth-client', (caller) => oauthClient.create(caller), created],
  [
    'callback-url',
    (caller) => oauthCallbackUrl.create(caller, { oauthClientId: 3, url: 'https://tpp.example/cb' }),
    created,
  ],
  [
    'notification-filter-url',
    (caller) => notificationFilterUrl.replace(caller, { filters: [] }),
    '{"Response":[{"NotificationFilterUrl":{"category":"MUTATION","notification_target":"https://tpp.example/h"}}]}',
  ],
];

describe('one altered byte in a signed answer', () => {
  let server: Server;
  let client: BunqClient;
  let caller: BunqCaller;
  let signingKeyPem: string;
  let next: { body: Uint8Array; signature: string } = { body: Buffer.alloc(0), signature: '' };

  beforeAll(async () => {
    const [ours, theirs] = await Promise.all([generateBunqKeyPair(), generateBunqKeyPair()]);
    signingKeyPem = theirs.privateKeyPem;
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json', 'x-bunq-server-signature': next.signature });
      response.end(next.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const store = new MemoryContextStore();
    await store.saveInstallation({
      ...ours,
      installationToken: 'token',
      serverPublicKeyPem: theirs.publicKeyPem,
      apiKey: 'key',
    });
    client = new BunqClient({
      apiUrl: `http://127.0.0.1:${port}/v1`,
      userAgent: 'altered',
      store,
      budget: unlimitedBudget,
      // Half of all answers being unusable is the point here.
      breakers: false,
      allowInsecureHttp: true,
    });
    caller = client.psp();
    await openSession();
  });
  afterAll(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const openSession = async (): Promise<void> => {
    const now = new Date().toISOString().replace('T', ' ').replace('Z', '000');
    const user = '{"UserPaymentServiceProvider":{"id":88,"session_timeout":604800}}';
    next = answerWith(`{"Response":[{"Id":{"id":1}},{"Token":{"token":"t","created":"${now}"}},${user}]}`);
    await caller.session();
  };
  const answerWith = (text: string) => {
    const body = Buffer.from(text);
    return { body, signature: signBunqBytes(body, signingKeyPem) };
  };
  const flipped = (bytes: Buffer, place: number, bits: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[place % copy.length] = (copy[place % copy.length] ?? 0) ^ bits;
    return copy;
  };

  it.each(creates)('leaves the outcome of %s unknown', async (_, create, answer) => {
    const whole = answerWith(answer);
    next = whole;
    await expect(create(caller)).resolves.not.toThrow();

    const place = fc.nat({ max: 1_000_000 });
    const bits = fc.integer({ min: 1, max: 255 });
    const where = fc.constantFrom('body', 'signature');
    const isUnknown = fc.asyncProperty(where, place, bits, async (part, index, mask) => {
      const signature = flipped(Buffer.from(whole.signature, 'base64'), index, mask).toString('base64');
      next = part === 'body' ? { ...whole, body: flipped(whole.body, index, mask) } : { ...whole, signature };
      const outcome = await create(caller).catch((error: unknown) => error);
      return outcome instanceof BunqOutcomeUnknownError && outcome.reason === 'bad_signature';
    });
    await fc.assert(isUnknown, { numRuns: 60 });
  });

  it('leaves no character of a signature without meaning', async () => {
    const whole = answerWith(created);
    const [, create] = creates[0] ?? ['', () => Promise.reject(new Error('no call'))];
    const known: number[] = [];
    for (let place = 0; place < whole.signature.length; place += 1) {
      const other = whole.signature[place] === 'A' ? 'B' : 'A';
      next = { ...whole, signature: whole.signature.slice(0, place) + other + whole.signature.slice(place + 1) };
      const outcome = await create(caller).catch((error: unknown) => error);
      if (!(outcome instanceof BunqOutcomeUnknownError)) known.push(place);
    }
    expect(known).toEqual([]);
  });
});
