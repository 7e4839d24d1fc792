import { newId, toPublicId, type IdKind } from '@sluis/persistence';
import type { Operation } from '../../apps/api/src/dashboard/operations.js';
import type { PersonBrowser } from '../support/person-browser.js';

/** The routes of each operation; a route that is not here fails the first test. */
export const routes: Record<Operation, string[]> = {
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
  'events.redeliver': ['POST /events/{id}/redeliver', 'POST /endpoints/{id}/redeliver-failed'],
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

export const operationRoutes = Object.entries(routes).flatMap(([operation, ofOperation]) =>
  ofOperation.map((route) => ({ operation, route })),
);

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

export async function call(browser: PersonBrowser, route: string, id?: string, body: object = {}): Promise<Response> {
  const [method = 'GET'] = route.split(' ');
  const path = pathOf(route, id);
  return method === 'GET' ? browser.get(path) : browser.post(path, body, method);
}
