import { z } from 'zod';
import { partyOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { createIssuerTransaction, endIssuerTransaction } from '../bank/issuer-transactions.js';
import type { IssuerTransaction } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import { requireDescriptionFits } from '../bank/text-limits.js';
import { type Caller, pspOf, type Role } from '../http/caller.js';
import { type Endpoint, idIn, noFields, openEndpoint, sessionEndpoint } from '../http/endpoint.js';
import { issuerTransactionObject } from '../objects/psp-orders.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { isWebAddress, pointer, positiveAmount } from '../wire/request-body.js';
import { parseTimestamp } from '../wire/timestamp.js';

const path = '/v1/user/:userId/payment-service-provider-issuer-transaction';
const allow: readonly Role[] = ['psp:PISP'];

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
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.issuerTransactions.where('psp', pspOf(caller).id), (transaction) =>
        issuerTransactionObject(bank, transaction),
      ),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:transactionId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(issuerTransactionObject(bank, ownTransaction(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:transactionId`,
    allow,
    body: z.object({ status: z.enum(['REJECTED', 'CANCELLED']) }),
    handle({ bank, caller, params, body }) {
      const transaction = ownTransaction(bank, caller, params);
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

function ownTransaction(bank: Bank, caller: Caller, params: Record<string, string>): IssuerTransaction {
  const transaction = bank.tables.issuerTransactions.get(idIn(params, 'transactionId'));
  if (transaction === undefined || transaction.pspUserId !== pspOf(caller).id) throw notFound('transaction');
  return transaction;
}

function expiryFrom(bank: Bank, text: string | null): number | undefined {
  if (text === null) return undefined;
  const expiresAt = parseTimestamp(text);
  if (expiresAt === undefined || expiresAt <= bank.time())
    throw invalid('The time_expiry must be a time in the future.');
  return expiresAt;
}
