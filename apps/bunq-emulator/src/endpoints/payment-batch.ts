import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { requireFunds } from '../bank/booking.js';
import type { PaymentBatch } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import { type Caller, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { paymentBatchObject } from '../objects/payment.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { entryFields, readEntry } from './payment-entry.js';
import { pay, requireMayPay } from './payment.js';

const path = '/v1/user/:userId/monetary-account/:accountId/payment-batch';

export const paymentBatchEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow: ['own', 'oauth'],
    body: z.object({ payments: z.array(entryFields) }),
    mustBeSigned: () => true,
    handle({ bank, caller, params, body, header }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      if (body.payments.length === 0) throw invalid('A batch needs at least one payment.');
      const entries = body.payments.map((wanted) => readEntry(bank, account, wanted));
      requireMayPay(bank, caller, account, entries);
      // All or nothing: what could fail in the middle is looked at before the first is paid.
      requireFunds(
        account,
        entries.reduce((sum, { amount }) => sum + amount, 0n),
      );
      if (entries.some(({ counterparty }) => counterparty.iban === account.iban)) {
        throw invalid('An account cannot pay itself.');
      }
      const row = bank.newRow();
      const paymentIds = entries.map((entry) => pay(bank, account, entry, { header, batchId: row.id }).id);
      const batch = bank.tables.paymentBatches.insert({ ...row, accountId: account.id, paymentIds });
      bank.notify({ kind: 'payment_batch', batch });
      return idAnswer(batch.id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow: ['own', 'oauth', 'aisp'],
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const batches = bank.tables.paymentBatches.where('account', account.id);
      return pageOf(bank, { path, query }, batches, (batch) => paymentBatchObject(bank, batch));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:batchId`,
    allow: ['own', 'oauth', 'aisp'],
    body: noFields,
    handle: ({ bank, caller, params }) => answer(paymentBatchObject(bank, visibleBatch(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:batchId`,
    allow: ['own', 'oauth'],
    body: z.object({ status: z.literal('REVOKED') }),
    handle({ bank, caller, params }): never {
      visibleBatch(bank, caller, params);
      // Only payments to people without an account wait to be collected; the others are done at once and stay done.
      throw invalid('The payments of this batch were made and can no longer be revoked.');
    },
  }),
];

function visibleBatch(bank: Bank, caller: Caller, params: Record<string, string>): PaymentBatch {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const batch = bank.tables.paymentBatches.get(idIn(params, 'batchId'));
  if (batch?.accountId !== account.id) throw notFound('batch');
  return batch;
}
