import { eachIn, renamed, type ApiChange, type Convert } from '../api-change.js';

const before = 'address_required';
const now = 'requested_address';

const lower: Convert = (body) => renamed(body, { [now]: before });
/** Names change places: the later one is none of the version before, and is refused as the earlier one is now. */
const names = { [before]: now, [now]: before };
const raise: Convert = (body) => renamed(body, names);

const paymentRequest = { resource: 'payment_request', list: 'data' };
const batch = { resource: 'payment_request', list: 'payment_requests' };
const incomingRequest = { resource: 'incoming_payment_request', list: 'data' };

/** A member that was named like a yes or no, and could read `"address_required": "optional"`. */
export const requestedAddress: ApiChange = {
  since: '2026-11-21',
  summary:
    '`address_required` of payment requests and incoming payment requests is named `requested_address`: it says which ' +
    'address is asked for, and that can be optional.',
  requests: {
    'POST /v1/payment-requests': raise,
    'POST /v1/payment-request-batches': (body) => eachIn(body, 'payment_requests', raise),
  },
  resources: { payment_request: lower, incoming_payment_request: lower },
  answers: {
    '/v1/payment-requests': paymentRequest,
    '/v1/payment-requests/:id': paymentRequest,
    '/v1/payment-requests/:id/revoke': paymentRequest,
    '/v1/payment-request-batches': batch,
    '/v1/payment-request-batches/:id': batch,
    '/v1/incoming-payment-requests': incomingRequest,
    '/v1/incoming-payment-requests/:id': incomingRequest,
    '/v1/incoming-payment-requests/:id/accept': incomingRequest,
    '/v1/incoming-payment-requests/:id/reject': incomingRequest,
  },
  renamedMembers: {
    'POST /v1/payment-requests': names,
    'POST /v1/payment-request-batches': names,
  },
};
