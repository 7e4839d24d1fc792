import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Emulator, startEmulator } from './index.js';
import { control, createUser, type TestUser } from './testing/control.js';
import { connectedClient, idOf, part, TestClient } from './testing/test-client.js';
import { authoriseUrl, exchange, type OauthApp, registerOauthApp, registerTpp } from './testing/test-tpp.js';

const webshop = { iban: 'NL14RABO0169202917', name: 'Webshop BV' };

const redirectOf = (answer: { body: Record<string, unknown> }) => z.string().parse(answer.body['redirect_to']);

describe('a TPP and a PSU', () => {
  let emulator: Emulator;
  let tpp: TestClient;
  let app: OauthApp;
  let psu: TestUser;

  beforeAll(async () => {
    emulator = await startEmulator();
    tpp = await registerTpp(emulator.url);
    app = await registerOauthApp(tpp);
    psu = await createUser(emulator.url, { name: 'Anna Visser', balance: '100.00' });
  });
  afterAll(() => emulator.close());

  const draftPath = () => `/v1/user/${tpp.userId}/payment-service-provider-draft-payment`;
  const orderDraft = async (value: string, payee = webshop.iban) =>
    idOf(
      await tpp.send('POST', draftPath(), {
        body: {
          sender_iban: psu.iban,
          counterparty_iban: payee,
          counterparty_name: webshop.name,
          description: 'Order 7',
          amount: { value, currency: 'EUR' },
        },
      }),
    );
  const statusOf = async (id: number) =>
    part(await tpp.send('GET', `${draftPath()}/${id}`), 'PaymentServiceProviderDraftPayment')['status'];
  const authorise = (decision: string, more = {}) =>
    control(emulator.url, 'POST', `/psu/${psu.id}/authorise`, {
      url: authoriseUrl(emulator.url, app),
      decision,
      ...more,
    });

  const connect = async (): Promise<TestClient> => {
    const redirect = redirectOf(await authorise('accept'));
    const token = z
      .object({ access_token: z.string() })
      .parse(await (await exchange(emulator.url, app, redirect)).json());
    const client = new TestClient(emulator.url);
    client.installationToken = tpp.installationToken;
    client.serverPublicKey = tpp.serverPublicKey;
    await client.openSession(token.access_token);
    return client;
  };

  it('executes a payment draft together with the authorisation', async () => {
    const draft = await orderDraft('12.50');
    expect(await statusOf(draft)).toBe('PENDING');
    const redirect = redirectOf(await authorise('accept'));
    expect(redirect).toMatch(/^https:\/\/tpp\.example\/back\?code=[0-9a-f]{64}&state=xyz$/);
    expect(await statusOf(draft)).toBe('ACCEPTED');
  });

  it('rejects the drafts shown when the PSU denies', async () => {
    const draft = await orderDraft('1.00');
    expect(redirectOf(await authorise('deny'))).toContain('error=access_denied');
    expect(await statusOf(draft)).toBe('REJECTED');
  });

  it('leaves a draft pending that the account cannot pay', async () => {
    const draft = await orderDraft('5000.00');
    expect((await authorise('accept')).status).toBe(400);
    expect(await statusOf(draft)).toBe('PENDING');
    expect((await tpp.send('PUT', `${draftPath()}/${draft}`, { body: { status: 'CANCELLED' } })).status).toBe(200);
    expect(await statusOf(draft)).toBe('CANCELLED');
  });

  it.each([
    ['money is missing for', async () => orderDraft('90000.00')],
    [
      'the payee of which has closed its account',
      async () => {
        const payee = await createUser(emulator.url, { name: 'Closed BV' });
        const draft = await orderDraft('1.00', payee.iban);
        const account = emulator.bank.tables.accounts.get(payee.accountId);
        if (account !== undefined) account.status = 'CANCELLED';
        return draft;
      },
    ],
  ])('pays none of the drafts it accepts together with one that %s', async (_what, orderOther) => {
    const drafts = [await orderDraft('2.00'), await orderOther()];
    const balance = () => emulator.bank.tables.accounts.get(psu.accountId)?.balance;
    const before = balance();
    expect((await authorise('accept')).status).toBe(400);
    const query = Object.fromEntries(new URL(authoriseUrl(emulator.url, app)).searchParams);
    const answers = Object.fromEntries(drafts.map((id) => [`draft_${id}`, 'accept']));
    const form = { ...query, user: String(psu.id), decision: 'accept', account: String(psu.accountId), ...answers };
    const page = await fetch(`${emulator.url}/auth`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    expect(page.status).toBe(400);
    expect(balance()).toBe(before);
    for (const id of drafts) {
      expect(await statusOf(id)).toBe('PENDING');
      await tpp.send('PUT', `${draftPath()}/${id}`, { body: { status: 'CANCELLED' } });
    }
  });

  it('takes no draft from an account to itself', async () => {
    const body = {
      sender_iban: psu.iban,
      counterparty_iban: psu.iban,
      counterparty_name: 'Anna Visser',
      description: 'x',
      amount: { value: '1.00', currency: 'EUR' },
    };
    const refused = await tpp.send('POST', draftPath(), { body });
    expect([refused.status, refused.error]).toEqual([400, 'An account cannot pay itself.']);

    const client = await connectedClient(emulator.url, psu.apiKey);
    const path = `/v1/user/${psu.id}/monetary-account/${psu.accountId}/draft-payment`;
    const entryTo = (iban: string) => ({
      amount: body.amount,
      counterparty_alias: { type: 'IBAN', value: iban, name: 'x' },
      description: 'x',
    });
    const toItself = { entries: [entryTo(webshop.iban), entryTo(psu.iban)], number_of_required_accepts: 1 };
    expect(await client.send('POST', path, { body: toItself })).toMatchObject({
      status: 400,
      error: 'An account cannot pay itself.',
    });
    const other = { entries: [entryTo(webshop.iban)], number_of_required_accepts: 1 };
    const draft = idOf(await client.send('POST', path, { body: other }));
    const changed = await client.send('PUT', `${path}/${draft}`, { body: { entries: toItself.entries } });
    expect([changed.status, changed.error]).toEqual([400, 'An account cannot pay itself.']);
    await client.send('PUT', `${path}/${draft}`, { body: { status: 'CANCELLED' } });
  });

  it('expires a draft after its time on the bank clock', async () => {
    const draft = await orderDraft('1.00');
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 901 });
    expect(await statusOf(draft)).toBe('EXPIRED');
  });

  it('exchanges a code once', async () => {
    const redirect = redirectOf(await authorise('accept'));
    expect((await exchange(emulator.url, app, redirect)).status).toBe(200);
    const again = await exchange(emulator.url, app, redirect);
    expect(again.status).toBe(400);
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('refuses a code after ten minutes', async () => {
    const redirect = redirectOf(await authorise('accept'));
    await control(emulator.url, 'POST', '/clock', { advance_seconds: 601 });
    expect((await exchange(emulator.url, app, redirect)).status).toBe(400);
  });

  it('shows only the accounts chosen in the consent, and acts under the id of the consent', async () => {
    const client = await connect();
    const accounts = await client.send('GET', `/v1/user/${client.userId}/monetary-account`);
    expect(accounts.body.Response).toHaveLength(1);
    expect(part(accounts, 'MonetaryAccountBank')['id']).toBe(psu.accountId);
    expect((await client.send('GET', `/v1/user/${psu.id}/monetary-account`)).status).toBe(200);
    expect((await client.send('GET', `/v1/user/${tpp.userId}/monetary-account`)).status).toBe(403);
  });

  it('pays an account draft when the PSU accepts it, and never by the hand of the TPP', async () => {
    const client = await connect();
    const path = `/v1/user/${client.userId}/monetary-account/${psu.accountId}/draft-payment`;
    const entry = {
      amount: { value: '2.00', currency: 'EUR' },
      counterparty_alias: { type: 'IBAN', value: webshop.iban, name: webshop.name },
      description: 'Order 8',
      merchant_reference: 'ref-8',
    };
    const draft = idOf(
      await client.send('POST', path, { body: { entries: [entry, entry], number_of_required_accepts: 1 } }),
    );
    expect((await client.send('PUT', `${path}/${draft}`, { body: { status: 'ACCEPTED' } })).status).toBe(403);
    await control(emulator.url, 'POST', `/psu/${psu.id}/drafts/${draft}`, { decision: 'accept' });
    const read = part(await client.send('GET', `${path}/${draft}`), 'DraftPayment');
    expect(read).toMatchObject({ status: 'ACCEPTED', entries: [{ merchant_reference: 'ref-8' }, {}] });
    expect(read['object']).toHaveProperty('PaymentBatch.payments.Payment.1.amount.value', '-2.00');
    expect((await client.send('PUT', `${path}/${draft}`, { body: { status: 'CANCELLED' } })).status).toBe(400);
  });

  it('ends a live session and its token when the PSU stops the connection', async () => {
    const client = await connect();
    await control(emulator.url, 'POST', `/psu/${psu.id}/revoke`, { user_api_key_id: client.userId });
    const refused = await client.send('GET', '/v1/user');
    expect([refused.status, refused.error]).toEqual([403, 'Insufficient authentication.']);
  });

  it('lets whoever opens an issuer transaction pay it', async () => {
    const path = `/v1/user/${tpp.userId}/payment-service-provider-issuer-transaction`;
    const id = idOf(
      await tpp.send('POST', path, {
        body: {
          counterparty_alias: { type: 'IBAN', value: webshop.iban, name: webshop.name },
          amount: { value: '3.00', currency: 'EUR' },
          description: 'Order 9',
          url_redirect: 'https://tpp.example/done',
        },
      }),
    );
    const wrapper = 'PaymentServiceProviderIssuerTransaction';
    const created = part(await tpp.send('GET', `${path}/${id}`), wrapper);
    expect(created).toMatchObject({ status: 'PENDING', alias: null, url_redirect: 'https://tpp.example/done' });
    const uuid = z.string().parse(created['public_uuid']);
    const done = await control(emulator.url, 'POST', `/psu/${psu.id}/issuer-transactions/${uuid}`, {
      decision: 'accept',
    });
    expect(done.body).toEqual({ status: 'ACCEPTED', redirect_to: 'https://tpp.example/done' });
    expect(part(await tpp.send('GET', `${path}/${id}`), wrapper)).toMatchObject({
      status: 'ACCEPTED',
      alias: { iban: psu.iban },
    });
  });

  const ask = async (value: string) =>
    part(
      await tpp.send('POST', `/v1/user/${tpp.userId}/confirmation-of-funds`, {
        body: { pointer_iban: { type: 'IBAN', value: psu.iban }, amount: { value, currency: 'EUR' } },
      }),
      'ConfirmationOfFunds',
    )['has_sufficient_funds'];
  it('confirms funds with a yes or a no', async () => {
    expect([await ask('1.00'), await ask('100000.00')]).toEqual([true, false]);
  });
});
