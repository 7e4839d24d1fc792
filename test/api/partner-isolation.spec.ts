import { randomUUID } from 'node:crypto';
import { apiScopes } from '@sluis/partners';
import { fromPublicId, newId, toPublicId } from '@sluis/persistence';
import request, { type Response, type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { routesOf } from '../support/api-routes.js';
import { storeConnectedAccount, storeIncomingRequest } from '../support/connected-account.js';
import { createConsent } from '../support/consent-journey.js';
import { issueKey, revokedKey } from '../support/operator.js';
import type { PartnerClient } from '../support/partner-client.js';
import { png } from '../support/pictures.js';
import { paymentBody } from '../support/payment-journey.js';
import { payoutBody } from '../support/payout-journey.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';
import { upload } from '../support/upload.js';
import {
  bankConnectionBody,
  fundsQuestion,
  hooks,
  hookTarget,
  partnerRoutes,
  paymentRequestBody,
  tables,
  type PartnerRoute,
} from './partner-isolation/partner-routes.js';

type KnownPartner = PartnerClient & { partnerId: string };

let stack: Stack;
let sql: Sql;
let owner: KnownPartner;
let stranger: KnownPartner;
let revoked: PartnerClient;
let makeBody: (partner: PartnerClient) => Record<string, unknown>;

const routesWithId = partnerRoutes.filter(({ names }) => names !== undefined);

beforeAll(async () => {
  stack = await startStack({ withWorker: false });
  sql = await Sql.open(stack.environment.database.url);
  const shop = await stack.bank.createUser('Koffie & Zo');
  makeBody = (partner) => paymentBody(partner, shop);
  owner = await stack.createPartner();
  stranger = await stack.createPartner();
  revoked = await revokedKey(stack, owner.partnerId);
  for (const { partnerId } of [owner, stranger]) await storeConnectedAccount(sql, partnerId);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function resourceOf(partner: KnownPartner, { names = 'payment' }: Pick<PartnerRoute, 'names'>): Promise<string> {
  if (names === 'consent') return (await createConsent(partner)).id;
  if (names === 'bankConnection')
    return String((await partner.post('/v1/bank-connections', bankConnectionBody).expect(201)).body.id);
  if (names === 'incomingPaymentRequest') return storeIncomingRequest(sql, partner.partnerId);
  const made = Object.entries(createdBy).find(([kind]) => kind === names)?.[1];
  if (made) {
    await storeConnectedAccount(sql, partner.partnerId);
    return String((await made(partner).expect(201)).body.id);
  }
  if (names === 'spendingRule') {
    const limits = { per_day: { value: '10.00', currency: 'EUR' } };
    const { spending_rule: rule } = await createConsent(partner, { spending_rule: limits });
    return z.object({ id: z.string() }).parse(rule).id;
  }
  if (names === 'paymentLink') {
    const made = await partner.post('/v1/payment-links', makeBody(partner)).expect(201);
    return z.object({ id: z.string() }).parse(made.body).id;
  }
  if (names === 'payment') return (await partner.createPayment(makeBody(partner))).id;
  if (names === 'fundsConfirmation' || names === 'fundsConfirmationBatch') return askedOf(partner, names);
  // A partner may have only so many endpoints.
  const { data } = (await partner.get(hooks).expect(200)).body as { data: { id: string }[] };
  const endpointId = data[0]?.id ?? String((await partner.post(hooks, { url: hookTarget }).expect(201)).body.id);
  if (names === 'webhookEndpoint') return endpointId;
  const told = await partner.post(`${hooks}/${endpointId}/test`).expect(202);
  return (told.body as { event_id: string }).event_id;
}

const anySupplier = { name: 'Branderij BV', iban: 'NL14RABO0169202917' };

/** What a partner with a connected account makes by one call. */
const createdBy = {
  payout: (partner: PartnerClient) => partner.post('/v1/payouts', payoutBody(anySupplier)),
  payoutBatch: (partner: PartnerClient) => partner.post('/v1/payout-batches', { entries: [payoutBody(anySupplier)] }),
  paymentRequest: (partner: PartnerClient) => partner.post('/v1/payment-requests', paymentRequestBody),
  paymentRequestBatch: (partner: PartnerClient) =>
    partner.post('/v1/payment-request-batches', { payment_requests: [paymentRequestBody] }),
  attachment: (partner: PartnerClient) => upload(partner, { file: png }),
};
/** A question as it stands after a payer's consent and the bank's answer. */
async function askedOf(partner: PartnerClient, names: 'fundsConfirmation' | 'fundsConfirmationBatch'): Promise<string> {
  const batch = newId();
  const id = newId();
  const consent = fromPublicId('consent', (await createConsent(partner, { type: 'funds_confirmation' })).id) ?? '';
  const [row] = await sql.rows<{ partner: string }>(`SELECT partner_id AS partner FROM consents WHERE id = $1`, [
    consent,
  ]);
  const partnerId = row?.partner ?? '';
  await sql.rows(`INSERT INTO accounts (partner_id, id, iban, holder_name, currency) VALUES ($1, $2, $3, '', 'EUR')`, [
    partnerId,
    id,
    id,
  ]);
  await sql.rows(
    `INSERT INTO funds_confirmation_batches (partner_id, id, status, version, created_at, completed_at)
     VALUES ($1, $2, 'completed', 2, now(), now())`,
    [partnerId, batch],
  );
  await sql.rows(
    `INSERT INTO funds_confirmations (partner_id, id, consent_id, account_id, batch_id, amount_minor, currency, status,
       funds_available, version, ask_until, created_at, updated_at, answered_at)
     VALUES ($1, $2, $3, $2, $4, 100, 'EUR', 'answered', true, 2, now(), now(), now(), now())`,
    [partnerId, id, consent, batch],
  );
  return toPublicId(names, names === 'fundsConfirmation' ? id : batch);
}

/** As the stranger would, under a consent that is not theirs. */
function payUnder(consentId: string): Test {
  const ids = { consent_id: consentId, account_id: toPublicId('account', newId()) };
  return stranger.post('/v1/payments', { ...makeBody(stranger), redirect_uri: undefined, ...ids });
}

/** The answer with what may differ between two requests taken out. */
function comparable(answer: Response, id: string) {
  const headers = Object.entries(answer.headers as Record<string, string>)
    .filter(([name]) => !['request-id', 'date', 'ratelimit'].includes(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const requestId = String(answer.headers['request-id']);
  return { status: answer.status, headers, text: answer.text.replaceAll(requestId, 'R').replaceAll(id, 'I') };
}

it('lists every route that partners have', () => {
  const served = routesOf(stack.api).filter((route) => route.includes(' /v1/'));
  expect(partnerRoutes.map(({ name }) => name).sort()).toEqual(served);
});

describe.each(partnerRoutes)('$name', (route) => {
  it('answers its owner', async () => {
    const answer = await route.call(owner, await resourceOf(owner, route), makeBody(owner));
    expect(answer.status).toBe(route.status);
  });

  it('answers a key that has its one scope, and no key that has all others', async () => {
    const id = await resourceOf(owner, route);
    const others = apiScopes.filter((scope) => scope !== route.scope);
    const withoutIt = await issueKey(stack, owner.partnerId, others);
    expectProblem(await route.call(withoutIt, id, makeBody(withoutIt)), { status: 403, code: 'scope_missing' });
    const withIt = await issueKey(stack, owner.partnerId, [route.scope]);
    expect((await route.call(withIt, id, makeBody(withIt))).status).toBe(route.status);
  });

  it('answers nobody without key, and nobody with a revoked one', async () => {
    const id = await resourceOf(owner, route);
    expectProblem(await route.call(owner, id, makeBody(owner)).unset('Authorization'), {
      status: 401,
      code: 'credential_missing',
    });
    expectProblem(await route.call(revoked, id, makeBody(revoked)), { status: 401, code: 'credential_invalid' });
  });
});

describe.each(routesWithId)('$name for another partner', (route) => {
  it('answers as for an id that does not exist, byte for byte, and changes nothing', async () => {
    const id = await resourceOf(owner, route);
    const random = toPublicId(route.names ?? 'payment', newId());
    const table = tables[route.names ?? 'payment'];
    const before = await sql.rows(`SELECT * FROM ${table} ORDER BY id`);
    const foreign = await route.call(stranger, id, makeBody(stranger));
    expectProblem(foreign, { status: 404, code: 'resource_not_found' });
    expect(comparable(foreign, id)).toEqual(comparable(await route.call(stranger, random, makeBody(stranger)), random));
    expect(await sql.rows(`SELECT * FROM ${table} ORDER BY id`)).toEqual(before);
  });
});

describe('lists', () => {
  it.each([
    { kind: 'payments', names: 'payment' },
    { kind: 'consents', names: 'consent' },
    { kind: 'bank-connections', names: 'bankConnection' },
    { kind: 'payouts', names: 'payout' },
    { kind: 'payout-batches', names: 'payoutBatch' },
    { kind: 'payment-requests', names: 'paymentRequest' },
    { kind: 'incoming-payment-requests', names: 'incomingPaymentRequest' },
    { kind: 'funds-confirmations', names: 'fundsConfirmation' },
  ] as const)('of $kind hold what is the caller’s, whatever cursor is given', async ({ kind, names }) => {
    const route = { names };
    const loner = await stack.createPartner();
    const theirs = await resourceOf(owner, route);
    const mine = await resourceOf(loner, route);
    await resourceOf(owner, route);
    for (const query of ['', `?after=${theirs}`, `?before=${theirs}`, '?limit=100']) {
      const { data } = (await loner.get(`/v1/${kind}${query}`).expect(200)).body as { data: { id: string }[] };
      expect(data.filter(({ id }) => id !== mine)).toEqual([]);
    }
  });
});

describe('what one partner names in a body of another’s', () => {
  it('is answered as what does not exist: a consent', async () => {
    const foreign = (await createConsent(owner)).id;
    const random = toPublicId('consent', newId());
    const answer = await payUnder(foreign);
    expectProblem(answer, { status: 422, code: 'consent_not_usable', pointer: '/consent_id' });
    expect(comparable(answer, foreign)).toEqual(comparable(await payUnder(random), random));
  });

  it('is answered as what does not exist: a bank connection', async () => {
    const { connectionId } = await storeConnectedAccount(sql, owner.partnerId);
    const [foreign, random] = [connectionId, newId()].map((id) => toPublicId('bankConnection', id));
    const ask = (id = '') => stranger.post('/v1/payment-requests', { ...paymentRequestBody, bank_connection_id: id });
    const answer = await ask(foreign);
    expectProblem(answer, { status: 422, code: 'bank_connection_not_usable', pointer: '/bank_connection_id' });
    expect(comparable(answer, foreign ?? '')).toEqual(comparable(await ask(random), random ?? ''));
  });

  it('is answered as what does not exist: a consent under which funds are to be confirmed', async () => {
    const foreign = (await createConsent(owner, { type: 'funds_confirmation' })).id;
    const random = toPublicId('consent', newId());
    const asked = (consentId: string) => stranger.post('/v1/funds-confirmations', fundsQuestion(consentId));
    const answer = await asked(foreign);
    expectProblem(answer, { status: 422, code: 'consent_not_usable', pointer: '/consent_id' });
    expect(comparable(answer, foreign)).toEqual(comparable(await asked(random), random));
  });

  it('is refused: a redirect_uri that only another partner registered', async () => {
    const uri = `https://${randomUUID()}.example/`;
    await sql.rows('INSERT INTO partner_redirect_uris (partner_id, uri) VALUES ($1, $2)', [stranger.partnerId, uri]);
    const answer = await owner.post('/v1/payments', { ...makeBody(owner), redirect_uri: uri });
    expectProblem(answer, { status: 422, code: 'redirect_uri_not_registered', pointer: '/redirect_uri' });
  });
});

describe('credentials', () => {
  it('work as their own key only: id and secret of two keys together open nothing', async () => {
    const mixed = `${owner.key.slice(0, -43)}${stranger.key.slice(-43)}`;
    const answer = await request(stack.apiUrl).get('/v1/payments').set('Authorization', `Bearer ${mixed}`);
    expectProblem(answer, { status: 401, code: 'credential_invalid' });
  });

  it('are stored as hashes alone', async () => {
    const stored = await sql.value<string>('SELECT string_agg(k::text, chr(10)) FROM api_keys k');
    expect(stored).toContain(owner.key.slice(8, 24));
    expect(stored).not.toContain(owner.key.slice(-43));
  });
});
