import { bankConnectionBody } from '../partner-isolation/partner-routes.js';
import { get, invalid, notFound, type BadRequest, type Sent } from './bad-request.js';
import type { World } from './world.js';

type Json = Record<string, unknown>;

const right = {
  amount: { value: '12.50', currency: 'EUR' },
  creditor: { name: 'Branderij BV', iban: 'NL14RABO0169202917' },
  remittance_information: 'Invoice 7',
};
const payout = (change: Json) => (): Sent => ({ path: '/v1/payouts', body: { ...right, ...change } });
const connection = (change: Json) => (): Sent => ({
  path: '/v1/bank-connections',
  body: { ...bankConnectionBody, ...change },
});
const byVisit = { method: 'oauth', api_key: undefined };
const refundOf =
  (paymentOf: (world: World) => string, body: unknown) =>
  (world: World): Sent => ({
    path: `/v1/payments/${paymentOf(world)}/refunds`,
    body,
  });
const unusable = { status: 422, code: 'bank_connection_not_usable' };
const notRefundable = { status: 422, code: 'payment_not_refundable' };

/** The partner of these has no account connected: what is right in every field is refused for that. */
export const badPayoutFields: BadRequest[] = [
  ['a payout without a connected account', payout({}), unusable],
  ['a payout of nothing', payout({ amount: { value: '0.00', currency: 'EUR' } }), invalid('/amount/value')],
  ['a payout of less than nothing', payout({ amount: { value: '-1.00', currency: 'EUR' } }), invalid('/amount/value')],
  ['a payout in dollars', payout({ amount: { value: '1.00', currency: 'USD' } }), invalid('/amount/currency')],
  ['a payout to nobody', payout({ creditor: {} }), invalid('/creditor')],
  [
    'a payout to an account without a name',
    payout({ creditor: { iban: right.creditor.iban } }),
    invalid('/creditor/name'),
  ],
  [
    'a payout to an IBAN with wrong check digits',
    payout({ creditor: { name: 'A', iban: 'NL15RABO0169202917' } }),
    invalid('/creditor/iban'),
  ],
  [
    'a payout from an account of its own choice',
    payout({ debtor: { iban: 'NL14RABO0169202917' } }),
    invalid('/debtor'),
  ],
  [
    'a payout for later that began in the past',
    payout({ schedule: { start: 'yesterday' } }),
    invalid('/schedule/start'),
  ],
  [
    'a payout that ends before it begins',
    payout({
      schedule: { start: '2030-01-02T00:00:00Z', recurrence: { unit: 'daily', until: '2030-01-01T00:00:00Z' } },
    }),
    invalid('/schedule/recurrence/until'),
  ],
  [
    'a payout every blue moon',
    payout({
      schedule: { start: '2030-01-01T00:00:00Z', recurrence: { unit: 'moon', until: '2031-01-01T00:00:00Z' } },
    }),
    invalid('/schedule/recurrence/unit'),
  ],
  ['a payout that is executed already', payout({ status: 'executed' }), invalid('/status')],
  ['a payout on a connection that is none', payout({ bank_connection_id: 'bco_1' }), unusable],
  ['payouts with an unknown status', get('/v1/payouts?status=lost'), invalid('/status')],
  [
    'payouts after a cursor of payments',
    get(({ payments }) => `/v1/payouts?after=${payments.executed}`),
    invalid('/after'),
  ],
  ['a payout that is none', get('/v1/payouts/pot_1'), notFound],
  ['a payment as a payout', get(({ payments }) => `/v1/payouts/${payments.executed}`), notFound],
  ['a refund without a connected account', refundOf(({ payments }) => payments.executed, {}), unusable],
  ['a refund of a payment that was not paid', refundOf(({ payments }) => payments.cancelled, {}), notRefundable],
  ['a refund of a foreign payment', refundOf(({ payments }) => payments.foreign, {}), notFound],
  ['a refund of a payment that is not there', refundOf(({ payments }) => payments.random, {}), notFound],
  [
    'a refund to somebody else',
    refundOf(({ payments }) => payments.executed, { creditor: right.creditor }),
    invalid('/creditor'),
  ],
  [
    'a refund of more than was paid',
    refundOf(({ payments }) => payments.executed, { amount: { value: '99999999.99', currency: 'EUR' } }),
    { status: 422, code: 'refund_exceeds_payment', pointer: '/amount' },
  ],
  ['a connection by an unknown method', connection({ method: 'password' }), invalid('/method')],
  ['a connection by a key that is too short', connection({ api_key: 'short' }), invalid('/api_key')],
  ['a connection by a key with a line break', connection({ api_key: `${'k'.repeat(20)}\n` }), invalid('/api_key')],
  [
    'a connection by key with a redirect',
    connection({ redirect_uri: 'https://shop.example/return' }),
    invalid('/redirect_uri'),
  ],
  ['a connection by a visit without a way back', connection(byVisit), invalid('/redirect_uri')],
  [
    'a connection by a visit that leads to an address nobody registered',
    connection({ ...byVisit, redirect_uri: 'https://evil.example/return' }),
    { status: 422, code: 'redirect_uri_not_registered', pointer: '/redirect_uri' },
  ],
  ['a connection that says what it can do', connection({ capabilities: ['payouts'] }), invalid('/capabilities')],
  ['a connection that is none', get('/v1/bank-connections/bco_1'), notFound],
];
