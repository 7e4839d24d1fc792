import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import request from 'supertest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';
import { bookAtBank } from './bank-bookings.js';
import { psuHeaders } from './account-holder.js';

const base = '/berlin-group/v1';
const validUntil = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

let stack: Stack;
let payer: BankUser;

beforeAll(async () => {
  stack = await startStack();
  payer = await stack.bank.createUser('R. de Lezer', '1000.00');
  bookAtBank(stack.emulator.bank, payer.accountId, [
    { amount: -1_250n, name: 'Koffie & Zo', iban: 'NL91ABNA0417164300', description: 'Two coffees', daysAgo: 2 },
  ]);
});

afterAll(() => stack.stop());

function call(method: 'get' | 'post' | 'delete', path: string, headers: Record<string, string> = {}) {
  const caller = request(stack.apiUrl);
  return caller[method](base + path).set({
    Authorization: `Bearer ${stack.partner.key}`,
    'X-Request-ID': randomUUID(),
    ...headers,
  });
}

const consentBody = (access: object = { accounts: [], balances: [], transactions: [] }) => ({
  access,
  recurringIndicator: true,
  validUntil,
  frequencyPerDay: 4,
});

async function createConsent(access?: object): Promise<{ consentId: string; scaRedirect: string }> {
  const answer = await call('post', '/consents', { 'TPP-Redirect-URI': stack.partner.redirectUri })
    .send(consentBody(access))
    .expect(201);
  const body = answer.body as { consentId: string; _links: { scaRedirect: { href: string } } };
  return { consentId: body.consentId, scaRedirect: body._links.scaRedirect.href };
}

async function authorisedConsent(access?: object): Promise<{ consentId: string; resourceId: string }> {
  const { consentId, scaRedirect } = await createConsent(access);
  const browser = new PayerBrowser();
  const agreed = await browser.submit(scaRedirect);
  await browser.open(await stack.bank.authorise(payer, agreed.location ?? ''));
  await until('the consent to be valid', async () => {
    const { body } = await call('get', `/consents/${consentId}/status`).expect(200);
    return (body as { consentStatus: string }).consentStatus === 'valid' ? true : undefined;
  });
  const { body } = await call('get', '/accounts', { 'Consent-ID': consentId }).expect(200);
  const [account] = (body as { accounts: { resourceId: string }[] }).accounts;
  return { consentId, resourceId: account?.resourceId ?? '' };
}

describe('consents', () => {
  it('POST consents', async () => {
    const requestId = randomUUID();
    const headers = { 'TPP-Redirect-URI': stack.partner.redirectUri, 'X-Request-ID': requestId };
    const answer = await call('post', '/consents', headers).send(consentBody()).expect(201);
    expect(answer.headers).toMatchObject({ 'x-request-id': requestId, 'aspsp-sca-approach': 'REDIRECT' });
    expect(answer.body).toEqual({
      consentStatus: 'received',
      consentId: expect.stringMatching(/^con_/) as string,
      _links: {
        scaRedirect: { href: expect.stringContaining('/consent/') as string },
        self: { href: expect.stringMatching(/^\/berlin-group\/v1\/consents\/con_\w+$/) as string },
        status: { href: expect.stringMatching(/\/status$/) as string },
      },
    });
    // The same request id is the same request.
    expect((await call('post', '/consents', headers).send(consentBody()).expect(201)).body).toEqual(answer.body);
  });

  it('GET and DELETE consents/{id}, GET consents/{id}/status', async () => {
    const { consentId } = await authorisedConsent();
    const read = await call('get', `/consents/${consentId}`).expect(200);
    expect(read.body).toMatchObject({
      access: {
        accounts: [{ iban: payer.iban }],
        balances: [{ iban: payer.iban }],
        transactions: [{ iban: payer.iban }],
      },
      recurringIndicator: true,
      validUntil,
      frequencyPerDay: 4,
      consentStatus: 'valid',
    });
    await call('delete', `/consents/${consentId}`).expect(204);
    expect((await call('get', `/consents/${consentId}/status`).expect(200)).body).toEqual({
      consentStatus: 'terminatedByTpp',
    });
    const late = await call('get', '/accounts', { 'Consent-ID': consentId }).expect(401);
    expect(late.body).toMatchObject({ tppMessages: [{ category: 'ERROR', code: 'CONSENT_EXPIRED' }] });
  });

  it('is rejected when the payer declines', async () => {
    const { consentId, scaRedirect } = await createConsent();
    await new PayerBrowser().submit(scaRedirect, {}, `${scaRedirect}/decline`);
    expect((await call('get', `/consents/${consentId}/status`).expect(200)).body).toEqual({
      consentStatus: 'rejected',
    });
  });
});

describe('accounts', () => {
  it('GET accounts, accounts/{id}, balances and transactions', async () => {
    const { consentId, resourceId } = await authorisedConsent();
    const headers = { 'Consent-ID': consentId, ...psuHeaders };
    const account = {
      resourceId,
      iban: payer.iban,
      currency: 'EUR',
      ownerName: 'R. de Lezer',
      cashAccountType: 'CACC',
      _links: {
        balances: { href: `${base}/accounts/${resourceId}/balances` },
        transactions: { href: `${base}/accounts/${resourceId}/transactions` },
      },
    };
    expect((await call('get', '/accounts', headers).expect(200)).body).toMatchObject({ accounts: [account] });
    expect((await call('get', `/accounts/${resourceId}`, headers).expect(200)).body).toMatchObject({ account });
    const balances = await call('get', `/accounts/${resourceId}/balances`, headers).expect(200);
    expect(balances.body).toEqual({
      balances: [
        {
          balanceType: 'interimAvailable',
          balanceAmount: { currency: 'EUR', amount: '987.50' },
          lastChangeDateTime: expect.stringMatching(/Z$/) as string,
        },
      ],
    });
    const path = `/accounts/${resourceId}/transactions`;
    const { body } = await call('get', `${path}?bookingStatus=booked`, headers).expect(200);
    expect(body).toMatchObject({
      transactions: {
        booked: [
          { transactionAmount: { currency: 'EUR', amount: '1000.00' } },
          {
            transactionId: expect.stringMatching(/^trx_/) as string,
            transactionAmount: { currency: 'EUR', amount: '-12.50' },
            creditorName: 'Koffie & Zo',
            creditorAccount: { iban: 'NL91ABNA0417164300' },
            remittanceInformationUnstructured: 'Two coffees',
            balanceAfterTransaction: { balanceType: 'interimBooked' },
          },
        ],
        _links: { account: { href: `${base}/accounts/${resourceId}` } },
      },
    });
    const today = new Date().toISOString().slice(0, 10);
    const recent = await call('get', `${path}?bookingStatus=booked&dateFrom=${today}`, headers).expect(200);
    expect((recent.body as { transactions: { booked: object[] } }).transactions.booked).toHaveLength(1);
  });

  it('answers ACCESS_EXCEEDED to the fifth read without the payer', async () => {
    const { consentId, resourceId } = await authorisedConsent();
    const read = () => call('get', `/accounts/${resourceId}/balances`, { 'Consent-ID': consentId });
    for (let count = 0; count < 4; count += 1) await read().expect(200);
    const refused = await read().expect(429);
    expect(refused.body).toMatchObject({ tppMessages: [{ category: 'ERROR', code: 'ACCESS_EXCEEDED' }] });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(80_000);
    expect(refused.headers['unattended-reads-remaining']).toBe('0');
  });
});

describe('payments', () => {
  const transfer = () => ({
    instructedAmount: { currency: 'EUR', amount: '12.50' },
    debtorAccount: { iban: payer.iban },
    creditorName: 'Koffie & Zo',
    creditorAccount: { iban: 'NL91ABNA0417164300' },
    remittanceInformationUnstructured: 'Order 1042',
    endToEndIdentification: 'order-1042',
  });

  it('POST and GET payments/sepa-credit-transfers, and its status, from received to executed', async () => {
    const headers = { 'TPP-Redirect-URI': stack.partner.redirectUri };
    const created = await call('post', '/payments/sepa-credit-transfers', headers).send(transfer()).expect(201);
    const { paymentId, _links: links } = created.body as {
      paymentId: string;
      _links: Record<string, { href: string }>;
    };
    expect(created.body).toMatchObject({
      transactionStatus: 'RCVD',
      paymentId: expect.stringMatching(/^pay_/) as string,
    });
    const scaRedirect = links['scaRedirect']?.href ?? '';
    const browser = new PayerBrowser();
    const agreed = await browser.submit(scaRedirect);
    await browser.open(await stack.bank.authorise(payer, agreed.location ?? ''));
    await until('the payment to be executed', async () => {
      const { body } = await call('get', `/payments/sepa-credit-transfers/${paymentId}/status`).expect(200);
      return (body as { transactionStatus: string }).transactionStatus === 'ACSC' ? true : undefined;
    });
    const read = await call('get', `/payments/sepa-credit-transfers/${paymentId}`).expect(200);
    expect(read.body).toEqual({ transactionStatus: 'ACSC', paymentId, ...transfer() });
  });
});

describe('errors', () => {
  it('have the shape of the framework, and the request id when it is one', async () => {
    const requestId = randomUUID();
    const cases = [
      {
        answer: call('get', '/accounts', { 'X-Request-ID': 'x', 'Consent-ID': 'x' }),
        status: 400,
        code: 'FORMAT_ERROR',
      },
      { answer: call('get', '/accounts'), status: 400, code: 'FORMAT_ERROR' },
      { answer: call('get', '/accounts', { 'Consent-ID': 'con_x' }), status: 404, code: 'RESOURCE_UNKNOWN' },
      { answer: call('get', '/consents/con_x', { Authorization: 'Bearer x' }), status: 401, code: 'TOKEN_INVALID' },
      { answer: call('post', '/consents').send(consentBody()), status: 400, code: 'FORMAT_ERROR' },
      {
        answer: call('post', '/consents', { 'TPP-Redirect-URI': 'https://evil.example' }).send(consentBody()),
        status: 400,
        code: 'FORMAT_ERROR',
      },
      {
        answer: call('post', '/consents', { 'TPP-Redirect-URI': stack.partner.redirectUri }).send({
          ...consentBody(),
          frequencyPerDay: 5,
        }),
        status: 400,
        code: 'FORMAT_ERROR',
      },
      {
        answer: call('get', '/payments/sepa-credit-transfers/pay_x', { 'X-Request-ID': requestId }),
        status: 404,
        code: 'RESOURCE_UNKNOWN',
      },
    ];
    for (const { answer, status, code } of cases) {
      const { body, headers, status: found } = await answer;
      expect({ found, body: body as unknown }).toMatchObject({
        found: status,
        body: { tppMessages: [{ category: 'ERROR', code, text: expect.any(String) as string }] },
      });
      expect(headers['content-type']).toContain('application/json');
    }
  });

  it('tell a consent without balances apart, and keep other partners out', async () => {
    const { consentId, resourceId } = await authorisedConsent({ accounts: [] });
    const refused = await call('get', `/accounts/${resourceId}/balances`, { 'Consent-ID': consentId }).expect(401);
    expect(refused.body).toMatchObject({ tppMessages: [{ code: 'CONSENT_INVALID' }] });
    const stranger = await stack.createPartner();
    const headers = { 'Consent-ID': consentId, Authorization: `Bearer ${stranger.key}` };
    await call('get', '/accounts', headers).expect(404);
    await call('get', `/consents/${consentId}`, headers).expect(404);
  });
});
