import { ModulesContainer } from '@nestjs/core';
import { partnerRoles, type PartnerRole } from '@sluis/partner-people';
import { newId, toPublicId, type IdKind } from '@sluis/persistence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations, type Operation } from '../../apps/api/src/dashboard/operations.js';
import { operationKey } from '../../apps/api/src/dashboard/person-guard.js';
import { paymentRequestBody } from '../api/partner-isolation/partner-routes.js';
import { routesOf } from '../support/api-routes.js';
import { startDashboardStack, type DashboardStack } from '../support/dashboard-stack.js';
import { storeConnectedAccount } from '../support/connected-account.js';
import { createConsent } from '../support/consent-journey.js';
import { paymentBody } from '../support/payment-journey.js';
import { bodyOf, PersonBrowser } from '../support/person-browser.js';

/** What answers without anybody signed in, and only this. */
const open = [
  'POST /dashboard/api/invitations/look',
  'POST /dashboard/api/invitations/begin',
  'POST /dashboard/api/invitations/accept',
  'POST /dashboard/api/sign-in/begin',
  'POST /dashboard/api/sign-in/complete',
];
const pages = ['GET /dashboard', 'GET /dashboard/*', 'GET /dashboard/assets/{name}'];

/** The routes of each operation; a route that is not here fails the first test. */
const routes: Record<Operation, string[]> = {
  'session.read': ['GET /session'],
  'session.end': ['POST /sign-out'],
  'overview.read': ['GET /overview'],
  'search.run': ['POST /search'],
  'usage.read': ['GET /usage'],
  'payments.list': ['GET /payments'],
  'payments.read': ['GET /payments/{id}'],
  'consents.list': ['GET /consents'],
  'consents.read': ['GET /consents/{id}'],
  'requests.list': ['GET /requests'],
  'requests.read': ['GET /requests/{id}'],
  'events.list': ['GET /events'],
  'events.read': ['GET /events/{id}'],
  'events.redeliver': ['POST /events/{id}/redeliver'],
  'endpoints.read': ['GET /endpoints', 'GET /endpoints/{id}', 'GET /endpoints/{id}/deliveries'],
  'endpoints.change': [
    'POST /endpoints',
    'PATCH /endpoints/{id}',
    'DELETE /endpoints/{id}',
    'POST /endpoints/{id}/rotate-secret',
    'POST /endpoints/{id}/test',
  ],
  'keys.read': ['GET /keys'],
  'keys.change_test': ['POST /keys/test', 'POST /keys/test/{id}/revoke'],
  'keys.change_live': ['POST /keys/live', 'POST /keys/live/{id}/revoke'],
  'redirect_uris.read': ['GET /redirect-uris'],
  'redirect_uris.propose': ['POST /redirect-uris', 'POST /redirect-uris/{id}/withdraw'],
  'payer_data.reveal': ['POST /payments/{id}/reveal'],
  'people.read': ['GET /people'],
  'people.change': ['POST /people/invite', 'POST /invitations/{id}/withdraw', 'DELETE /people/{id}'],
  'passkeys.read_own': ['GET /passkeys'],
  'passkeys.change_own': ['POST /passkeys/begin', 'POST /passkeys', 'DELETE /passkeys/{id}'],
};

/** Who may do what, written out once more by hand: the table itself is under test. */
const everybody: PartnerRole[] = ['owner', 'developer', 'viewer'];
const builders: PartnerRole[] = ['owner', 'developer'];
const owners: PartnerRole[] = ['owner'];
const documented: Record<Operation, PartnerRole[]> = {
  'session.read': everybody,
  'session.end': everybody,
  'overview.read': everybody,
  'search.run': everybody,
  'usage.read': everybody,
  'payments.list': everybody,
  'payments.read': everybody,
  'consents.list': everybody,
  'consents.read': everybody,
  'requests.list': everybody,
  'requests.read': everybody,
  'events.list': everybody,
  'events.read': everybody,
  'events.redeliver': builders,
  'endpoints.read': everybody,
  'endpoints.change': builders,
  'keys.read': everybody,
  'keys.change_test': builders,
  'keys.change_live': owners,
  'redirect_uris.read': everybody,
  'redirect_uris.propose': owners,
  'payer_data.reveal': owners,
  'people.read': owners,
  'people.change': owners,
  'passkeys.read_own': everybody,
  'passkeys.change_own': everybody,
};

let stack: DashboardStack;
let partnerId: string;
const browsers = new Map<PartnerRole, PersonBrowser>();

beforeAll(async () => {
  stack = await startDashboardStack();
  ({ partnerId } = await stack.createPartner());
  for (const role of partnerRoles) browsers.set(role, await stack.person(partnerId, role));
});

afterAll(() => stack.stop());

const allowedTo = (operation: string) => z.record(z.string(), z.array(z.string())).parse(documented)[operation] ?? [];
const operationRoutes = Object.entries(routes).flatMap(([operation, ofOperation]) =>
  ofOperation.map((route) => ({ operation, route })),
);
const cells = operationRoutes.flatMap((cell) => partnerRoles.map((role) => ({ ...cell, role })));
const allowed = cells.filter(({ operation, role }) => allowedTo(operation).includes(role));
const refused = cells.filter(({ operation, role }) => !allowedTo(operation).includes(role));

const kinds: Record<string, IdKind> = {
  payments: 'payment',
  consents: 'consent',
  requests: 'paymentRequest',
  events: 'event',
  endpoints: 'webhookEndpoint',
  keys: 'apiKey',
  'redirect-uris': 'redirectUriProposal',
  people: 'partnerPerson',
  invitations: 'partnerInvitation',
  passkeys: 'passkey',
};

/** An id that names nothing: whoever is let in gets 404 or 400, and whoever is not gets neither. */
function pathOf(route: string, id?: string): string {
  const [, path = ''] = route.split(' ');
  const [, section = ''] = path.split('/');
  return path.replace('{id}', id ?? toPublicId(kinds[section] ?? 'payment', newId()));
}

async function call(browser: PersonBrowser, route: string, id?: string): Promise<Response> {
  const [method = 'GET'] = route.split(' ');
  const path = pathOf(route, id);
  return method === 'GET' ? browser.get(path) : browser.post(path, {}, method);
}

function browserOf(role: PartnerRole): PersonBrowser {
  const browser = browsers.get(role);
  if (!browser) throw new Error(`nobody is signed in as ${role}`);
  return browser;
}

describe('the table of operations', () => {
  it('is what is documented', () => {
    expect(operations).toEqual(documented);
  });

  it('knows every route that the dashboard serves, and each says its operation', () => {
    const served = routesOf(stack.dashboard).filter((route) => !pages.includes(route));
    const known = Object.values(routes)
      .flat()
      .map((route) => route.replace(' ', ' /dashboard/api'));
    expect(served.toSorted()).toEqual([...open, ...known].toSorted());
    const handlers = [...stack.dashboard.get(ModulesContainer).values()].flatMap((module) =>
      [...module.controllers.values()].flatMap(({ metatype }) => methodsOf(metatype)),
    );
    const named = handlers.flatMap((handler) => {
      const operation: unknown = Reflect.getMetadata(operationKey, handler);
      return typeof operation === 'string' ? [operation] : [];
    });
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(operations).toSorted());
  });
});

describe('every operation with every role, and signed out', () => {
  it('is tested', () => {
    expect(allowed.length + refused.length).toBe(operationRoutes.length * partnerRoles.length);
    expect(refused.length).toBeGreaterThan(0);
  });

  it.each(allowed)('$route lets $role in', async ({ route, role }) => {
    const answer = await call(browserOf(role), route);
    // Whoever signs out is wanted again.
    if ((await browserOf(role).get('/session')).status === 401) browsers.set(role, await stack.person(partnerId, role));
    expect([200, 204, 400, 404]).toContain(answer.status);
  });

  it.each(refused)('$route refuses $role, on record', async ({ operation, route, role }) => {
    const answer = await call(browserOf(role), route);
    expect(answer.status).toBe(403);
    expect((await bodyOf(answer))['code']).toBe('person_role_missing');
    const [row] = await stack.sql.rows(
      `SELECT subject_id, cause, partner_id FROM audit_records WHERE action = 'partner_person.refused' ORDER BY id DESC LIMIT 1`,
    );
    expect(row).toEqual({ subject_id: operation, cause: 'role_missing', partner_id: partnerId });
  });

  it.each(operationRoutes)('$route asks a stranger to sign in', async ({ route }) => {
    const answer = await call(new PersonBrowser(stack.dashboardUrl), route);
    expect(answer.status).toBe(401);
    expect((await bodyOf(answer))['code']).toBe('person_session_missing');
  });
});

describe('what is another partner’s', () => {
  it('answers as what does not exist, on every route with an id', async () => {
    const other = await stack.createPartner();
    const ids = await thingsOf(other);
    const owner = browserOf('owner');
    const withIds = operationRoutes.filter(({ route }) => route.includes('{id}'));
    expect(withIds.length).toBeGreaterThan(15);
    for (const { route } of withIds) {
      const [, section = ''] = route.split(' ')[1]?.split('/') ?? [];
      const body = route.startsWith('PATCH') ? { status: 'disabled' } : {};
      const [method = 'GET'] = route.split(' ');
      const path = pathOf(route, ids[section]);
      const answer = method === 'GET' ? await owner.get(path) : await owner.post(path, body, method);
      expect({ route, id: ids[section] !== undefined, status: answer.status }).toEqual({
        route,
        id: true,
        status: 404,
      });
    }
    // And none of it was touched.
    const [left] = await stack.sql.rows(
      `SELECT (SELECT count(*)::integer FROM api_keys WHERE partner_id = $1 AND revoked_at IS NULL) AS keys,
        (SELECT count(*)::integer FROM webhook_endpoints WHERE partner_id = $1 AND status = 'enabled' AND deleted_at IS NULL) AS endpoints,
        (SELECT count(*)::integer FROM partner_people WHERE partner_id = $1 AND removed_at IS NULL) AS people,
        (SELECT count(*)::integer FROM partner_passkeys WHERE partner_id = $1) AS passkeys,
        (SELECT count(*)::integer FROM partner_invitations WHERE partner_id = $1 AND withdrawn_at IS NULL) AS invitations,
        (SELECT count(*)::integer FROM redirect_uri_proposals WHERE partner_id = $1 AND status = 'proposed') AS proposals`,
      [other.partnerId],
    );
    expect(left).toEqual({ keys: 1, endpoints: 1, people: 2, passkeys: 1, invitations: 1, proposals: 1 });
  });

  it('is in no list, figure or search', async () => {
    const other = await stack.createPartner();
    const ids = await thingsOf(other);
    const owner = browserOf('owner');
    const lists = [
      '/payments',
      '/consents',
      '/requests',
      '/events',
      '/endpoints',
      '/keys',
      '/redirect-uris',
      '/people',
    ];
    for (const path of lists) {
      const text = await (await owner.get(path)).text();
      for (const id of Object.values(ids)) expect({ path, has: text.includes(id) }).toEqual({ path, has: false });
    }
    for (const query of [ids['payments'], ids['consents'], ids['requests'], ids['events'], 'reference-of-another']) {
      const found = await bodyOf(await owner.post('/search', { query }));
      expect(found).toMatchObject({ payments: [], consents: [], requests: [] });
    }
    const figures = z.object({ days: z.array(z.object({ open: z.number() })) }).parse(await owner.read('/overview'));
    expect(figures.days.reduce((sum, { open: count }) => sum + count, 0)).toBe(0);
  });
});

/** One of each, made by the partner itself or by its own people. */
async function thingsOf(client: Awaited<ReturnType<DashboardStack['createPartner']>>): Promise<Record<string, string>> {
  const otherId = client.partnerId;
  const person = await stack.person(otherId, 'owner');
  const created = async (path: string, body: unknown) =>
    z.object({ id: z.string() }).parse(await bodyOf(await person.post(path, body)));
  const endpoint = await created('/endpoints', { url: 'http://127.0.0.1:9/hook' });
  const { event_id: eventId } = z
    .object({ event_id: z.string() })
    .parse(await bodyOf(await person.post(`/endpoints/${endpoint.id}/test`)));
  const [key] = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await person.read('/keys')).data;
  const proposal = await created('/redirect-uris', { uri: 'https://other.example/back' });
  const invitation = await created('/people/invite', { name: 'Iris Invited', role: 'viewer' });
  const another = await stack.person(otherId, 'owner');
  await storeConnectedAccount(stack.sql, otherId);
  const request = z
    .object({ id: z.string() })
    .parse(
      (
        await client
          .post('/v1/payment-requests', { ...paymentRequestBody, reference: 'reference-of-another' })
          .expect(201)
      ).body,
    );
  const passkeyId = newId();
  const [personRow] = await stack.sql.rows<{ id: string }>(
    `SELECT id FROM partner_people WHERE partner_id = $1 ORDER BY id LIMIT 1`,
    [otherId],
  );
  await stack.sql.rows(
    `INSERT INTO partner_passkeys (partner_id, id, person_id, credential_id, public_key, sign_count, transports, name)
     VALUES ($1, $2, $3, sha256($4), '\\x00', 0, '{}', 'Key')`,
    [otherId, passkeyId, personRow?.id ?? null, passkeyId],
  );
  const payee = await stack.bank.createUser('Other payee');
  const payer = await stack.bank.createUser('Other payer');
  const payment = await client.createPayment({
    ...paymentBody(client, payee, payer),
    reference: 'reference-of-another',
  });
  return {
    payments: payment.id,
    consents: (await createConsent(client)).id,
    requests: request.id,
    events: eventId,
    endpoints: endpoint.id,
    keys: key?.id ?? '',
    'redirect-uris': proposal.id,
    invitations: invitation.id,
    people: another.personId,
    passkeys: toPublicId('passkey', passkeyId),
  };
}

function methodsOf(controller: unknown): object[] {
  if (typeof controller !== 'function') return [];
  const prototype: unknown = controller.prototype;
  const descriptors = Object.values(Object.getOwnPropertyDescriptors(prototype));
  return descriptors.flatMap(({ value }): object[] => (typeof value === 'function' ? [value] : []));
}
