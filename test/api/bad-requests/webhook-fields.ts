import { get, invalid, notFound, type BadRequest, type Sent } from './bad-request.js';

const url = 'https://shop.example/hooks';
const refused = { status: 422, code: 'webhook_target_refused', pointer: '/url' };

const endpoint = (change: Record<string, unknown>) => (): Sent => ({
  path: '/v1/webhook-endpoints',
  body: { url, ...change },
});
const patch = (body: unknown) => (): Sent => ({ method: 'patch', path: '/v1/webhook-endpoints/whe_1', body });

export const badWebhookFields: BadRequest[] = [
  ['an endpoint without url', endpoint({ url: undefined }), invalid('/url')],
  ['an endpoint whose url is empty', endpoint({ url: '' }), invalid('/url')],
  ['an endpoint whose url is a number', endpoint({ url: 1 }), invalid('/url')],
  ['an endpoint whose url is no address', endpoint({ url: 'hooks' }), refused],
  ['an endpoint whose url has credentials', endpoint({ url: 'https://user:secret@shop.example/hooks' }), refused],
  ['an endpoint that is a file', endpoint({ url: 'file:///etc/passwd' }), refused],
  ['an endpoint whose url has a fragment', endpoint({ url: `${url}#here` }), refused],
  ['an endpoint whose url has a NUL', endpoint({ url: `${url}\u0000` }), refused],
  ['an endpoint whose url has a line break', endpoint({ url: `https://shop.example/\nhooks` }), refused],
  ['an endpoint whose url has a lone surrogate', endpoint({ url: `${url}\ud800` }), refused],
  ['an unknown shape of event type', endpoint({ event_types: ['payment executed'] }), invalid('/event_types/0')],
  [
    'an event that there is not',
    endpoint({ event_types: ['payment.*', 'payment.executd'] }),
    invalid('/event_types/1'),
  ],
  ['a resource that there is not', endpoint({ event_types: ['nonsense.*'] }), invalid('/event_types/0')],
  ['no event types', endpoint({ event_types: [] }), invalid('/event_types')],
  ['event types as text', endpoint({ event_types: '*' }), invalid('/event_types')],
  ['a NUL in a description', endpoint({ description: 'a\u0000' }), invalid('/description')],
  ['an own secret', endpoint({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }), invalid('/secret')],
  ['a change of nothing', patch({}), invalid('')],
  ['a change to an unknown status', patch({ status: 'paused' }), invalid('/status')],
  ['a change of an endpoint that is none', patch({ description: 'x' }), notFound],
  [
    'the deletion of an endpoint that is none',
    () => ({ method: 'delete', path: '/v1/webhook-endpoints/whe_1' }),
    notFound,
  ],
  ['the rotation of an endpoint that is none', () => ({ path: '/v1/webhook-endpoints/whe_1/rotate-secret' }), notFound],
  ['the test of an endpoint that is none', () => ({ path: '/v1/webhook-endpoints/whe_1/test' }), notFound],
  [
    'a rotation without idempotency key',
    () => ({ path: '/v1/webhook-endpoints/whe_1/rotate-secret', idempotencyKey: null }),
    { status: 400, code: 'idempotency_key_missing' },
  ],
  ['a query on the list of endpoints', get('/v1/webhook-endpoints?limit=1'), invalid('/limit')],

  ['an event that is none', get('/v1/events/evt_1'), notFound],
  ['the deliveries of an event that is none', get('/v1/events/evt_1/deliveries'), notFound],
  ['the redelivery of an event that is none', () => ({ path: '/v1/events/evt_1/redeliver' }), notFound],
  [
    'a redelivery to an endpoint without an id',
    () => ({ path: '/v1/events/evt_1/redeliver', body: { webhook_endpoint_id: '' } }),
    invalid('/webhook_endpoint_id'),
  ],
  [
    'a redelivery with an unknown field',
    () => ({ path: '/v1/events/evt_1/redeliver', body: { url } }),
    invalid('/url'),
  ],
  ['an event cursor that is none', get('/v1/events?after=1'), invalid('/after')],
  [
    'an event cursor of another list',
    get(({ payments }) => `/v1/events?before=${payments.executed}`),
    invalid('/before'),
  ],
  ['events of no type', get('/v1/events?type=*'), invalid('/type')],
  ['events with limit 1000', get('/v1/events?limit=1000'), invalid('/limit')],
  ['an unknown query parameter of events', get('/v1/events?since=yesterday'), invalid('/since')],
];
