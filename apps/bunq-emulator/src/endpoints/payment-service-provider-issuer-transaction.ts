import { z } from 'zod';
import { partyOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { createIssuerTransaction, endIssuerTransaction } from '../bank/issuer-transactions.js';
import { invalid, notFound } from '../bank/refusal.js';
import { requireDescriptionFits } from '../bank/text-limits.js';
import { pspOf, type Role } from '../http/caller.js';
import { type Endpoint, noFields, openEndpoint, sessionEndpoint } from '../http/endpoint.js';
import { listing } from '../http/listing.js';
import { issuerTransactionObject } from '../objects/psp-orders.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { isWebAddress, pointer, positiveAmount } from '../wire/request-body.js';
import { parseTimestamp } from '../wire/timestamp.js';

const path = '/v1/user/:userId/payment-service-provider-issuer-transaction';
const allow: readonly Role[] = ['psp:PISP'];

const transactions = listing({
  path,
  allow,
  param: 'transactionId',
  what: 'transaction',
  visible: ({ bank, caller }) => bank.tables.issuerTransactions.where('psp', pspOf(caller).id),
  object: issuerTransactionObject,
});

export const issuerTransactionEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({
      counterparty_alias: pointer,
      amount: positiveAmount,
      description: z.string(),
      url_redirect: z.string(),
      time_expiry: z.string().nullish(),
      status: z.literal('PENDING').optional(),
    }),
    handle({ bank, caller, body }) {
      if (!isWebAddress(body.url_redirect)) throw invalid('The url_redirect is not valid.');
      const to = partyOf(bank, body.counterparty_alias);
      requireDescriptionFits(body.description, to);
      const transaction = createIssuerTransaction(bank, {
        pspUserId: pspOf(caller).id,
        counterparty: to,
        amount: body.amount,
        description: body.description,
        urlRedirect: body.url_redirect,
        expiresAt: expiryFrom(bank, body.time_expiry ?? null),
      });
      return idAnswer(transaction.id);
    },
  }),
  transactions.list,
  transactions.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:transactionId`,
    allow,
    body: z.object({ status: z.enum(['REJECTED', 'CANCELLED']) }),
    handle({ bank, caller, params, body }) {
      const transaction = transactions.find({ bank, caller, params });
      endIssuerTransaction(bank, transaction, body.status);
      return idAnswer(transaction.id);
    },
  }),
  openEndpoint({
    method: 'GET',
    path: '/v1/payment-service-provider-issuer-transaction-public/:uuid',
    body: noFields,
    handle({ bank, params }) {
      const transaction = bank.tables.issuerTransactions.first('uuid', params['uuid']);
      if (transaction === undefined) throw notFound('transaction');
      return answer(issuerTransactionObject(bank, transaction));
    },
  }),
];

function expiryFrom(bank: Bank, text: string | null): number | undefined {
  if (text === null) return undefined;
  const expiresAt = parseTimestamp(text);
  if (expiresAt === undefined || expiresAt <= bank.time())
    throw invalid('The time_expiry must be a time in the future.');
  return expiresAt;
}
