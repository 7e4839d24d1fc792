import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { attachmentsFor, shareAttachments } from '../bank/attachments.js';
import type { Account, User } from '../bank/records.js';
import { requireAddress, type RequestInquiry } from '../bank/request-records.js';
import { createRequest, responseTo, revokeRequest } from '../bank/requests.js';
import { invalid } from '../bank/refusal.js';
import { type Role } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { requestInquiryObject } from '../objects/request.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { geolocationIn } from '../wire/geolocation.js';
import { isWebAddress, pointer, positiveAmount } from '../wire/request-body.js';

const path = '/v1/user/:userId/monetary-account/:accountId/request-inquiry';
const allow: readonly Role[] = ['own', 'oauth'];

export const requestFields = z.object({
  amount_inquired: positiveAmount,
  counterparty_alias: pointer,
  description: z.string(),
  allow_bunqme: z.boolean(),
  attachment: z.array(z.object({ id: z.number() })).nullish(),
  merchant_reference: z.string().nullish(),
  status: z.literal('PENDING').nullish(),
  minimum_age: z.number().int().nullish(),
  require_address: requireAddress.nullish(),
  redirect_url: z.string().nullish(),
  event_id: z.number().int().nullish(),
  want_tip: z.boolean().nullish(),
  allow_amount_lower: z.boolean().nullish(),
  allow_amount_higher: z.boolean().nullish(),
});

const inquiries = listing({
  path,
  allow,
  param: 'inquiryId',
  what: 'request',
  visible: (reading) => reading.bank.tables.requestInquiries.where('account', accountIn(reading).id),
  object: requestInquiryObject,
});

export const requestInquiryEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: requestFields,
    handle({ bank, caller, params, body, header }) {
      const account = accountIn({ bank, caller, params });
      return idAnswer(askForMoney(bank, account, caller.user, body, { header }).id);
    },
  }),
  inquiries.list,
  inquiries.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:inquiryId`,
    allow,
    body: requestFields.partial().extend({ status: z.string() }),
    handle({ bank, caller, params, body }) {
      const inquiry = inquiries.find({ bank, caller, params });
      if (body.status !== 'REVOKED') throw invalid(`A request cannot be set to "${body.status}".`);
      revokeRequest(bank, inquiry, caller.user);
      return answer(requestInquiryObject(bank, inquiry));
    },
  }),
];

/** Creates the request a body describes. */
export function askForMoney(
  bank: Bank,
  account: Account,
  creator: User,
  body: z.infer<typeof requestFields>,
  { header, batchId = null }: { header: (name: string) => string | undefined; batchId?: number | null },
): RequestInquiry {
  const redirectUrl = body.redirect_url ?? null;
  if (redirectUrl !== null && !isWebAddress(redirectUrl)) throw invalid('The redirect URL is not valid.');
  const attachmentIds = attachmentsFor(bank, account.id, body.attachment);
  const inquiry = createRequest(bank, account, creator, {
    amount: body.amount_inquired,
    counterparty: body.counterparty_alias,
    allowBunqme: body.allow_bunqme,
    description: body.description,
    merchantReference: body.merchant_reference,
    attachmentIds,
    minimumAge: body.minimum_age,
    requireAddress: body.require_address ?? 'NONE',
    redirectUrl,
    eventId: body.event_id,
    geolocation: geolocationIn(header),
    batchId,
  });
  shareAttachments(bank, attachmentIds, responseTo(bank, inquiry)?.accountId ?? null);
  return inquiry;
}
