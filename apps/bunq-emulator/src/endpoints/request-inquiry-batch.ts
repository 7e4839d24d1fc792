import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { RequestBatch } from '../bank/request-records.js';
import { revokeRequest } from '../bank/requests.js';
import { invalid, notFound } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { requestBatchObject } from '../objects/request.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { positiveAmount } from '../wire/request-body.js';
import { askForMoney, requestFields } from './request-inquiry.js';

const path = '/v1/user/:userId/monetary-account/:accountId/request-inquiry-batch';
const allow: readonly Role[] = ['own', 'oauth'];

export const requestInquiryBatchEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({
      request_inquiries: z.array(requestFields),
      total_amount_inquired: positiveAmount,
      status: z.literal('PENDING').nullish(),
      event_id: z.number().int().nullish(),
    }),
    handle({ bank, caller, params, body, header }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      if (body.request_inquiries.length === 0) throw invalid('A batch needs at least one request.');
      const total = body.request_inquiries.reduce((sum, one) => sum + one.amount_inquired, 0n);
      if (total !== body.total_amount_inquired) throw invalid('The total amount differs from the sum of the requests.');
      const row = bank.newRow();
      const batch: RequestBatch = {
        ...row,
        accountId: account.id,
        inquiryIds: [],
        total,
        eventId: body.event_id ?? null,
      };
      for (const wanted of body.request_inquiries) {
        batch.inquiryIds.push(askForMoney(bank, account, caller.user, wanted, { header, batchId: batch.id }).id);
      }
      return idAnswer(bank.tables.requestBatches.insert(batch).id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const batches = bank.tables.requestBatches.where('account', account.id);
      return pageOf(bank, { path, query }, batches, (batch) => requestBatchObject(bank, batch));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:batchId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(requestBatchObject(bank, visibleBatch(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:batchId`,
    allow,
    body: z.object({ status: z.literal('REVOKED') }),
    handle({ bank, caller, params }) {
      const batch = visibleBatch(bank, caller, params);
      const pending = batch.inquiryIds
        .flatMap((id) => bank.tables.requestInquiries.get(id) ?? [])
        .filter(({ status }) => status === 'PENDING');
      if (pending.length === 0) throw invalid('No request of this batch is still PENDING.');
      for (const inquiry of pending) revokeRequest(bank, inquiry, caller.user);
      batch.updatedAt = bank.now();
      return idAnswer(batch.id);
    },
  }),
];

function visibleBatch(bank: Bank, caller: Caller, params: Record<string, string>): RequestBatch {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const batch = bank.tables.requestBatches.get(idIn(params, 'batchId'));
  if (batch?.accountId !== account.id) throw notFound('batch');
  return batch;
}
