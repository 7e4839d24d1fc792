import { toPublicId, type IdKind } from '@sluis/persistence';
import request, { type Test } from 'supertest';
import { consentBody } from '../../support/consent-journey.js';
import { png } from '../../support/pictures.js';
import type { PartnerClient } from '../../support/partner-client.js';
import { upload } from '../../support/upload.js';

/** The tables in which what a route's id names is kept. */
export const tables = {
  payment: 'payments',
  paymentLink: 'payment_links',
  consent: 'consents',
  bankConnection: 'bank_connections',
  payout: 'payouts',
  payoutBatch: 'payouts',
  paymentRequest: 'payment_requests',
  paymentRequestBatch: 'payment_request_batches',
  incomingPaymentRequest: 'incoming_payment_requests',
  attachment: 'attachments',
  webhookEndpoint: 'webhook_endpoints',
  event: 'events',
  spendingRule: 'spending_rules',
  fundsConfirmation: 'funds_confirmations',
  fundsConfirmationBatch: 'funds_confirmation_batches',
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
const someConsent = toPublicId('consent', '01980000-0000-7000-8000-000000000000');
const someAccount = toPublicId('account', '01980000-0000-7000-8000-000000000000');
const noConnection = toPublicId('bankConnection', '01980000-0000-7000-8000-000000000000');
const someRefund = toPublicId('refund', '01980000-0000-7000-8000-000000000000');
export const bankConnectionBody = { method: 'api_key', api_key: 'sandbox_0123456789abcdef' };
export const paymentRequestBody = {
  amount: { value: '12.50', currency: 'EUR' },
  debtor: { email: 'a.visser@emulator.test' },
  remittance_information: 'Table 4',
};
export const hookTarget = 'https://shop.example/hooks';

/** Every operation of the partner API. */
export const partnerRoutes: PartnerRoute[] = [
  {
    name: 'POST /v1/test/clock',
    scope: 'test:write',
    status: 200,
    call: (partner) => partner.post('/v1/test/clock', { advance: 'PT1S' }),
  },
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
    name: 'POST /v1/payments/{id}/client-token',
    scope: 'payments:read',
    names: 'payment',
    status: 201,
    call: (partner, id) => partner.post(`/v1/payments/${id}/client-token`),
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
  // A well-formed question is refused for its consent, which is nobody's.
  {
    name: 'POST /v1/funds-confirmations',
    scope: 'funds:write',
    status: 422,
    call: (partner) => partner.post('/v1/funds-confirmations', fundsQuestion(someConsent)),
  },
  {
    name: 'GET /v1/funds-confirmations',
    scope: 'funds:read',
    status: 200,
    call: (partner) => partner.get('/v1/funds-confirmations'),
  },
  {
    name: 'GET /v1/funds-confirmations/{id}',
    scope: 'funds:read',
    names: 'fundsConfirmation',
    status: 200,
    call: (partner, id) => partner.get(`/v1/funds-confirmations/${id}`),
  },
  {
    name: 'POST /v1/funds-confirmation-batches',
    scope: 'funds:write',
    status: 422,
    call: (partner) => partner.post('/v1/funds-confirmation-batches', { questions: [fundsQuestion(someConsent)] }),
  },
  {
    name: 'GET /v1/funds-confirmation-batches/{id}',
    scope: 'funds:read',
    names: 'fundsConfirmationBatch',
    status: 200,
    call: (partner, id) => partner.get(`/v1/funds-confirmation-batches/${id}`),
  },
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
  // What is asked for is right, on a connection that is not there.
  {
    name: 'POST /v1/payouts',
    scope: 'payouts:write',
    status: 422,
    call: (partner) =>
      partner.post('/v1/payouts', {
        amount: { value: '1.00', currency: 'EUR' },
        creditor: { name: 'Branderij BV', iban: 'NL14RABO0169202917' },
        remittance_information: 'Invoice 7',
        bank_connection_id: noConnection,
      }),
  },
  { name: 'GET /v1/payouts', scope: 'payouts:read', status: 200, call: (partner) => partner.get('/v1/payouts') },
  ...['', '/timeline', '/instances'].map((part): PartnerRoute => ({
    name: `GET /v1/payouts/{id}${part}`,
    scope: 'payouts:read',
    names: 'payout',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payouts/${id}${part}`),
  })),
  {
    name: 'POST /v1/payouts/{id}/cancel',
    scope: 'payouts:write',
    names: 'payout',
    status: 200,
    call: (partner, id) => partner.post(`/v1/payouts/${id}/cancel`),
  },
  {
    name: 'POST /v1/payout-batches',
    scope: 'payouts:write',
    status: 422,
    call: (partner) =>
      partner.post('/v1/payout-batches', {
        entries: [
          {
            amount: { value: '1.00', currency: 'EUR' },
            creditor: { name: 'Branderij BV', iban: 'NL14RABO0169202917' },
            remittance_information: 'Invoice 7',
          },
        ],
        bank_connection_id: noConnection,
      }),
  },
  {
    name: 'GET /v1/payout-batches',
    scope: 'payouts:read',
    status: 200,
    call: (partner) => partner.get('/v1/payout-batches'),
  },
  ...['', '/timeline', '/instances'].map((part): PartnerRoute => ({
    name: `GET /v1/payout-batches/{id}${part}`,
    scope: 'payouts:read',
    names: 'payoutBatch',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payout-batches/${id}${part}`),
  })),
  {
    name: 'POST /v1/payout-batches/{id}/cancel',
    scope: 'payouts:write',
    names: 'payoutBatch',
    status: 200,
    call: (partner, id) => partner.post(`/v1/payout-batches/${id}/cancel`),
  },
  {
    name: 'POST /v1/payments/{id}/refunds',
    scope: 'payouts:write',
    names: 'payment',
    // It is known, and not executed.
    status: 422,
    call: (partner, id) => partner.post(`/v1/payments/${id}/refunds`),
  },
  {
    name: 'GET /v1/payments/{id}/refunds',
    scope: 'payouts:read',
    names: 'payment',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payments/${id}/refunds`),
  },
  ...['', '/timeline'].map((part): PartnerRoute => ({
    name: `GET /v1/payments/{id}/refunds/{refundId}${part}`,
    scope: 'payouts:read',
    names: 'payment',
    // The payment is known, and has no such refund.
    status: 404,
    call: (partner, id) => partner.get(`/v1/payments/${id}/refunds/${someRefund}${part}`),
  })),
  {
    name: 'POST /v1/payments/{id}/refunds/{refundId}/cancel',
    scope: 'payouts:write',
    names: 'payment',
    status: 404,
    call: (partner, id) => partner.post(`/v1/payments/${id}/refunds/${someRefund}/cancel`),
  },
  {
    name: 'POST /v1/payment-requests',
    scope: 'payment_requests:write',
    status: 201,
    call: (partner) => partner.post('/v1/payment-requests', paymentRequestBody),
  },
  {
    name: 'GET /v1/payment-requests',
    scope: 'payment_requests:read',
    status: 200,
    call: (partner) => partner.get('/v1/payment-requests'),
  },
  {
    name: 'GET /v1/payment-requests/{id}',
    scope: 'payment_requests:read',
    names: 'paymentRequest',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payment-requests/${id}`),
  },
  {
    name: 'POST /v1/payment-requests/{id}/revoke',
    scope: 'payment_requests:write',
    names: 'paymentRequest',
    status: 200,
    call: (partner, id) => partner.post(`/v1/payment-requests/${id}/revoke`),
  },
  {
    name: 'POST /v1/payment-request-batches',
    scope: 'payment_requests:write',
    status: 201,
    call: (partner) => partner.post('/v1/payment-request-batches', { payment_requests: [paymentRequestBody] }),
  },
  {
    name: 'GET /v1/payment-request-batches/{id}',
    scope: 'payment_requests:read',
    names: 'paymentRequestBatch',
    status: 200,
    call: (partner, id) => partner.get(`/v1/payment-request-batches/${id}`),
  },
  {
    name: 'POST /v1/attachments',
    scope: 'payment_requests:write',
    status: 201,
    call: (partner) => upload(partner, { file: png }),
  },
  {
    name: 'GET /v1/attachments/{id}',
    scope: 'payment_requests:read',
    names: 'attachment',
    status: 200,
    call: (partner, id) => partner.get(`/v1/attachments/${id}`),
  },
  {
    name: 'GET /v1/incoming-payment-requests',
    scope: 'incoming_payment_requests:read',
    status: 200,
    call: (partner) => partner.get('/v1/incoming-payment-requests'),
  },
  {
    name: 'GET /v1/incoming-payment-requests/{id}',
    scope: 'incoming_payment_requests:read',
    names: 'incomingPaymentRequest',
    status: 200,
    call: (partner, id) => partner.get(`/v1/incoming-payment-requests/${id}`),
  },
  ...['accept', 'reject'].map((answer): PartnerRoute => ({
    name: `POST /v1/incoming-payment-requests/{id}/${answer}`,
    scope: 'incoming_payment_requests:write',
    names: 'incomingPaymentRequest',
    status: 200,
    call: (partner, id) => partner.post(`/v1/incoming-payment-requests/${id}/${answer}`),
  })),
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
  {
    name: 'GET /v1/webhook-endpoints/{id}/deliveries',
    scope: 'events:read',
    names: 'webhookEndpoint',
    status: 200,
    call: (partner, id) => partner.get(`${hooks}/${id}/deliveries`),
  },
  {
    name: 'POST /v1/webhook-endpoints/{id}/redeliver',
    scope: 'events:write',
    names: 'webhookEndpoint',
    status: 202,
    call: (partner, id) => partner.post(`${hooks}/${id}/redeliver`),
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

export function fundsQuestion(consentId: string) {
  return { consent_id: consentId, amount: { value: '1.00', currency: 'EUR' } };
}

function authorised(partner: PartnerClient, call: Test): Test {
  return call.set('Authorization', `Bearer ${partner.key}`);
}
