import { type Role } from '../http/caller.js';
import { type Endpoint, noFields, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { mastercardActionObject } from '../objects/card.js';
import { paymentObject } from '../objects/payment.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/monetary-account/:accountId/mastercard-action';
const allow: readonly Role[] = ['own', 'oauth', 'aisp'];

const actions = listing({
  path,
  allow,
  param: 'actionId',
  what: 'card transaction',
  visible: (reading) => reading.bank.tables.cardTransactions.where('account', accountIn(reading).id),
  object: mastercardActionObject,
});

export const mastercardActionEndpoints: Endpoint[] = [
  actions.list,
  actions.get,
  sessionEndpoint({
    // The payments a card transaction came to: none when it was refused.
    method: 'GET',
    path: `${path}/:actionId/payment`,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const action = actions.find({ bank, caller, params });
      const payment = bank.tables.payments.get(action.paymentId ?? 0);
      return pageOf(bank, { path, query }, payment === undefined ? [] : [payment], (one) => ({
        MasterCardPayment: paymentObject(bank, one)['Payment'],
      }));
    },
  }),
];
