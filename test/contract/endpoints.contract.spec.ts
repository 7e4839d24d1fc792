import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  accountAttachment,
  attachmentPublic,
  type BunqCaller,
  BunqClient,
  BunqHttp,
  type BunqPointer,
  confirmationOfFunds,
  customerStatement,
  deviceServer,
  draftPayment,
  event,
  InProcessBudget,
  issuerTransaction,
  MemoryContextStore,
  monetaryAccount,
  notificationFilterFailure,
  notificationFilterUrl,
  oauthCallbackUrl,
  oauthClient,
  payment,
  paymentBatch,
  pspCredential,
  pspDraftPayment,
  requestInquiry,
  requestInquiryBatch,
  requestResponse,
  sandboxUser,
  schedule,
  schedulePayment,
  schedulePaymentBatch,
  unlimitedBudget,
  user,
  userAttachment,
} from '@sluis/bunq-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpointsOfTheContract } from './contract-endpoints.js';
import { candidates, type ContractBank } from './contract-banks.js';
import { until } from '../support/until.js';
import { contractDevice, firstAccount, waitForPayments } from './contract-person.js';

const userAgent = 'sluis-contract/1.0';
const bankTimeoutMs = 300_000;
const shop: BunqPointer = { type: 'IBAN', value: 'NL14RABO0169202917', name: 'Contract Shop' };
const euros = (value: string) => ({ value, currency: 'EUR' });
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
/** The smallest picture: one transparent pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const cardSchema = z.object({ card_id: z.number() });
const cardPaymentSchema = z.object({ card_transaction_id: z.number() });

interface Person {
  client: BunqClient;
  caller: BunqCaller;
  accountId: number;
  iban: string;
  userId: number;
}

describe.each(candidates)('every endpoint at $name', { timeout: bankTimeoutMs }, ({ hasHand, open }) => {
  const budget = hasHand ? unlimitedBudget : new InProcessBudget();
  const accepted = new Set<string>();
  let bank: ContractBank;
  let tpp: BunqClient;
  let psp: BunqCaller;
  let tppStore: MemoryContextStore;
  let http: BunqHttp;
  let anna: Person;
  let bert: Person;

  const options = () => ({
    apiUrl: bank.apiUrl,
    allowInsecureHttp: bank.allowInsecureHttp,
    userAgent,
    budget,
    observer: ({
      method,
      endpointTemplate,
      outcome,
    }: {
      method: string;
      endpointTemplate: string;
      outcome: string;
    }) => {
      if (outcome === 'accepted') accepted.add(`${method} ${endpointTemplate.replaceAll(/\{\w+\}/g, '{}')}`);
    },
  });
  const clientOn = (store: MemoryContextStore): BunqClient =>
    new BunqClient({
      ...options(),
      store,
      sessions: { minIntervalMs: bank.sessionIntervalMs, maxWaitMs: 2 * bank.sessionIntervalMs },
    });
  const person = async (apiKey: string): Promise<Person> => {
    const store = new MemoryContextStore();
    const client = clientOn(store);
    await client.registerKey({ ...contractDevice, apiKey });
    const caller = client.consent('consent:person', apiKey);
    await sleep(bank.sessionIntervalMs);
    const { bunqUserId } = await caller.session();
    const { id, iban } = await firstAccount(caller);
    return { client, caller, accountId: id, iban, userId: bunqUserId };
  };
  const at = (whose: Person) => ({ monetaryAccountId: whose.accountId });
  const attempt = (whose: Person, body: string) => ({ ...at(whose), body, requestId: randomUUID() });
  const pointerTo = (whose: Person): BunqPointer => ({ type: 'IBAN', value: whose.iban, name: 'Contract' });
  const pay = (from: Person, to: BunqPointer, value: string, more: object = {}): Promise<number> =>
    payment.create(
      from.caller,
      attempt(from, payment.serialise({ amount: euros(value), counterparty: to, description: 'Contract', ...more })),
    );
  const ask = (from: Person, of: BunqPointer, value: string, more: object = {}): Promise<number> =>
    requestInquiry.create(
      from.caller,
      attempt(
        from,
        requestInquiry.serialise({
          amountInquired: euros(value),
          counterparty: of,
          description: 'Contract',
          allowBunqme: false,
          ...more,
        }),
      ),
    );

  beforeAll(async () => {
    bank = await open();
    http = new BunqHttp(options());
    tppStore = new MemoryContextStore();
    tpp = clientOn(tppStore);
    await tpp.ensureTppContext(bank.identity);
    psp = tpp.psp();
    anna = await person(await sandboxUser.createPerson(http));
    bert = await person(await sandboxUser.createPerson(http));
    for (const whose of [anna, bert]) {
      await ask(whose, { type: 'EMAIL', value: 'sugardaddy@bunq.com', name: 'Sugar Daddy' }, '500.00');
    }
    for (const whose of [anna, bert]) await waitForPayments(whose.caller, whose.accountId, 1);
  }, bankTimeoutMs);

  afterAll(async () => {
    await Promise.all([tpp?.close(), http?.close(), anna?.client.close(), bert?.client.close()]);
    await bank?.close();
  });

  it('signs up persons and companies', async () => {
    const company = await person(await sandboxUser.createCompany(http));
    expect(await user.get(company.caller)).toMatchObject({ userType: 'UserCompany', user: { id: company.userId } });
    const twin = await user.getOfKind(company.caller, { kind: 'UserCompany', bunqUserId: company.userId });
    expect(twin.user.id).toBe(company.userId);
    await company.client.closeSession('consent:person');
    await company.client.close();
  });

  it('shows a user by id, by kind, and by law', async () => {
    const byId = await user.getById(anna.caller, { bunqUserId: anna.userId });
    const byKind = await user.getOfKind(anna.caller, { kind: 'UserPerson', bunqUserId: anna.userId });
    expect(byId).toMatchObject({ userType: 'UserPerson', user: { id: anna.userId, status: 'ACTIVE' } });
    expect(byKind).toEqual(byId);
    expect(byId.user).toMatchObject({ alias: expect.arrayContaining([expect.objectContaining({ type: 'EMAIL' })]) });
    expect(await user.legalNames(anna.caller)).not.toEqual([]);
    const { bunqUserId } = await psp.session();
    expect(await user.getOfKind(psp, { kind: 'UserPaymentServiceProvider', bunqUserId })).toMatchObject({
      user: { certificate_distinguished_name: expect.stringContaining('CN=') },
    });
    await expect(user.getById(anna.caller, { bunqUserId: bert.userId })).rejects.toMatchObject({
      name: 'BunqApiError',
    });
  });

  it('opens, renames and closes accounts, and lists them by kind', async () => {
    const opened = await monetaryAccount.open(anna.caller, { currency: 'EUR', description: 'Second' });
    const where = { monetaryAccountId: opened };
    await monetaryAccount.update(anna.caller, { ...where, description: 'Holiday' });
    const read = await monetaryAccount.getOfKind(anna.caller, { kind: 'MonetaryAccountBank', ...where });
    expect(read).toMatchObject({ kind: 'MonetaryAccountBank', description: 'Holiday', balance: euros('0.00') });
    await monetaryAccount.close(anna.caller, { ...where, reasonDescription: 'Contract' });
    expect((await monetaryAccount.get(anna.caller, where)).status).toBe('CANCELLED');
    const savings = await monetaryAccount.open(anna.caller, { kind: 'MonetaryAccountSavings', currency: 'EUR' });
    const { items } = await monetaryAccount.listOfKind(anna.caller, { kind: 'MonetaryAccountSavings' });
    expect(items.map(({ id }) => id)).toEqual([savings]);
    for (const kind of [
      'MonetaryAccountBank',
      'MonetaryAccountJoint',
      'MonetaryAccountExternal',
      'MonetaryAccountExternalSavings',
      'MonetaryAccountCard',
    ] as const) {
      const page = await monetaryAccount.listOfKind(anna.caller, { kind, count: 200 });
      expect(page.items.filter((account) => account.kind !== kind)).toEqual([]);
    }
    const all = await monetaryAccount.list(anna.caller, { count: 200 });
    expect(all.items.map(({ id }) => id)).toEqual(expect.arrayContaining([anna.accountId, savings]));
  });

  it('pays at once, and books both sides', async () => {
    const merchantReference = randomUUID();
    const paymentId = await pay(anna, pointerTo(bert), '2.50', { merchantReference });
    const sent = await payment.get(anna.caller, { ...at(anna), paymentId });
    expect(sent).toMatchObject({
      amount: euros('-2.50'),
      merchant_reference: merchantReference,
      monetary_account_id: anna.accountId,
      counterparty_alias: { iban: bert.iban },
      type: 'BUNQ',
    });
    const [received] = (await payment.list(bert.caller, { ...at(bert), count: 1 })).items;
    expect(received).toMatchObject({ amount: euros('2.50'), alias: { iban: bert.iban }, description: 'Contract' });
    expect(received?.id).not.toBe(paymentId);
    await expect(pay(anna, pointerTo(bert), '999999.00')).rejects.toMatchObject({ name: 'BunqApiError', status: 400 });
  });

  it('pays a batch', async () => {
    const entry = { amount: euros('0.10'), counterparty: pointerTo(bert), description: 'Contract' };
    const body = paymentBatch.serialise([entry, { ...entry, counterparty: shop }]);
    const paymentBatchId = await paymentBatch.create(anna.caller, attempt(anna, body));
    const read = await paymentBatch.get(anna.caller, { ...at(anna), paymentBatchId });
    expect(read.payments?.Payment.map(({ amount }) => amount.value)).toEqual(['-0.10', '-0.10']);
    const { items } = await paymentBatch.list(anna.caller, at(anna));
    expect(items.flatMap(({ payments }) => payments?.Payment ?? []).map(({ id }) => id)).toEqual(
      expect.arrayContaining(read.payments?.Payment.map(({ id }) => id) ?? [-1]),
    );
    // What has been paid cannot be taken back.
    const revoked = paymentBatch.revoke(anna.caller, { ...at(anna), paymentBatchId });
    await expect(revoked).rejects.toMatchObject({ name: 'BunqApiError' });
  });

  it.runIf(hasHand)('shows the payments of a card transaction', async () => {
    const cards = `psu/${anna.userId}/cards`;
    const { card_id: cardId } = cardSchema.parse(await bank.hand(cards, { account_id: anna.accountId }));
    const made = await bank.hand(`${cards}/${cardId}/payments`, { amount: '4.20', merchant: 'Bakery' });
    const { card_transaction_id: mastercardActionId } = cardPaymentSchema.parse(made);
    const { items } = await payment.listOfCardTransaction(anna.caller, { ...at(anna), mastercardActionId });
    expect(items.map(({ amount }) => amount.value)).toEqual(['-4.20']);
  });

  it('asks for money, and is paid or refused', async () => {
    const yes = await ask(anna, pointerTo(bert), '3.00', { merchantReference: 'r-1' });
    const no = await ask(anna, pointerTo(bert), '4.00');
    const noAgain = await ask(anna, pointerTo(bert), '4.50');
    const { items } = await requestResponse.list(bert.caller, { ...at(bert), count: 3 });
    const [refuseByBytes, refuse, accept] = items;
    expect(accept).toMatchObject({ amount_inquired: euros('3.00'), status: 'PENDING' });
    const answering = (requestResponseId = 0) => ({ ...at(bert), requestResponseId });
    expect(await requestResponse.get(bert.caller, answering(accept?.id))).toEqual(accept);
    const paid = await requestResponse.accept(bert.caller, {
      ...answering(accept?.id),
      body: requestResponse.serialiseAccept({ amountResponded: euros('3.00') }),
      requestId: randomUUID(),
    });
    expect(paid).toMatchObject({ status: 'ACCEPTED', amount_responded: euros('3.00') });
    expect((await requestResponse.reject(bert.caller, answering(refuse?.id))).status).toBe('REJECTED');
    const refused = await requestResponse.answer(bert.caller, {
      ...answering(refuseByBytes?.id),
      body: requestResponse.serialiseReject(),
      requestId: randomUUID(),
    });
    expect(refused.status).toBe('REJECTED');
    const read = (requestInquiryId: number) => requestInquiry.get(anna.caller, { ...at(anna), requestInquiryId });
    expect(await read(yes)).toMatchObject({ status: 'ACCEPTED', merchant_reference: 'r-1', bunqme_share_url: null });
    for (const id of [no, noAgain]) expect((await read(id)).status).toBe('REJECTED');
    const [booked] = (await payment.list(anna.caller, { ...at(anna), count: 1 })).items;
    expect(booked).toMatchObject({ amount: euros('3.00'), sub_type: 'REQUEST' });
  });

  it('takes a request for money back', async () => {
    const requestInquiryId = await ask(anna, pointerTo(bert), '5.00');
    const where = { ...at(anna), requestInquiryId };
    expect((await requestInquiry.revoke(anna.caller, where)).status).toBe('REVOKED');
    await expect(requestInquiry.revoke(anna.caller, where)).rejects.toMatchObject({ name: 'BunqApiError' });
    const { items } = await requestInquiry.list(anna.caller, { ...at(anna), count: 1 });
    expect(items.map(({ id, status }) => [id, status])).toEqual([[requestInquiryId, 'REVOKED']]);
  });

  it('asks several for money, and takes all of it back', async () => {
    const one = { counterparty: pointerTo(bert), description: 'Contract', allowBunqme: false };
    const body = requestInquiryBatch.serialise({
      requestInquiries: ['1.00', '2.00'].map((value) => ({ ...one, amountInquired: euros(value) })),
      totalAmountInquired: euros('3.00'),
    });
    const requestInquiryBatchId = await requestInquiryBatch.create(anna.caller, attempt(anna, body));
    const where = { ...at(anna), requestInquiryBatchId };
    const read = await requestInquiryBatch.get(anna.caller, where);
    expect(read.request_inquiries?.map(({ amount_inquired: { value } }) => value).toSorted()).toEqual(['1.00', '2.00']);
    await requestInquiryBatch.revoke(anna.caller, where);
    const { items } = await requestInquiryBatch.list(anna.caller, { ...at(anna), count: 1 });
    expect(items[0]?.request_inquiries?.map(({ status }) => status)).toEqual(['REVOKED', 'REVOKED']);
  });

  it('carries files beside payments, byte for byte', async () => {
    const attachmentId = await accountAttachment.create(anna.caller, {
      ...at(anna),
      contentType: 'image/png',
      description: 'a pixel',
      bytes: pixel,
    });
    const mine = await accountAttachment.content(anna.caller, { ...at(anna), attachmentId });
    expect(Buffer.from(mine.bytes).equals(pixel)).toBe(true);
    expect(mine.contentType).toBe('image/png');
    const paymentId = await pay(anna, pointerTo(bert), '0.30', { attachmentIds: [attachmentId] });
    const sent = await payment.get(anna.caller, { ...at(anna), paymentId });
    expect(sent.attachment).toMatchObject([{ id: attachmentId }]);
    const [received] = (await payment.list(bert.caller, { ...at(bert), count: 1 })).items;
    const theirs = { attachmentId: received?.attachment?.[0]?.id ?? 0 };
    expect((await userAttachment.get(bert.caller, theirs)).attachment).toMatchObject({ content_type: 'image/png' });
    expect(Buffer.from((await userAttachment.content(bert.caller, theirs)).bytes).equals(pixel)).toBe(true);
  });

  it('carries public files, of any bytes', async () => {
    const bytes = Buffer.concat([pixel, randomBytes(100_000)]);
    const file = { contentType: 'image/png', description: 'an avatar', bytes };
    const attachmentUuid = await attachmentPublic.create(anna.caller, file);
    const about = await attachmentPublic.get(bert.caller, { attachmentUuid });
    expect(about.attachment).toMatchObject({ content_type: 'image/png', description: 'an avatar' });
    const read = await attachmentPublic.content(bert.caller, { attachmentUuid });
    expect(Buffer.from(read.bytes).equals(bytes)).toBe(true);
  });

  describe('a draft', () => {
    const entry = { amount: euros('0.40'), counterparty: shop, description: 'Contract' };
    const make = (input: Parameters<typeof draftPayment.serialise>[0]): Promise<number> =>
      draftPayment.create(anna.caller, attempt(anna, draftPayment.serialise(input)));

    it('of many entries is accepted as one', async () => {
      const draftPaymentId = await make({ entries: Array.from({ length: 12 }, () => entry) });
      const where = { ...at(anna), draftPaymentId };
      const { updated } = await draftPayment.get(anna.caller, where);
      await draftPayment.accept(anna.caller, { ...where, previousUpdated: updated ?? undefined });
      const read = await draftPayment.get(anna.caller, where);
      expect(read.status).toBe('ACCEPTED');
      expect(read.object?.PaymentBatch?.payments?.Payment).toHaveLength(12);
      await expect(draftPayment.cancel(anna.caller, where)).rejects.toMatchObject({ name: 'BunqApiError' });
    });

    it('is rejected, or cancelled unless it changed meanwhile', async () => {
      const where = { ...at(anna), draftPaymentId: await make({ entries: [entry] }) };
      await draftPayment.reject(anna.caller, where);
      expect((await draftPayment.get(anna.caller, where)).status).toBe('REJECTED');
      const other = { ...at(anna), draftPaymentId: await make({ entries: [entry] }) };
      const stale = draftPayment.cancel(anna.caller, { ...other, previousUpdated: '2020-01-01 00:00:00.000000' });
      await expect(stale).rejects.toMatchObject({ name: 'BunqApiError' });
      await draftPayment.cancel(anna.caller, other);
      const { items } = await draftPayment.list(anna.caller, { ...at(anna), count: 1 });
      expect(items.map(({ status }) => status)).toEqual(['CANCELLED']);
    });

    it('with a schedule pays later', async () => {
      const timeStart = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);
      const schedule = { timeStart, recurrenceUnit: 'ONCE', recurrenceSize: 1 } as const;
      const where = { ...at(anna), draftPaymentId: await make({ entries: [entry], schedule }) };
      const read = await draftPayment.get(anna.caller, where);
      expect(read.schedule).toMatchObject({ time_start: timeStart, recurrence_unit: 'ONCE' });
      const before = await monetaryAccount.get(anna.caller, at(anna));
      await draftPayment.accept(anna.caller, where);
      expect((await draftPayment.get(anna.caller, where)).status).toBe('ACCEPTED');
      expect((await monetaryAccount.get(anna.caller, at(anna))).balance).toEqual(before.balance);
    });
  });

  it('schedules payments, changes and ends them', async () => {
    const planned = (value: string) =>
      schedulePayment.serialise({
        payment: { amount: euros(value), counterparty: shop, description: 'Rent' },
        schedule: { timeStart: new Date(Date.now() + 86_400_000), recurrenceUnit: 'MONTHLY', recurrenceSize: 1 },
      });
    const schedulePaymentId = await schedulePayment.create(anna.caller, attempt(anna, planned('7.00')));
    const where = { ...at(anna), schedulePaymentId };
    expect(await schedulePayment.get(anna.caller, where)).toMatchObject({
      status: 'ACTIVE',
      schedule: { recurrence_unit: 'MONTHLY' },
    });
    const changed = await schedulePayment.update(anna.caller, {
      ...where,
      body: planned('8.00'),
      requestId: randomUUID(),
    });
    expect(changed.payment?.amount).toMatchObject({ currency: 'EUR' });
    const listed = await schedulePayment.list(anna.caller, at(anna));
    expect(listed.items.map((one) => one.payment?.amount?.value.replace('-', ''))).toContain('8.00');
    const [newest] = (await schedule.list(anna.caller, at(anna))).items;
    const scheduleId = newest?.id ?? 0;
    expect(await schedule.get(anna.caller, { ...at(anna), scheduleId })).toEqual(newest);
    expect((await schedule.listInstances(anna.caller, { ...at(anna), scheduleId })).items).toEqual([]);
    await schedulePayment.cancel(anna.caller, where);
    const after = await schedulePayment.list(anna.caller, at(anna));
    expect(after.items.filter(({ id, status }) => id === schedulePaymentId && status === 'ACTIVE')).toEqual([]);
  });

  it('schedules batches, and ends them', async () => {
    const one = { counterparty: shop, description: 'Rent' };
    const body = schedulePaymentBatch.serialise({
      payments: [
        { ...one, amount: euros('7.00'), merchantReference: 'plan-1' },
        { ...one, amount: euros('8.00'), merchantReference: 'plan-2' },
      ],
      schedule: { timeStart: new Date(Date.now() + 86_400_000), recurrenceUnit: 'ONCE', recurrenceSize: 1 },
    });
    const schedulePaymentBatchId = await schedulePaymentBatch.create(anna.caller, attempt(anna, body));
    const where = { ...at(anna), schedulePaymentBatchId };
    const read = await schedulePaymentBatch.get(anna.caller, where);
    expect(read).toMatchObject({ status: 'ACTIVE', schedule: { recurrence_unit: 'ONCE' } });
    expect(read.payments?.map((planned) => planned.merchant_reference)).toEqual(['plan-1', 'plan-2']);
    await schedulePaymentBatch.cancel(anna.caller, where);
    const after = await schedulePaymentBatch.list(anna.caller, at(anna));
    expect(after.items.filter(({ id, status }) => id === schedulePaymentBatchId && status === 'ACTIVE')).toEqual([]);
  });

  it.each(['CSV', 'MT940', 'PDF'] as const)('writes a statement as %s', async (statementFormat) => {
    const customerStatementId = await customerStatement.create(anna.caller, {
      ...at(anna),
      statementFormat,
      dateStart: day(-1),
      dateEnd: day(0),
      ...(statementFormat === 'CSV' && { regionalFormat: 'EUROPEAN' }),
    });
    const where = { ...at(anna), customerStatementId };
    expect(await customerStatement.get(anna.caller, where)).toMatchObject({ statement_format: statementFormat });
    const file = await customerStatement.content(anna.caller, where);
    expect(file.bytes.length).toBeGreaterThan(20);
    expect(file.contentType).not.toContain('json');
    const { items } = await customerStatement.list(anna.caller, at(anna));
    expect(items.map(({ id }) => id)).toContain(customerStatementId);
    await customerStatement.delete(anna.caller, where);
    await expect(customerStatement.get(anna.caller, where)).rejects.toMatchObject({ status: 404 });
  });

  it('tells what happened, over all accounts', async () => {
    const paymentId = await pay(anna, shop, '0.60');
    const filter = { monetaryAccountIds: [anna.accountId], status: 'FINALIZED' } as const;
    const { items } = await event.list(anna.caller, { ...filter, count: 5 });
    const ours = items.find(({ object }) => JSON.stringify(object).includes(`"id":${paymentId}`));
    expect(ours).toMatchObject({ action: 'CREATE', status: 'FINALIZED', object: { Payment: { id: paymentId } } });
    expect(await event.get(anna.caller, { eventId: ours?.id ?? 0 })).toEqual(ours);
    await event.list(anna.caller, { displayUserEvent: true });
  });

  it('keeps callback filters per user and per account', async () => {
    const filters = [{ category: 'MUTATION', notificationTarget: 'https://tpp.example/contract/account' }];
    for (const where of [at(anna), {}]) {
      await notificationFilterUrl.replace(anna.caller, { ...where, filters });
      expect(await notificationFilterUrl.list(anna.caller, where)).toEqual(filters);
      await notificationFilterUrl.replace(anna.caller, { ...where, filters: [] });
      expect(await notificationFilterUrl.list(anna.caller, where)).toEqual([]);
    }
  });

  it('lists callbacks it gave up on, and tries them again', async () => {
    // Only a bank of our own calls back without waiting minutes between its attempts.
    if (hasHand) {
      await bank.hand('switches', { callbackIntervalSeconds: 0.01 });
      // Nobody listens there.
      const filters = [{ category: 'MUTATION', notificationTarget: 'http://127.0.0.1:9/gone' }];
      await notificationFilterUrl.replace(anna.caller, { ...at(anna), filters });
      await pay(anna, shop, '0.70');
      await until('a callback that was given up on', async () => {
        const { items } = await notificationFilterFailure.list(anna.caller);
        return items[0];
      });
      await notificationFilterUrl.replace(anna.caller, { ...at(anna), filters: [] });
    }
    const { items } = await notificationFilterFailure.list(anna.caller);
    expect(items.filter(({ id }) => id === undefined)).toEqual([]);
    const failureIds = items.flatMap(({ id }) => id ?? []);
    if (failureIds.length > 0) await notificationFilterFailure.retry(anna.caller, { failureIds });
  });

  it('shows a provider its credential and device', async () => {
    const context = await tppStore.loadInstallation();
    const authentication = {
      owner: 'setup',
      token: context?.installationToken ?? '',
      signingKeyPem: context?.privateKeyPem ?? '',
      serverPublicKeyPem: context?.serverPublicKeyPem ?? '',
    };
    const { items } = await deviceServer.list(http, authentication);
    expect(items.map(({ id }) => id)).toContain(context?.deviceId);
    const absent = pspCredential.get(http, authentication, { credentialId: 999_999_999 });
    await expect(absent).rejects.toMatchObject({ name: 'BunqApiError' });
  });

  it('keeps callback addresses of the OAuth client', async () => {
    const url = `https://tpp.example/${randomUUID()}`;
    const { oauthClientId } = await tpp.ensureOauthClient(`${url}/first`);
    const callbackUrlId = await oauthCallbackUrl.create(psp, { oauthClientId, url });
    const where = { oauthClientId, callbackUrlId };
    expect((await oauthCallbackUrl.get(psp, where)).url).toBe(url);
    await oauthCallbackUrl.update(psp, { ...where, url: `${url}/second` });
    const urls = async (): Promise<string[]> =>
      (await oauthCallbackUrl.list(psp, { oauthClientId, count: 200 })).items.map((one) => one.url);
    expect(await urls()).toContain(`${url}/second`);
    await oauthCallbackUrl.delete(psp, where);
    expect(await urls()).not.toContain(`${url}/second`);
    await oauthClient.setStatus(psp, { oauthClientId, status: 'CANCELLED' });
    expect((await oauthClient.get(psp, { oauthClientId })).status).toMatch(/^CANCELLED/);
    await oauthClient.setStatus(psp, { oauthClientId, status: 'ACTIVE' });
    expect((await oauthClient.list(psp)).items.map(({ status }) => status)).toContain('ACTIVE');
  });

  it('takes the orders of a provider, and says whether funds suffice', async () => {
    const draft = pspDraftPayment.serialise({
      senderIban: anna.iban,
      counterpartyIban: shop.value,
      counterpartyName: 'Contract Shop',
      description: 'Contract',
      amount: euros('1.00'),
    });
    const draftPaymentId = await pspDraftPayment.create(psp, { body: draft, requestId: randomUUID() });
    expect((await pspDraftPayment.list(psp)).items.map(({ id }) => id)).toContain(draftPaymentId);
    await pspDraftPayment.cancel(psp, { draftPaymentId });
    expect((await pspDraftPayment.get(psp, { draftPaymentId })).status).toBe('CANCELLED');
    const order = issuerTransaction.serialise({
      counterparty: shop,
      amount: euros('1.00'),
      description: 'Contract',
      urlRedirect: 'https://tpp.example/done',
    });
    const issuerTransactionId = await issuerTransaction.create(psp, { body: order, requestId: randomUUID() });
    expect((await issuerTransaction.list(psp)).items.map(({ id }) => id)).toContain(issuerTransactionId);
    await issuerTransaction.cancel(psp, { issuerTransactionId });
    expect((await issuerTransaction.get(psp, { issuerTransactionId })).status).toBe('CANCELLED');
    expect(await confirmationOfFunds.ask(psp, { account: pointerTo(anna), amount: euros('1.00') })).toBe(true);
  });

  it.runIf(hasHand)('has called every endpoint of the contract, and each was answered', () => {
    expect(endpointsOfTheContract.filter((endpoint) => !accepted.has(endpoint))).toEqual([]);
  });
});
