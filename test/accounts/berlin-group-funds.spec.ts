import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { PayerBrowser } from '../support/payer-browser.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/until.js';

const consents = '/berlin-group/v2/consents/confirmation-of-funds';
const questions = '/berlin-group/v1/funds-confirmations';

let stack: Stack;
let sql: Sql;
let payer: BankUser;
let other: BankUser;

beforeAll(async () => {
  stack = await startStack();
  sql = await Sql.open(stack.environment.database.url);
  payer = await stack.bank.createUser('R. de Lezer', '100.00');
  other = await stack.bank.createUser('B. Ander', '100.00');
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

function call(method: 'get' | 'post' | 'delete', path: string, headers: Record<string, string> = {}) {
  const caller = request(stack.apiUrl);
  return caller[method](path).set({
    Authorization: `Bearer ${stack.partner.key}`,
    'X-Request-ID': randomUUID(),
    ...headers,
  });
}

async function createConsent(iban = payer.iban): Promise<{ consentId: string; scaRedirect: string }> {
  const answer = await call('post', consents, { 'TPP-Redirect-URI': stack.partner.redirectUri })
    .send({ account: { iban } })
    .expect(201);
  const body = answer.body as { consentId: string; _links: { scaRedirect: { href: string } } };
  return { consentId: body.consentId, scaRedirect: body._links.scaRedirect.href };
}

const statusOf = async (consentId: string) =>
  ((await call('get', `${consents}/${consentId}/status`).expect(200)).body as { consentStatus: string }).consentStatus;

async function decided(consentId: string, scaRedirect: string, user: BankUser): Promise<string> {
  const browser = new PayerBrowser();
  const agreed = await browser.submit(scaRedirect);
  await browser.open(await stack.bank.authorise(user, agreed.location ?? ''));
  return until('the consent to be decided', async () => {
    const status = await statusOf(consentId);
    return status === 'received' ? undefined : status;
  });
}

async function validConsent(): Promise<string> {
  const { consentId, scaRedirect } = await createConsent();
  expect(await decided(consentId, scaRedirect, payer)).toBe('valid');
  return consentId;
}

const ask = (consentId: string, amount: string, headers: Record<string, string> = {}, iban = payer.iban) =>
  call('post', questions, { 'Consent-ID': consentId, ...headers }).send({
    account: { iban },
    instructedAmount: { currency: 'EUR', amount },
  });

describe('consents for funds confirmation', () => {
  it('POST, GET, GET status and DELETE', async () => {
    const requestId = randomUUID();
    const headers = { 'TPP-Redirect-URI': stack.partner.redirectUri, 'X-Request-ID': requestId };
    const body = { account: { iban: payer.iban }, cardNumber: '6703 **** **** 1234', cardExpiryDate: '2029-12-31' };
    const created = await call('post', consents, headers).send(body).expect(201);
    expect(created.headers).toMatchObject({ 'x-request-id': requestId, 'aspsp-sca-approach': 'REDIRECT' });
    expect(created.body).toEqual({
      consentStatus: 'received',
      consentId: expect.stringMatching(/^con_/) as string,
      _links: {
        scaRedirect: { href: expect.stringContaining('/consent/') as string },
        self: {
          href: expect.stringMatching(/^\/berlin-group\/v2\/consents\/confirmation-of-funds\/con_\w+$/) as string,
        },
        status: { href: expect.stringMatching(/\/status$/) as string },
      },
    });
    expect((await call('post', consents, headers).send(body).expect(201)).body).toEqual(created.body);
    const { consentId } = created.body as { consentId: string };
    expect((await call('get', `${consents}/${consentId}`).expect(200)).body).toEqual({
      account: { iban: payer.iban },
      consentStatus: 'received',
    });
    await call('delete', `${consents}/${consentId}`).expect(204);
    expect(await statusOf(consentId)).toBe('terminatedByTpp');
    // With a star: the digits alone come up in ids by chance.
    expect(await sql.value(String.raw`SELECT count(*)::int FROM consents c WHERE c::text ~ '6703\s*\*'`)).toBe(0);
  });

  it('names the account to the payer, and holds that account alone', async () => {
    const { consentId, scaRedirect } = await createConsent();
    const { html } = await new PayerBrowser().open(`${scaRedirect}?lang=en`);
    expect(html).toContain('Choose this account at bunq');
    expect(await decided(consentId, scaRedirect, payer)).toBe('valid');
    const { body } = await stack.partner.get(`/v1/consents/${consentId}`).expect(200);
    expect((body as { accounts: { iban: string }[] }).accounts.map(({ iban }) => iban)).toEqual([payer.iban]);
  });

  it('fails when the payer chooses another account, and nothing of that one is kept', async () => {
    const { consentId, scaRedirect } = await createConsent();
    expect(await decided(consentId, scaRedirect, other)).toBe('rejected');
    const { body } = await stack.partner.get(`/v1/consents/${consentId}`).expect(200);
    expect(body).toMatchObject({ status: 'failed', status_reason: 'other_account_chosen', accounts: [] });
    expect(await sql.value(`SELECT count(*)::int FROM accounts WHERE iban = $1`, [other.iban])).toBe(0);
    const { html } = await new PayerBrowser().open(`${scaRedirect}?lang=en`);
    expect(html).toContain('You chose another account');
  });
});

describe('funds confirmations', () => {
  it('answer true and false, and the same request id the same', async () => {
    const consentId = await validConsent();
    const requestId = randomUUID();
    const first = await ask(consentId, '100.00', { 'X-Request-ID': requestId }).expect(200);
    expect(first.headers['x-request-id']).toBe(requestId);
    expect(first.body).toEqual({ fundsAvailable: true });
    expect((await ask(consentId, '100.00', { 'X-Request-ID': requestId }).expect(200)).text).toBe(first.text);
    expect((await ask(consentId, '100.01').expect(200)).body).toEqual({ fundsAvailable: false });
    // The same service: the same record.
    const { body } = await stack.partner.get(`/v1/funds-confirmations?consent_id=${consentId}`).expect(200);
    expect((body as { data: object[] }).data).toHaveLength(2);
  });

  it('are refused in the words of the framework', async () => {
    const consentId = await validConsent();
    const stranger = await stack.createPartner();
    const asStranger = { Authorization: `Bearer ${stranger.key}` };
    const { body: forPayments } = await stack.partner
      .post('/v1/consents', { type: 'payment_initiation', redirect_uri: stack.partner.redirectUri })
      .expect(201);
    const cases = [
      { answer: await ask(consentId, '0.00'), status: 400, code: 'FORMAT_ERROR' },
      { answer: await ask(consentId, '1.00', { 'Consent-ID': 'con_x' }), status: 400, code: 'CONSENT_UNKNOWN' },
      { answer: await ask(consentId, '1.00', asStranger), status: 400, code: 'CONSENT_UNKNOWN' },
      { answer: await ask((forPayments as { id: string }).id, '1.00'), status: 401, code: 'CONSENT_INVALID' },
      {
        answer: await ask(consentId, '1.00', {}, other.iban),
        status: 401,
        code: 'CONSENT_INVALID',
        path: '/account/iban',
      },
      {
        answer: await call('get', `${consents}/${(forPayments as { id: string }).id}`),
        status: 403,
        code: 'CONSENT_UNKNOWN',
      },
      { answer: await call('get', `${consents}/${consentId}`, asStranger), status: 403, code: 'CONSENT_UNKNOWN' },
      {
        answer: await call('post', questions).send({
          account: { iban: payer.iban },
          instructedAmount: { currency: 'EUR', amount: '1.00' },
        }),
        status: 400,
        code: 'FORMAT_ERROR',
      },
    ];
    for (const { answer, status, code, path } of cases) {
      expect({ found: answer.status, body: answer.body as unknown }).toMatchObject({
        found: status,
        body: { tppMessages: [{ category: 'ERROR', code, ...(path ? { path } : {}) }] },
      });
    }
    await call('delete', `${consents}/${consentId}`).expect(204);
    expect((await ask(consentId, '1.00').expect(401)).body).toMatchObject({
      tppMessages: [{ code: 'CONSENT_INVALID' }],
    });
  });
});
