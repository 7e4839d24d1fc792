import { z } from 'zod';
import type { RequestBatch } from '../bank/request-records.js';
import { revokeRequest } from '../bank/requests.js';
import { invalid } from '../bank/refusal.js';
import { type Role } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { requestBatchObject } from '../objects/request.js';
import { idAnswer } from '../wire/envelope.js';
import { positiveAmount } from '../wire/request-body.js';
import { askForMoney, requestFields } from './request-inquiry.js';

const path = '/v1/user/:userId/monetary-account/:accountId/request-inquiry-batch';
const allow: readonly Role[] = ['own', 'oauth'];

const batches = listing({
  path,
  allow,
  param: 'batchId',
  what: 'batch',
  visible: (reading) => reading.bank.tables.requestBatches.where('account', accountIn(reading).id),
  object: requestBatchObject,
});

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
      const account = accountIn({ bank, caller, params });
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
  batches.list,
  batches.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:batchId`,
    allow,
    body: z.object({ status: z.literal('REVOKED') }),
    handle({ bank, caller, params }) {
      const batch = batches.find({ bank, caller, params });
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
