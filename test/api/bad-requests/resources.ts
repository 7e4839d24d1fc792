import { get, invalid, noRoute, notFound, type BadRequest } from './bad-request.js';

const notCancellable = { status: 409, code: 'payment_not_cancellable' };
const notRevocable = { status: 409, code: 'consent_transition_refused' };

export const badResources: BadRequest[] = [
  ['a foreign payment', get(({ payments }) => `/v1/payments/${payments.foreign}`), notFound],
  ['a random payment', get(({ payments }) => `/v1/payments/${payments.random}`), notFound],
  ['the timeline of a foreign payment', get(({ payments }) => `/v1/payments/${payments.foreign}/timeline`), notFound],
  [
    'the cancellation of a foreign payment',
    ({ payments }) => ({ path: `/v1/payments/${payments.foreign}/cancel` }),
    notFound,
  ],
  ['a foreign consent', get(({ consents }) => `/v1/consents/${consents.foreign}`), notFound],
  [
    'the revocation of a foreign consent',
    ({ consents }) => ({ path: `/v1/consents/${consents.foreign}/revoke` }),
    notFound,
  ],
  ['an id that is none', get('/v1/payments/1'), notFound],
  ['an id with another prefix', get(({ consents }) => `/v1/payments/${consents.waiting}`), notFound],
  ['a bare UUID', get('/v1/payments/0198c0de-0000-7000-8000-000000000000'), notFound],
  ['an id in capitals', get(({ payments }) => `/v1/payments/${payments.executed.toUpperCase()}`), notFound],
  ['an id with a NUL', get(({ payments }) => `/v1/payments/${payments.executed}%00`), notFound],
  ['SQL as an id', get("/v1/payments/pay_'%20OR%201=1%20--"), notFound],
  ['an id of 200 characters', get(`/v1/consents/${'c'.repeat(200)}`), notFound],
  ['an id of 2,000 characters', get(`/v1/payments/${'p'.repeat(2000)}`), noRoute],
  ['a broken percent sign', get('/v1/payments/%zz'), noRoute],
  ['bytes that are no text', get('/v1/payments/%ff%fe'), noRoute],
  ['a timeline of nothing', get(({ payments }) => `/v1/payments/${payments.random}/timeline`), notFound],

  ['a second cancellation', ({ payments }) => ({ path: `/v1/payments/${payments.cancelled}/cancel` }), notCancellable],
  [
    'a cancellation after execution',
    ({ payments }) => ({ path: `/v1/payments/${payments.executed}/cancel` }),
    notCancellable,
  ],
  ['a second revocation', ({ consents }) => ({ path: `/v1/consents/${consents.revoked}/revoke` }), notRevocable],

  ['a limit of 0', get('/v1/payments?limit=0'), invalid('/limit')],
  ['a limit of 101', get('/v1/payments?limit=101'), invalid('/limit')],
  ['a limit of letters', get('/v1/consents?limit=abc'), invalid('/limit')],
  ['a negative limit', get('/v1/payments?limit=-1'), invalid('/limit')],
  ['an empty limit', get('/v1/payments?limit='), invalid('/limit')],
  ['a limit twice', get('/v1/payments?limit=1&limit=2'), invalid('/limit')],
  ['a cursor that is none', get('/v1/payments?after=pay_nonsense'), invalid('/after')],
  ['a cursor of another list', get(({ consents }) => `/v1/payments?after=${consents.waiting}`), invalid('/after')],
  ['a cursor that is none, of consents', get('/v1/consents?before=1'), invalid('/before')],
  [
    'both cursors',
    get(({ payments }) => `/v1/payments?after=${payments.executed}&before=${payments.executed}`),
    invalid('/before'),
  ],
  [
    'both cursors, of consents',
    get(({ consents: { waiting } }) => `/v1/consents?after=${waiting}&before=${waiting}`),
    invalid('/before'),
  ],
  ['an unknown status', get('/v1/payments?status=paid'), invalid('/status')],
  ['a NUL in a search', get('/v1/payments?reference=%00'), invalid('/reference')],
  ['an unknown query parameter', get('/v1/payments?partner_id=1'), invalid('/partner_id')],
  ['an unknown query parameter of consents', get('/v1/consents?status=authorised'), invalid('/status')],

  ['an unknown route', get('/v1/nothing'), noRoute],
  ['an unknown route under a payment', get(({ payments }) => `/v1/payments/${payments.executed}/secrets`), noRoute],
  ['the root', get('/'), noRoute],
  ['another version', get('/v2/payments'), noRoute],
  ['PUT', ({ payments }) => ({ method: 'put', path: `/v1/payments/${payments.executed}`, body: {} }), noRoute],
  ['PATCH', ({ payments }) => ({ method: 'patch', path: `/v1/payments/${payments.executed}`, body: {} }), noRoute],
  ['DELETE', ({ consents }) => ({ method: 'delete', path: `/v1/consents/${consents.authorised}` }), noRoute],
  ['GET on a cancellation', get(({ payments }) => `/v1/payments/${payments.executed}/cancel`), noRoute],
  ['POST on a payment', ({ payments }) => ({ path: `/v1/payments/${payments.executed}`, body: {} }), noRoute],
];
