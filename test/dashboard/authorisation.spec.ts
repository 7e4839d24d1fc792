import { ModulesContainer } from '@nestjs/core';
import { partnerRoles, type PartnerRole } from '@sluis/partner-people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations, type Operation } from '../../apps/api/src/dashboard/operations.js';
import { operationKey } from '../../apps/api/src/dashboard/person-guard.js';
import { routesOf } from '../support/api-routes.js';
import { startDashboardStack, type DashboardStack } from '../support/dashboard-stack.js';
import { bodyOf, PersonBrowser } from '../support/person-browser.js';
import { call, operationRoutes, routes } from './operation-routes.js';

/** What answers without anybody signed in, and only this. */
const open = [
  'POST /dashboard/api/invitations/look',
  'POST /dashboard/api/invitations/begin',
  'POST /dashboard/api/invitations/accept',
  'POST /dashboard/api/sign-in/begin',
  'POST /dashboard/api/sign-in/complete',
];
const pages = ['GET /dashboard', 'GET /dashboard/*', 'GET /dashboard/assets/{name}'];

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
const cells = operationRoutes.flatMap((cell) => partnerRoles.map((role) => ({ ...cell, role })));
const allowed = cells.filter(({ operation, role }) => allowedTo(operation).includes(role));
const refused = cells.filter(({ operation, role }) => !allowedTo(operation).includes(role));

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

function methodsOf(controller: unknown): object[] {
  if (typeof controller !== 'function') return [];
  const prototype: unknown = controller.prototype;
  const descriptors = Object.values(Object.getOwnPropertyDescriptors(prototype));
  return descriptors.flatMap(({ value }): object[] => (typeof value === 'function' ? [value] : []));
}
