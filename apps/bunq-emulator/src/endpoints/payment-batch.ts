import { z } from 'zod';
import { addBatch, requireAllBookable } from '../bank/batches.js';
import { invalid } from '../bank/refusal.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { paymentBatchObject } from '../objects/payment.js';
import { idAnswer } from '../wire/envelope.js';
import { entryFields, readEntry } from './payment-entry.js';
import { pay, requireMayPay } from './payment.js';

const path = '/v1/user/:userId/monetary-account/:accountId/payment-batch';

const batches = listing({
  path,
  allow: ['own', 'oauth', 'aisp'],
  param: 'batchId',
  what: 'batch',
  visible: (reading) => reading.bank.tables.paymentBatches.where('account', accountIn(reading).id),
  object: paymentBatchObject,
});

export const paymentBatchEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow: ['own', 'oauth'],
    body: z.object({ payments: z.array(entryFields) }),
    mustBeSigned: () => true,
    handle({ bank, caller, params, body, header }) {
      const account = accountIn({ bank, caller, params });
      if (body.payments.length === 0) throw invalid('A batch needs at least one payment.');
      const entries = body.payments.map((wanted) => readEntry(bank, account, wanted));
      requireMayPay(bank, caller, account, entries);
      requireAllBookable(bank, account, entries);
      const row = bank.newRow();
      const paymentIds = entries.map((entry) => pay(bank, account, entry, { header, batchId: row.id }).id);
      return idAnswer(addBatch(bank, { ...row, accountId: account.id, paymentIds }).id);
    },
  }),
  batches.list,
  batches.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:batchId`,
    allow: ['own', 'oauth'],
    body: z.object({ status: z.literal('REVOKED') }),
    handle({ bank, caller, params }): never {
      batches.find({ bank, caller, params });
      // Only payments to people without an account wait to be collected; the others are done at once and stay done.
      throw invalid('The payments of this batch were made and can no longer be revoked.');
    },
  }),
];
