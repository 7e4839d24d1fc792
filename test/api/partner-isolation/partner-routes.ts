import { toPublicId, type IdKind } from '@sluis/persistence';
import request, { type Test } from 'supertest';
import { consentBody } from '../../support/consent-journey.js';
import type { PartnerClient } from '../../support/partner-client.js';

/** The tables in which what a route's id names is kept. */
export const tables = {
  payment: 'payments',
  paymentLink: 'payment_links',
  consent: 'consents',
  bankConnection: 'bank_connections',
  webhookEndpoint: 'webhook_endpoints',
  event: 'events',
  spendingRule: 'spending_rules',
} as const satisfies Partial<Record<IdKind, string>>;

export interface PartnerRoute {
  name: string;
  scope: string;
  /** What the route's id names; routes without id have no owner to be kept from. */
  names?: keyof typeof tables;
  status: number;
  /** @param order the body of a payment that is right in every field */
  call(partner: PartnerClient, id: string, order: object): Test;
}

export const hooks = '/v1/webhook-endpoints';
const someAccount = toPublicId('account', '01980000-0000-7000-8000-000000000000');
export const bankConnectionBody = { method: 'api_key', api_key: 'sandbox_0123456789abcdef' };
export const hookTarget = 'https://shop.example/hooks';

/** Every operation of the partner API. */
export const partnerRoutes: PartnerRoute[] = [
  {
    name: 'POST /v1/payments',
    scope: 'payments:write',
    status: 201,
    call: (partner, _id, order) => partner.post('/v1/payments', order),
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
    name: 'GET /v1/payments/{id}/instances',
    scope: 'payments:read',
    names: 'payment',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payments/${id}/instances`),
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
  {
    name: 'POST /v1/payment-links',
    scope: 'payments:write',
    status: 201,
    call: (partner, _id, order) => partner.post('/v1/payment-links', order),
  },
  {
    name: 'GET /v1/payment-links',
    scope: 'payments:read',
    status: 200,
    call: (partner) => partner.get('/v1/payment-links'),
  },
  {
    name: 'GET /v1/payment-links/{id}',
    scope: 'payments:read',
    names: 'paymentLink',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payment-links/${id}`),
  },
  {
    name: 'GET /v1/payment-links/{id}/qr.svg',
    scope: 'payments:read',
    names: 'paymentLink',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payment-links/${id}/qr.svg`),
  },
  {
    name: 'GET /v1/payment-links/{id}/qr.png',
    scope: 'payments:read',
    names: 'paymentLink',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payment-links/${id}/qr.png`),
  },
  {
    name: 'POST /v1/payment-links/{id}/deactivate',
    scope: 'payments:write',
    names: 'paymentLink',
    status: 200,
    call: (partner, id) => partner.post(`/v1/payment-links/${id}/deactivate`),
  },
  {
    name: 'GET /v1/spending-rules',
    scope: 'payments:read',
    status: 200,
    call: (partner) => partner.get('/v1/spending-rules'),
  },
  {
    name: 'GET /v1/spending-rules/{id}',
    scope: 'payments:read',
    names: 'spendingRule',
    status: 200,
    call: (partner, id) => partner.get(`/v1/spending-rules/${id}`),
  },
  // Its own consent is known to a partner, and not authorised yet: nothing may be read under it.
  {
    name: 'GET /v1/accounts',
    scope: 'accounts:read',
    names: 'consent',
    status: 422,
    call: (partner, id) => partner.get(`/v1/accounts?consent_id=${id}`),
  },
  ...['', '/balances', '/transactions'].map((part): PartnerRoute => ({
    name: `GET /v1/accounts/{id}${part}`,
    scope: 'accounts:read',
    names: 'consent',
    status: 422,
    call: (partner, id) => partner.get(`/v1/accounts/${someAccount}${part}?consent_id=${id}`),
  })),
  {
    name: 'POST /v1/consents/{id}/renew',
    scope: 'consents:write',
    names: 'consent',
    // It is known, and not authorised: there is nothing to renew yet.
    status: 409,
    call: (partner, id) => partner.post(`/v1/consents/${id}/renew`, {}),
  },
  {
    name: 'POST /v1/bank-connections',
    scope: 'bank_connections:write',
    status: 201,
    call: (partner) => partner.post('/v1/bank-connections', bankConnectionBody),
  },
  {
    name: 'GET /v1/bank-connections',
    scope: 'bank_connections:read',
    status: 200,
    call: (partner) => partner.get('/v1/bank-connections'),
  },
  {
    name: 'GET /v1/bank-connections/{id}',
    scope: 'bank_connections:read',
    names: 'bankConnection',
    status: 200,
    call: (partner, id) => partner.get(`/v1/bank-connections/${id}`),
  },
  {
    name: 'DELETE /v1/bank-connections/{id}',
    scope: 'bank_connections:write',
    names: 'bankConnection',
    status: 200,
    call: (partner, id) => authorised(partner, request(partner.apiUrl).delete(`/v1/bank-connections/${id}`)),
  },
  {
    name: 'POST /v1/webhook-endpoints',
    scope: 'webhooks:write',
    status: 201,
    call: (partner) => partner.post(hooks, { url: hookTarget }),
  },
  { name: 'GET /v1/webhook-endpoints', scope: 'webhooks:read', status: 200, call: (partner) => partner.get(hooks) },
  {
    name: 'GET /v1/webhook-endpoints/{id}',
    scope: 'webhooks:read',
    names: 'webhookEndpoint',
    status: 200,
    call: (partner, id) => partner.get(`${hooks}/${id}`),
  },
  {
    name: 'PATCH /v1/webhook-endpoints/{id}',
    scope: 'webhooks:write',
    names: 'webhookEndpoint',
    status: 200,
    call: (partner, id) =>
      authorised(partner, request(partner.apiUrl).patch(`${hooks}/${id}`)).send({ description: 'x' }),
  },
  {
    name: 'DELETE /v1/webhook-endpoints/{id}',
    scope: 'webhooks:write',
    names: 'webhookEndpoint',
    status: 204,
    call: (partner, id) => authorised(partner, request(partner.apiUrl).delete(`${hooks}/${id}`)),
  },
  {
    name: 'POST /v1/webhook-endpoints/{id}/rotate-secret',
    scope: 'webhooks:write',
    names: 'webhookEndpoint',
    status: 200,
    call: (partner, id) => partner.post(`${hooks}/${id}/rotate-secret`),
  },
  {
    name: 'POST /v1/webhook-endpoints/{id}/test',
    scope: 'webhooks:write',
    names: 'webhookEndpoint',
    status: 202,
    call: (partner, id) => partner.post(`${hooks}/${id}/test`),
  },
  { name: 'GET /v1/events', scope: 'events:read', status: 200, call: (partner) => partner.get('/v1/events') },
  {
    name: 'GET /v1/events/{id}',
    scope: 'events:read',
    names: 'event',
    status: 200,
    call: (partner, id) => partner.get(`/v1/events/${id}`),
  },
  {
    name: 'GET /v1/events/{id}/deliveries',
    scope: 'events:read',
    names: 'event',
    status: 200,
    call: (partner, id) => partner.get(`/v1/events/${id}/deliveries`),
  },
  {
    name: 'POST /v1/events/{id}/redeliver',
    scope: 'events:write',
    names: 'event',
    status: 202,
    call: (partner, id) => partner.post(`/v1/events/${id}/redeliver`),
  },
];

function authorised(partner: PartnerClient, call: Test): Test {
  return call.set('Authorization', `Bearer ${partner.key}`);
}
