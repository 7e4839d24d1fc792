import { z } from 'zod';
import { customerOf } from '../bank/customers.js';
import { address } from '../bank/record-parts.js';
import { acceptRequest, inquiryOf, rejectRequest } from '../bank/requests.js';
import { invalid } from '../bank/refusal.js';
import { type Role } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { requestResponseObject } from '../objects/request.js';
import { answer } from '../wire/envelope.js';
import { positiveAmount } from '../wire/request-body.js';

const path = '/v1/user/:userId/monetary-account/:accountId/request-response';
const readers: readonly Role[] = ['own', 'oauth'];

const responses = listing({
  path,
  allow: readers,
  param: 'responseId',
  what: 'request',
  visible: (reading) => reading.bank.tables.requestResponses.where('account', accountIn(reading).id),
  object: requestResponseObject,
});

export const requestResponseEndpoints: Endpoint[] = [
  responses.list,
  responses.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:responseId`,
    // Saying yes moves money, so only the customer's own hand may.
    allow: ['own'],
    body: z.object({
      status: z.enum(['ACCEPTED', 'REJECTED']),
      amount_responded: positiveAmount.nullish(),
      address_shipping: address.nullish(),
      address_billing: address.nullish(),
      currency_conversion_quote_id: z.number().int().nullish(),
    }),
    mustBeSigned: (body) => body.status === 'ACCEPTED',
    handle({ bank, caller, params, body }) {
      const response = responses.find({ bank, caller, params });
      const inquiry = inquiryOf(bank, response);
      const amount = body.amount_responded ?? null;
      if (body.status === 'REJECTED') rejectRequest(bank, inquiry);
      else {
        if (amount !== null && amount !== inquiry.amount) {
          throw invalid('The amount responded must equal the amount inquired.');
        }
        const payer = customerOf(bank, bank.tables.accounts.get(response.accountId)?.userId ?? 0);
        acceptRequest(bank, inquiry, payer, { billing: body.address_billing, shipping: body.address_shipping });
      }
      return answer(requestResponseObject(bank, response));
    },
  }),
];
