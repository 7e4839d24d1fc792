import { consent, payment, type BadRequest, type Sent } from './bad-request.js';
import type { World } from './world.js';

const missing = { status: 401, code: 'credential_missing' };
const wrong = { status: 401, code: 'credential_invalid' };
const otherMode = { status: 401, code: 'credential_of_other_mode' };
const scope = { status: 403, code: 'scope_missing' };

const as = (authorization: (world: World) => string | null, make = payment()) => {
  return (world: World): Sent => ({ ...make(world), authorization: authorization(world) });
};
const withIdempotencyKey = (key: (world: World) => string | null, make = payment()) => {
  return (world: World): Sent => ({ ...make(world), idempotencyKey: key(world) });
};

export const badCallers: BadRequest[] = [
  ['no API key', as(() => null), missing],
  [
    'no API key, for a list',
    as(
      () => null,
      () => ({ method: 'get', path: '/v1/payments' }),
    ),
    missing,
  ],
  ['an API key without Bearer', as(({ partner }) => partner.key), wrong],
  ['Basic authentication', as(({ partner }) => `Basic ${Buffer.from(`${partner.key}:`).toString('base64')}`), wrong],
  ['a malformed API key', as(() => 'Bearer sk_test_nonsense'), wrong],
  ['an API key with something after it', as(({ partner }) => `Bearer ${partner.key} ${partner.key}`), wrong],
  ['a wrong secret', as(({ partner }) => `Bearer ${partner.key.slice(0, -4)}AAAA`), wrong],
  ['the other mode', as(({ partner }) => `Bearer ${partner.key.replace('sk_test', 'sk_live')}`), otherMode],
  ['an unknown API key', as(() => `Bearer sk_test_${'0'.repeat(16)}_${'A'.repeat(43)}`), wrong],
  ['an API key of 8,000 characters', as(() => `Bearer sk_test_${'a'.repeat(8000)}`), wrong],
  ['SQL as an API key', as(() => "Bearer sk_test_'or'1'='1"), wrong],
  ['a revoked API key', as(({ keys }) => `Bearer ${keys.revoked}`), wrong],
  ['the API key of a suspended partner', as(({ keys }) => `Bearer ${keys.suspended}`), wrong],
  ['a payment without its scope', as(({ keys }) => `Bearer ${keys.readOnly}`), scope],
  ['a consent without its scope', as(({ keys }) => `Bearer ${keys.readOnly}`, consent()), scope],
  [
    'a cancellation without its scope',
    as(
      ({ keys }) => `Bearer ${keys.readOnly}`,
      ({ payments }) => ({ path: `/v1/payments/${payments.executed}/cancel` }),
    ),
    scope,
  ],
  [
    'a revocation without its scope',
    as(
      ({ keys }) => `Bearer ${keys.readOnly}`,
      ({ consents }) => ({ path: `/v1/consents/${consents.waiting}/revoke` }),
    ),
    scope,
  ],

  ['no idempotency key', withIdempotencyKey(() => null), { status: 400, code: 'idempotency_key_missing' }],
  [
    'no idempotency key of a consent',
    withIdempotencyKey(() => null, consent()),
    { status: 400, code: 'idempotency_key_missing' },
  ],
  ['an empty idempotency key', withIdempotencyKey(() => ''), { status: 400, code: 'idempotency_key_missing' }],
  [
    'an idempotency key of 256 characters',
    withIdempotencyKey(() => 'k'.repeat(256)),
    { status: 400, code: 'idempotency_key_malformed' },
  ],
  [
    'an idempotency key with a space',
    withIdempotencyKey(() => 'order 1042'),
    { status: 400, code: 'idempotency_key_malformed' },
  ],
  [
    'an idempotency key that is not ASCII',
    withIdempotencyKey(() => 'café'),
    { status: 400, code: 'idempotency_key_malformed' },
  ],
  [
    'the idempotency key of another payment',
    withIdempotencyKey(({ usedIdempotencyKey }) => usedIdempotencyKey, payment({ reference: 'other' })),
    { status: 422, code: 'idempotency_key_reused' },
  ],
  [
    'the idempotency key of another consent',
    withIdempotencyKey(({ usedIdempotencyKey }) => usedIdempotencyKey, consent({ state: 'other' })),
    { status: 422, code: 'idempotency_key_reused' },
  ],
];
