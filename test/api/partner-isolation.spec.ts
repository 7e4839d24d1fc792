import { randomUUID } from 'node:crypto';
import { newId, toPublicId, type IdKind } from '@sluis/persistence';
import request, { type Response, type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../support/api-routes.js';
import { consentBody, createConsent } from '../support/consent-journey.js';
import { issueKey, revokedKey } from '../support/operator.js';
import type { PartnerClient } from '../support/partner-client.js';
import { paymentBody } from '../support/payment-journey.js';
import { expectProblem } from '../support/problem.js';
import { Sql } from '../support/sql.js';
import { startStack, type Stack } from '../support/stack.js';

interface Route {
  name: string;
  scope: string;
  /** What the route's id names; routes without id have no owner to be kept from. */
  names?: Extract<IdKind, 'payment' | 'consent'>;
  status: number;
  call(partner: PartnerClient, id: string): Test;
}

let stack: Stack;
let sql: Sql;
let owner: PartnerClient & { partnerId: string };
let stranger: PartnerClient & { partnerId: string };
let revoked: PartnerClient;
let makeBody: (partner: PartnerClient) => Record<string, unknown>;

const routes: Route[] = [
  {
    name: 'POST /v1/payments',
    scope: 'payments:write',
    status: 201,
    call: (partner) => partner.post('/v1/payments', makeBody(partner)),
  },
  { name: 'GET /v1/payments', scope: 'payments:read', status: 200, call: (partner) => partner.get('/v1/payments') },
  {
    name: 'GET /v1/payments/{id}',
    scope: 'payments:read',
    names: 'payment',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payments/${id}`),
  },
  {
    name: 'GET /v1/payments/{id}/timeline',
    scope: 'payments:read',
    names: 'payment',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payments/${id}/timeline`),
  },
  {
    name: 'POST /v1/payments/{id}/cancel',
    scope: 'payments:write',
    names: 'payment',
    status: 200,
    call: (partner, id) => partner.post(`/v1/payments/${id}/cancel`),
  },
  {
    name: 'POST /v1/consents',
    scope: 'consents:write',
    status: 201,
    call: (partner) => partner.post('/v1/consents', consentBody(partner)),
  },
  { name: 'GET /v1/consents', scope: 'consents:read', status: 200, call: (partner) => partner.get('/v1/consents') },
  {
    name: 'GET /v1/consents/{id}',
    scope: 'consents:read',
    names: 'consent',
    status: 200,
    call: (partner, id) => partner.get(`/v1/consents/${id}`),
  },
  {
    name: 'POST /v1/consents/{id}/revoke',
    scope: 'consents:write',
    names: 'consent',
    status: 200,
    call: (partner, id) => partner.post(`/v1/consents/${id}/revoke`),
  },
];
const routesWithId = routes.filter(({ names }) => names !== undefined);
const scopes = ['payments:read', 'payments:write', 'consents:read', 'consents:write'];

beforeAll(async () => {
  stack = await startStack({ withWorker: false });
  sql = await Sql.open(stack.environment.database.url);
  const shop = await stack.bank.createUser('Koffie & Zo');
  makeBody = (partner) => paymentBody(partner, shop);
  owner = await stack.createPartner();
  stranger = await stack.createPartner();
  revoked = await revokedKey(stack, owner.partnerId);
});

afterAll(async () => {
  await sql.close();
  await stack.stop();
});

async function resourceOf(partner: PartnerClient, { names = 'payment' }: Pick<Route, 'names'>): Promise<string> {
  if (names === 'consent') return (await createConsent(partner)).id;
  return (await partner.createPayment(makeBody(partner))).id;
}

/** As the stranger would, under a consent that is not theirs. */
function payUnder(consentId: string): Test {
  const ids = { consent_id: consentId, account_id: toPublicId('account', newId()) };
  return stranger.post('/v1/payments', { ...makeBody(stranger), redirect_uri: undefined, ...ids });
}

/** The answer with what may differ between two requests taken out. */
function comparable(answer: Response, id: string) {
  const headers = Object.entries(answer.headers as Record<string, string>)
    .filter(([name]) => !['request-id', 'date'].includes(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const requestId = String(answer.headers['request-id']);
  return { status: answer.status, headers, text: answer.text.replaceAll(requestId, 'R').replaceAll(id, 'I') };
}

it('lists every route that partners have', () => {
  const served = routesOf(stack.api).filter((route) => route.includes(' /v1/'));
  expect(routes.map(({ name }) => name).sort()).toEqual(served);
});

describe.each(routes)('$name', (route) => {
  it('answers its owner', async () => {
    const answer = await route.call(owner, await resourceOf(owner, route));
    expect(answer.status).toBe(route.status);
  });

  it('answers a key that has its one scope, and no key that has all others', async () => {
    const id = await resourceOf(owner, route);
    const others = scopes.filter((scope) => scope !== route.scope);
    const withoutIt = await issueKey(stack, owner.partnerId, others);
    expectProblem(await route.call(withoutIt, id), { status: 403, code: 'scope_missing' });
    const withIt = await issueKey(stack, owner.partnerId, [route.scope]);
    expect((await route.call(withIt, id)).status).toBe(route.status);
  });

  it('answers nobody without key, and nobody with a revoked one', async () => {
    const id = await resourceOf(owner, route);
    expectProblem(await route.call(owner, id).unset('Authorization'), { status: 401, code: 'credential_missing' });
    expectProblem(await route.call(revoked, id), { status: 401, code: 'credential_invalid' });
  });
});

describe.each(routesWithId)('$name for another partner', (route) => {
  it('answers as for an id that does not exist, byte for byte, and changes nothing', async () => {
    const id = await resourceOf(owner, route);
    const random = toPublicId(route.names ?? 'payment', newId());
    const table = route.names === 'consent' ? 'consents' : 'payments';
    const before = await sql.rows(`SELECT * FROM ${table} ORDER BY id`);
    const foreign = await route.call(stranger, id);
    expectProblem(foreign, { status: 404, code: 'resource_not_found' });
    expect(comparable(foreign, id)).toEqual(comparable(await route.call(stranger, random), random));
    expect(await sql.rows(`SELECT * FROM ${table} ORDER BY id`)).toEqual(before);
  });
});

describe('lists', () => {
  it.each([
    { kind: 'payments', names: 'payment' },
    { kind: 'consents', names: 'consent' },
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
