import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import request from 'supertest';
import type { BankUser } from '../support/bank-control.js';
import { fromPublicId } from '@sluis/persistence';
import { ConsentRows } from '../consents/support/consent-rows.js';
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
    const { consentId } = answer.body as { consentId: string };
    expect(answer.headers['location']).toBe(`${base}/consents/${consentId}`);
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
    const again = await call('post', '/consents', headers).send(consentBody()).expect(201);
    expect(again.body).toEqual(answer.body);
    expect(again.headers['location']).toBe(answer.headers['location']);
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
    expect(late.body).toMatchObject({ tppMessages: [{ category: 'ERROR', code: 'CONSENT_INVALID' }] });
  });

  it('tells a consent whose time is over from one that was ended', async () => {
    const { consentId, resourceId } = await authorisedConsent();
    await new ConsentRows(stack).query(
      `UPDATE consents SET authorised_at = now() - interval '2 days', valid_until = now() - interval '1 second' WHERE id = $1`,
      [fromPublicId('consent', consentId)],
    );
    for (const path of ['/accounts', `/accounts/${resourceId}/balances`]) {
      const { body } = await call('get', path, { 'Consent-ID': consentId }).expect(401);
      expect(body).toMatchObject({ tppMessages: [{ code: 'CONSENT_EXPIRED' }] });
    }
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
    expect(refused.text).toContain('Send PSU-IP-Address while the payer is present');
    expect(refused.text).not.toContain('PSU-User-Agent');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(80_000);
    expect(refused.headers['unattended-reads-remaining']).toBe('0');
  });
});

describe('what a read may say', () => {
  it('takes PSU-IP-Address alone for the payer’s presence, and no user agent alone', async () => {
    const { consentId, resourceId } = await authorisedConsent();
    const read = (headers: Record<string, string>) =>
      call('get', `/accounts/${resourceId}/balances`, { 'Consent-ID': consentId, ...headers });
    for (let count = 0; count < 5; count += 1) await read({ 'PSU-IP-Address': '192.0.2.7' }).expect(200);
    for (const [name, value] of [
      ['PSU-User-Agent', 'Mozilla'],
      ['PSU-IP-Address', 'localhost'],
    ] as const) {
      const { body } = await read({ [name]: value }).expect(400);
      expect(body).toMatchObject({ tppMessages: [{ code: 'FORMAT_ERROR', path: '/headers/PSU-IP-Address' }] });
      expect(JSON.stringify(body)).not.toContain('PSU-User-Agent');
    }
  });

  it('refuses balances within the list of accounts, by name', async () => {
    const { consentId, resourceId } = await authorisedConsent();
    for (const path of ['/accounts', `/accounts/${resourceId}`]) {
      const { body } = await call('get', `${path}?withBalance=true`, { 'Consent-ID': consentId }).expect(400);
      expect(body).toMatchObject({
        tppMessages: [
          { code: 'FORMAT_ERROR', path: '/withBalance', text: expect.stringContaining('balances') as string },
        ],
      });
      await call('get', `${path}?withBalance=false`, { 'Consent-ID': consentId }).expect(200);
    }
  });

  it.each([
    [{ recurringIndicator: false }, {}, '/recurringIndicator'],
    [{ frequencyPerDay: 5 }, {}, '/frequencyPerDay'],
    [{ frequencyPerDay: 1 }, {}, '/frequencyPerDay'],
    [{ combinedServiceIndicator: true }, {}, '/combinedServiceIndicator'],
    [{ access: {} }, {}, '/access'],
    [{ access: { accounts: [{ iban: 'x' }] } }, {}, '/access/accounts'],
    [{ access: { allPsd2: 'allAccounts' } }, {}, '/access/allPsd2'],
    [{ validUntil: '2020-01-01' }, {}, '/validUntil'],
    [{}, { 'TPP-Purpose': 'x'.repeat(281) }, '/headers/TPP-Purpose'],
  ])('names the field of what it refuses: %j %j', async (change, headers, path) => {
    const all = { 'TPP-Redirect-URI': stack.partner.redirectUri, ...headers };
    const { body } = await call('post', '/consents', all)
      .send({ ...consentBody(), ...change })
      .expect(400);
    expect(body).toMatchObject({ tppMessages: [{ code: 'FORMAT_ERROR', path }] });
    expect(JSON.stringify(body)).not.toContain('see errors');
  });

  it('says why another frequency than four a day is refused', async () => {
    const { text } = await call('post', '/consents', { 'TPP-Redirect-URI': stack.partner.redirectUri })
      .send({ ...consentBody(), frequencyPerDay: 1 })
      .expect(400);
    expect(text).toContain('must be 4: the payer is told of at most four times a day');
  });
});

describe('why a consent is asked', () => {
  const purposeOf = async (consentId: string) =>
    new ConsentRows(stack).query(`SELECT purpose_by, purpose FROM consents WHERE id = $1`, [
      fromPublicId('consent', consentId),
    ]);

  it('is what the type is for, in the payer’s language, where the partner gives no reason', async () => {
    const { consentId, scaRedirect } = await createConsent();
    const pageIn = async (language: string) => (await new PayerBrowser().open(`${scaRedirect}?lang=${language}`)).html;
    expect(await pageIn('nl')).toContain(
      'Waarom: Om de gegevens te zien die je toestaat, van de rekeningen die je bij bunq kiest.',
    );
    const sentence = 'To see the data you allow, of the accounts you choose at bunq.';
    expect(await pageIn('en')).toContain(`Why: ${sentence}`);
    expect(await purposeOf(consentId)).toEqual([{ purpose_by: 'platform', purpose: sentence }]);
  });

  it('is the partner’s reason where TPP-Purpose gives one', async () => {
    const headers = { 'TPP-Redirect-URI': stack.partner.redirectUri, 'TPP-Purpose': 'Adding up your costs' };
    const { body } = await call('post', '/consents', headers).send(consentBody()).expect(201);
    expect(await purposeOf((body as { consentId: string }).consentId)).toEqual([
      { purpose_by: 'partner', purpose: 'Adding up your costs' },
    ]);
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
    expect(created.headers['location']).toBe(`${base}/payments/sepa-credit-transfers/${paymentId}`);
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
      { answer: call('get', '/accounts', { 'Consent-ID': 'con_x' }), status: 400, code: 'CONSENT_UNKNOWN' },
      { answer: call('get', '/consents/con_x'), status: 403, code: 'CONSENT_UNKNOWN' },
      { answer: call('get', '/nothing-here'), status: 404, code: 'RESOURCE_UNKNOWN' },
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

  it('name what is wrong as this view names it', async () => {
    const { consentId, resourceId } = await authorisedConsent({ accounts: [] });
    const undecided = await createConsent();
    const cases = [
      {
        answer: call('post', '/consents', { 'TPP-Redirect-URI': 'https://evil.example' }).send(consentBody()),
        path: '/headers/TPP-Redirect-URI',
      },
      { answer: call('get', '/accounts', { 'Consent-ID': undecided.consentId }), path: '/headers/Consent-ID' },
      {
        answer: call('get', `/accounts/${resourceId}/balances`, { 'Consent-ID': consentId }),
        path: '/headers/Consent-ID',
        text: 'The consent does not include access/balances.',
      },
      {
        answer: call('post', '/payments/sepa-credit-transfers', {
          'TPP-Redirect-URI': stack.partner.redirectUri,
        }).send({
          instructedAmount: { currency: 'EUR', amount: '12.50' },
          debtorAccount: { iban: 'NL91ABNA0417164300' },
          creditorName: 'Koffie & Zo',
          creditorAccount: { iban: 'NL91ABNA0417164300' },
          remittanceInformationUnstructured: 'Order 1042',
        }),
        path: '/debtorAccount/iban',
      },
    ];
    for (const { answer, path, text = expect.any(String) as string } of cases) {
      const { body, text: whole } = await answer;
      expect(body).toMatchObject({ tppMessages: [{ path, text }] });
      expect(whole).not.toMatch(/redirect_uri|consent_id|read_balances|see errors|\/debtor\//);
    }
  });

  it('tell a consent without balances apart, and keep other partners out', async () => {
    const { consentId, resourceId } = await authorisedConsent({ accounts: [] });
    const refused = await call('get', `/accounts/${resourceId}/balances`, { 'Consent-ID': consentId }).expect(401);
    expect(refused.body).toMatchObject({ tppMessages: [{ code: 'CONSENT_INVALID' }] });
    const stranger = await stack.createPartner();
    const headers = { 'Consent-ID': consentId, Authorization: `Bearer ${stranger.key}` };
    for (const path of ['/accounts', `/accounts/${resourceId}`]) {
      const unknown = await call('get', path, headers).expect(400);
      expect(unknown.body).toMatchObject({ tppMessages: [{ code: 'CONSENT_UNKNOWN' }] });
    }
    const unknown = await call('get', `/consents/${consentId}`, headers).expect(403);
    expect(unknown.body).toMatchObject({ tppMessages: [{ code: 'CONSENT_UNKNOWN' }] });
  });
});
