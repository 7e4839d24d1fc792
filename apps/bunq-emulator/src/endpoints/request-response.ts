import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { customerOf } from '../bank/customers.js';
import { address } from '../bank/record-parts.js';
import type { RequestResponse } from '../bank/request-records.js';
import { acceptRequest, inquiryOf, rejectRequest } from '../bank/requests.js';
import { invalid, notFound } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { requestResponseObject } from '../objects/request.js';
import { answer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { positiveAmount } from '../wire/request-body.js';

const path = '/v1/user/:userId/monetary-account/:accountId/request-response';
const readers: readonly Role[] = ['own', 'oauth'];

export const requestResponseEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path,
    allow: readers,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const responses = bank.tables.requestResponses.where('account', account.id);
      return pageOf(bank, { path, query }, responses, (response) => requestResponseObject(bank, response));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:responseId`,
    allow: readers,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(requestResponseObject(bank, visibleResponse(bank, caller, params))),
  }),
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
      const response = visibleResponse(bank, caller, params);
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

function visibleResponse(bank: Bank, caller: Caller, params: Record<string, string>): RequestResponse {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const response = bank.tables.requestResponses.get(idIn(params, 'responseId'));
  if (response?.accountId !== account.id) throw notFound('request');
  return response;
}
