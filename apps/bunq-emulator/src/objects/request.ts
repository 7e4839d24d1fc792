import type { Bank } from '../bank/bank.js';
import { partyOfAccount } from '../bank/accounts.js';
import type { RequestBatch, RequestInquiry, RequestResponse } from '../bank/request-records.js';
import { inquiryOf } from '../bank/requests.js';
import type { Json } from '../wire/envelope.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { attachmentFields, attachmentReference } from './attachment.js';
import { amountOf, labelOfAccount, labelOfParty, labelOfUser, stamps } from './labels.js';

export function requestInquiryObject(bank: Bank, inquiry: RequestInquiry): Json {
  const { tables } = bank;
  return {
    RequestInquiry: {
      ...stamps(inquiry),
      ...sharedFields(inquiry),
      status: statusForAsker(bank, inquiry),
      monetary_account_id: inquiry.accountId,
      user_alias_created: labelOfUser(bank, tables.users.get(inquiry.createdByUserId)),
      user_alias_revoked:
        inquiry.revokedByUserId === null ? null : labelOfUser(bank, tables.users.get(inquiry.revokedByUserId)),
      counterparty_alias: labelOfParty(bank, inquiry.counterparty),
      merchant_reference: inquiry.merchantReference,
      attachment: inquiry.attachmentIds.map((id) => attachmentReference(bank, id)),
      batch_id: inquiry.batchId,
      scheduled_id: null,
      bunqme_share_url: inquiry.shareUrl,
      reference_split_the_bill: null,
    },
  };
}

export function requestResponseObject(bank: Bank, response: RequestResponse): Json {
  const inquiry = inquiryOf(bank, response);
  const [payer, asker] = [response.accountId, inquiry.accountId].map((id) => bank.tables.accounts.get(id));
  const attachments = inquiry.attachmentIds.flatMap((id) => bank.tables.attachments.get(id) ?? []);
  return {
    RequestResponse: {
      ...stamps(response),
      ...sharedFields(inquiry),
      time_refund_requested: timeOf(inquiry.refundRequestedAt),
      time_refunded: timeOf(inquiry.refundedAt),
      user_refund_requested:
        inquiry.refundRequestedByUserId === null
          ? null
          : labelOfUser(bank, bank.tables.users.get(inquiry.refundRequestedByUserId)),
      monetary_account_id: response.accountId,
      alias: payer === undefined ? null : labelOfAccount(bank, payer),
      counterparty_alias: asker === undefined ? null : labelOfParty(bank, partyOfAccount(asker)),
      attachment: attachments.map((attachment) => ({
        ...attachmentReference(bank, attachment.id),
        ...attachmentFields(
          attachment,
          `/v1/user/${payer?.userId ?? 0}/monetary-account/${response.accountId}/attachment/${attachment.id}/content`,
        ),
      })),
      type: 'INTERNAL',
      sub_type: 'NONE',
      credit_scheme_identifier: null,
      mandate_identifier: null,
      registration_action: null,
      eligible_whitelist_id: null,
      request_reference_split_the_bill: [],
      event_id: inquiry.eventId,
      monetary_account_preferred_id: null,
    },
  };
}

/** Whatever a spec of bunq's says, clients look for an id to revoke by. */
export function requestBatchObject(bank: Bank, batch: RequestBatch): Json {
  return {
    RequestInquiryBatch: {
      ...stamps(batch),
      request_inquiries: batch.inquiryIds
        .flatMap((id) => bank.tables.requestInquiries.get(id) ?? [])
        .map((inquiry) => requestInquiryObject(bank, inquiry)),
      total_amount_inquired: amountOf(batch.total),
      reference_split_the_bill: null,
    },
  };
}

function timeOf(micros: number | null): string | null {
  return micros === null ? null : formatTimestamp(micros);
}

function statusForAsker(bank: Bank, { status }: RequestInquiry): string {
  const isRefund = status === 'REFUND_REQUESTED' || status === 'REFUNDED';
  return isRefund && !bank.switches.inquiriesShowRefunds ? 'ACCEPTED' : status;
}

function sharedFields(inquiry: RequestInquiry): Json {
  return {
    time_responded: timeOf(inquiry.respondedAt),
    time_expiry: formatTimestamp(inquiry.expiresAt),
    amount_inquired: amountOf(inquiry.amount),
    amount_responded: inquiry.amountResponded === null ? null : amountOf(inquiry.amountResponded),
    description: inquiry.description,
    status: inquiry.status,
    minimum_age: inquiry.minimumAge,
    require_address: inquiry.requireAddress,
    redirect_url: inquiry.redirectUrl,
    address_shipping: inquiry.addressShipping,
    address_billing: inquiry.addressBilling,
    geolocation: inquiry.geolocation,
  };
}
