import type { Bank } from '../bank/bank.js';
import type { CardTransaction } from '../bank/service-records.js';
import { notFound } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { mastercardActionObject } from '../objects/card.js';
import { paymentObject } from '../objects/payment.js';
import { answer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/monetary-account/:accountId/mastercard-action';
const allow: readonly Role[] = ['own', 'oauth', 'aisp'];

export const mastercardActionEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const transactions = bank.tables.cardTransactions.where('account', account.id);
      return pageOf(bank, { path, query }, transactions, (one) => mastercardActionObject(bank, one));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:actionId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(mastercardActionObject(bank, visibleAction(bank, caller, params))),
  }),
  sessionEndpoint({
    // The payments a card transaction came to: none when it was refused.
    method: 'GET',
    path: `${path}/:actionId/payment`,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const action = visibleAction(bank, caller, params);
      const payment = bank.tables.payments.get(action.paymentId ?? 0);
      return pageOf(bank, { path, query }, payment === undefined ? [] : [payment], (one) => ({
        MasterCardPayment: paymentObject(bank, one)['Payment'],
      }));
    },
  }),
];

function visibleAction(bank: Bank, caller: Caller, params: Record<string, string>): CardTransaction {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const action = bank.tables.cardTransactions.get(idIn(params, 'actionId'));
  if (action?.accountId !== account.id) throw notFound('card transaction');
  return action;
}
