import { ModulesContainer } from '@nestjs/core';
import { newId, toPublicId } from '@sluis/persistence';
import { staffRoles, type StaffRole } from '@sluis/staff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operations, type Operation } from '../../apps/api/src/console/operations.js';
import { operationKey } from '../../apps/api/src/console/staff-guard.js';
import { routesOf } from '../support/api-routes.js';
import { startConsoleStack, type ConsoleStack } from '../support/console-stack.js';
import { bodyOf, StaffBrowser } from '../support/staff-browser.js';

/** What answers without anybody signed in, and only this. */
const open = ['GET /console/callback', 'GET /console/sign-in', 'POST /console/back-channel-logout'];
const pages = ['GET /console', 'GET /console/*', 'GET /console/assets/{name}'];

/** The routes of each operation; a route that is not here fails the first test. */
const routes: Record<Operation, string[]> = {
  'session.read': ['GET /console/api/session'],
  'session.end': ['POST /console/api/sign-out'],
  'overview.read': ['GET /console/api/overview', 'GET /console/api/overview/trends'],
  'search.run': ['POST /console/api/search'],
  'payments.list': ['GET /console/api/payments'],
  'payments.read': ['GET /console/api/payments/{id}'],
  'consents.list': ['GET /console/api/consents'],
  'consents.read': ['GET /console/api/consents/{id}'],
  'consents.read_accesses': ['GET /console/api/consents/{id}/accesses'],
  'saved_filters.read': ['GET /console/api/saved-filters'],
  'saved_filters.change': ['POST /console/api/saved-filters', 'DELETE /console/api/saved-filters/{id}'],
  'look_ups.read_own': ['GET /console/api/look-ups/own'],
  'look_ups.read_all': ['GET /console/api/look-ups'],
  'personal_data.reveal': ['POST /console/api/payments/{id}/reveal', 'POST /console/api/consents/{id}/reveal'],
  'payments.export': ['POST /console/api/exports/payments'],
  'consents.export': ['POST /console/api/exports/consents'],
  'evidence.export': [
    'POST /console/api/payments/{id}/evidence',
    'POST /console/api/consents/{id}/evidence',
    'GET /console/api/evidence/{id}',
    'GET /console/api/evidence/{id}/file',
  ],
  'fraud.mark': ['POST /console/api/payments/{id}/fraud-marks'],
  'fraud_reports.read': [
    'GET /console/api/fraud-reports',
    'GET /console/api/fraud-reports/{id}',
    'GET /console/api/fraud-reports/{id}/file',
  ],
  'fraud_reports.make': ['POST /console/api/fraud-reports'],
  'complaints.read': ['GET /console/api/complaints', 'GET /console/api/complaints/{id}'],
  'complaints.change': ['POST /console/api/complaints', 'POST /console/api/complaints/{id}/steps'],
  'incidents.read': [
    'GET /console/api/incidents',
    'GET /console/api/incidents/{id}',
    'GET /console/api/incidents/{id}/figures',
  ],
  'incidents.open': ['POST /console/api/incidents'],
  'incidents.change': ['POST /console/api/incidents/{id}/entries'],
  'incidents.export': ['GET /console/api/incidents/file', 'GET /console/api/incidents/{id}/file'],
  'certificates.read': ['GET /console/api/certificates'],
  'certificates.change': ['POST /console/api/certificates', 'POST /console/api/certificates/{id}/retire'],
  'reviews.read': ['GET /console/api/reviews', 'GET /console/api/reviews/{order}'],
  'reviews.decide': [
    'POST /console/api/reviews/{order}/proposals',
    'POST /console/api/review-proposals/{id}/approve',
    'POST /console/api/review-proposals/{id}/decline',
    'POST /console/api/operator',
  ],
  'partner_files.read': ['GET /console/api/partners/{id}/file'],
  'partner_files.review': ['POST /console/api/partners/{id}/file'],
  'partners.read': ['GET /console/api/partners', 'GET /console/api/partners/{id}'],
  'changes.read': ['GET /console/api/changes', 'GET /console/api/changes/waiting', 'GET /console/api/changes/{id}'],
  'changes.ask': ['POST /console/api/changes', 'POST /console/api/changes/{id}/withdraw'],
  'changes.decide': ['POST /console/api/changes/{id}/approve', 'POST /console/api/changes/{id}/refuse'],
};

/** Who may do what, written out once more by hand: the table itself is under test. */
const everybody: StaffRole[] = ['viewer', 'compliance', 'operator', 'admin'];
const mayReveal: StaffRole[] = ['compliance', 'admin'];
const mayDecide: StaffRole[] = ['operator', 'admin'];
const anyDesk: StaffRole[] = ['compliance', 'operator', 'admin'];
const documented: Record<Operation, StaffRole[]> = {
  'session.read': everybody,
  'session.end': everybody,
  'overview.read': everybody,
  'search.run': everybody,
  'payments.list': everybody,
  'payments.read': everybody,
  'consents.list': everybody,
  'consents.read': everybody,
  'consents.read_accesses': everybody,
  'saved_filters.read': everybody,
  'saved_filters.change': everybody,
  'look_ups.read_own': everybody,
  'look_ups.read_all': mayReveal,
  'personal_data.reveal': mayReveal,
  'payments.export': mayReveal,
  'consents.export': mayReveal,
  'evidence.export': mayReveal,
  'fraud.mark': mayReveal,
  'fraud_reports.read': mayReveal,
  'fraud_reports.make': mayReveal,
  'complaints.read': mayReveal,
  'complaints.change': mayReveal,
  'incidents.read': everybody,
  'incidents.open': anyDesk,
  'incidents.change': mayReveal,
  'incidents.export': mayReveal,
  'certificates.read': everybody,
  'certificates.change': anyDesk,
  'reviews.read': everybody,
  'reviews.decide': mayDecide,
  'partners.read': everybody,
  'partner_files.read': everybody,
  'partner_files.review': mayReveal,
  'changes.read': anyDesk,
  'changes.ask': anyDesk,
  'changes.decide': mayReveal,
};

let stack: ConsoleStack;
const browsers = new Map<StaffRole, StaffBrowser>();

beforeAll(async () => {
  stack = await startConsoleStack();
  for (const role of staffRoles) browsers.set(role, await stack.signIn(`local-${role}`));
});

afterAll(() => stack.stop());

const allowedTo = (operation: string) => z.record(z.string(), z.array(z.string())).parse(documented)[operation] ?? [];
const operationRoutes = Object.entries(routes).flatMap(([operation, ofOperation]) =>
  ofOperation.map((route) => ({ operation, route })),
);
const cells = operationRoutes.flatMap((cell) => staffRoles.map((role) => ({ ...cell, role })));
const allowed = cells.filter(({ operation, role }) => allowedTo(operation).includes(role));
const refused = cells.filter(({ operation, role }) => !allowedTo(operation).includes(role));

const kindsInPaths = [
  ['consents', 'consent'],
  ['filters', 'savedFilter'],
  ['/api/evidence', 'evidencePack'],
  ['proposals/', 'reviewProposal'],
  ['fraud-reports', 'fraudReport'],
  ['complaints', 'complaint'],
  ['incidents', 'incident'],
  ['certificates', 'certificate'],
  ['partners', 'partner'],
  ['changes', 'changeRequest'],
] as const;

/** An id that names nothing: whoever is let in gets 404 or 400, and whoever is not gets neither. */
const pathOf = (route: string) => {
  const [, path = ''] = route.split(' ');
  const kind = kindsInPaths.find(([part]) => path.includes(part))?.[1] ?? 'payment';
  return path.replace('/console/api', '').replace(/\{(id|order)\}/, toPublicId(kind, newId()));
};

async function call(browser: StaffBrowser, route: string): Promise<Response> {
  const [method = 'GET'] = route.split(' ');
  const path = pathOf(route);
  return method === 'GET' ? browser.get(path) : browser.post(path, {}, method);
}

describe('the table of operations', () => {
  it('is what is documented', () => {
    expect(operations).toEqual(documented);
  });

  it('knows every route that the console serves, and each says its operation', () => {
    const served = routesOf(stack.console).filter((route) => !pages.includes(route));
    expect(served.toSorted()).toEqual([...open, ...Object.values(routes).flat()].toSorted());
    const handlers = [...stack.console.get(ModulesContainer).values()].flatMap((module) =>
      [...module.controllers.values()].flatMap(({ metatype }) => methodsOf(metatype)),
    );
    const named = handlers.flatMap((handler) => {
      const operation: unknown = Reflect.getMetadata(operationKey, handler);
      return typeof operation === 'string' ? [operation] : [];
    });
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(operations).toSorted());
  });
});

function browserOf(role: StaffRole): StaffBrowser {
  const browser = browsers.get(role);
  if (!browser) throw new Error(`nobody is signed in as ${role}`);
  return browser;
}

describe('every operation with every role, and signed out', () => {
  it('is tested', () => {
    expect(allowed.length + refused.length).toBe(operationRoutes.length * staffRoles.length);
    expect(refused.length).toBeGreaterThan(0);
  });

  it.each(allowed)('$route lets $role in', async ({ route, role }) => {
    const answer = await call(browserOf(role), route);
    // Whoever signs out is wanted again.
    if ((await browserOf(role).get('/session')).status === 401) await browserOf(role).signIn(`local-${role}`);
    expect([200, 204, 400, 404, 409]).toContain(answer.status);
  });

  it.each(refused)('$route refuses $role, on record', async ({ operation, route, role }) => {
    const answer = await call(browserOf(role), route);
    expect(answer.status).toBe(403);
    expect((await bodyOf(answer))['code']).toBe('staff_role_missing');
    const [row] = await stack.sql.rows(
      `SELECT subject_id, cause FROM audit_records WHERE action = 'staff.refused' ORDER BY id DESC LIMIT 1`,
    );
    expect(row).toEqual({ subject_id: operation, cause: 'role_missing' });
  });

  it.each(operationRoutes)('$route asks a stranger to sign in', async ({ route }) => {
    const answer = await call(new StaffBrowser(stack.consoleUrl), route);
    expect(answer.status).toBe(401);
    expect((await bodyOf(answer))['code']).toBe('staff_session_missing');
  });
});

function methodsOf(controller: unknown): object[] {
  if (typeof controller !== 'function') return [];
  const prototype: unknown = controller.prototype;
  const descriptors = Object.values(Object.getOwnPropertyDescriptors(prototype));
  return descriptors.flatMap(({ value }): object[] => (typeof value === 'function' ? [value] : []));
}
