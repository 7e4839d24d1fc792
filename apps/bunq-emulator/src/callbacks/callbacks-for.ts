import type { Bank } from '../bank/bank.js';
import type { Notice } from '../bank/notices.js';
import type { NotificationFilter, Payment } from '../bank/records.js';
import { mastercardActionObject } from '../objects/card.js';
import { draftPaymentObject } from '../objects/draft-payment.js';
import { paymentBatchObject, paymentObject } from '../objects/payment.js';
import { requestInquiryObject, requestResponseObject } from '../objects/request.js';
import { scheduledPaymentObject, scheduleInstanceObject } from '../objects/schedule.js';
import { userObject } from '../objects/user.js';
import type { Json } from '../wire/envelope.js';

export interface Callback {
  filter: NotificationFilter;
  category: string;
  eventType: string;
  object: Json;
  objectId: number;
}

interface CallbackEvent {
  category: string;
  eventType: string;
}

/** The callbacks a notice gives rise to, with the object as it is at this moment. */
export function callbacksFor(bank: Bank, notice: Notice): Callback[] {
  const { accountId, userIds } = audienceOf(bank, notice);
  const filters = userIds
    .flatMap((userId) => bank.tables.notificationFilters.where('user', userId))
    .filter((filter) => filter.accountId === null || filter.accountId === accountId);
  if (filters.length === 0) return [];
  return eventsOf(notice).flatMap(({ category, eventType }) => {
    const wanted = filters.filter((filter) => filter.category === category);
    if (wanted.length === 0) return [];
    const { object, objectId } = subjectOf(bank, notice);
    return wanted.map((filter) => ({ filter, category, eventType, object, objectId }));
  });
}

function eventsOf(notice: Notice): CallbackEvent[] {
  switch (notice.kind) {
    case 'payment':
      return paymentEvents(notice.payment);
    case 'payment_batch':
      return [{ category: 'PAYMENT', eventType: 'PAYMENT_BATCH_CREATED' }];
    case 'draft':
      return [{ category: 'DRAFT_PAYMENT', eventType: `DRAFT_PAYMENT_${notice.event}` }];
    case 'request_inquiry':
      return [{ category: 'REQUEST', eventType: `REQUEST_INQUIRY_${notice.event}` }];
    case 'request_response':
      return [{ category: 'REQUEST', eventType: `REQUEST_RESPONSE_${notice.event}` }];
    case 'schedule': {
      const what = notice.schedule.kind === 'payment' ? 'PAYMENT' : 'PAYMENT_BATCH';
      return [{ category: 'SCHEDULE_STATUS', eventType: `SCHEDULE_DEFINITION_${what}_${notice.event}` }];
    }
    case 'schedule_run': {
      const what = notice.schedule.kind === 'payment' ? 'PAYMENT' : 'PAYMENT_BATCH';
      const result = { FINISHED_SUCCESSFULLY: 'SUCCEEDED', RETRY: 'RETRIED', FAILED_USER_ERROR: 'FAILED' };
      const eventType = `SCHEDULE_INSTANCE_${what}_${result[notice.instance.state]}`;
      return [{ category: 'SCHEDULE_RESULT', eventType }];
    }
    case 'card_transaction':
      return notice.transaction.decision === 'ALLOWED'
        ? [{ category: 'CARD_TRANSACTION_SUCCESSFUL', eventType: 'CARD_PAYMENT_ALLOWED' }]
        : [{ category: 'CARD_TRANSACTION_FAILED', eventType: 'CARD_TRANSACTION_NOT_ALLOWED' }];
    case 'consent_revoked':
      return [{ category: 'OAUTH', eventType: 'OAUTH_REVOKED' }];
  }
}

/** Every change of a balance is a mutation; what comes of a request or a card is no payment in bunq's sense. */
function paymentEvents(payment: Payment): CallbackEvent[] {
  const what = payment.amount < 0n ? 'CREATED' : 'RECEIVED';
  const mutation = { category: 'MUTATION', eventType: `MUTATION_${what}` };
  if (payment.subType === 'REQUEST' || payment.type === 'MASTERCARD') return [mutation];
  return [mutation, { category: 'PAYMENT', eventType: `PAYMENT_${what}` }];
}

function subjectOf(bank: Bank, notice: Notice): { object: Json; objectId: number } {
  switch (notice.kind) {
    case 'payment':
      return { object: paymentObject(bank, notice.payment), objectId: notice.payment.id };
    case 'payment_batch':
      return { object: paymentBatchObject(bank, notice.batch), objectId: notice.batch.id };
    case 'draft':
      return { object: draftPaymentObject(bank, notice.draft), objectId: notice.draft.id };
    case 'request_inquiry':
      return { object: requestInquiryObject(bank, notice.inquiry), objectId: notice.inquiry.id };
    case 'request_response':
      return { object: requestResponseObject(bank, notice.response), objectId: notice.response.id };
    case 'schedule':
      return { object: scheduledPaymentObject(bank, notice.schedule), objectId: notice.schedule.id };
    case 'schedule_run':
      return { object: scheduleInstanceObject(bank, notice.instance), objectId: notice.instance.id };
    case 'card_transaction':
      return { object: mastercardActionObject(bank, notice.transaction), objectId: notice.transaction.id };
    case 'consent_revoked':
      return { object: userObject(bank, notice.consent), objectId: notice.consent.id };
  }
}

/** The owners of the account and everybody who has their consent for it; of a revocation, both sides of the consent. */
function audienceOf(bank: Bank, notice: Notice): { accountId: number | null; userIds: number[] } {
  if (notice.kind === 'consent_revoked') {
    return { accountId: null, userIds: [notice.consent.id, notice.consent.requestedByUserId] };
  }
  const accountId = accountIdOf(notice);
  const account = bank.tables.accounts.get(accountId);
  if (account === undefined) return { accountId, userIds: [] };
  const owners = [account.userId, ...account.coOwnerUserIds];
  const consents = owners
    .flatMap((ownerId) => bank.tables.users.where('grantedBy', ownerId))
    .filter((user) => user.kind === 'consent' && user.status === 'ACTIVE')
    .filter((user) => user.kind === 'consent' && (user.accountIds === null || user.accountIds.includes(accountId)));
  return { accountId, userIds: [...owners, ...consents.map((consent) => consent.id)] };
}

function accountIdOf(notice: Exclude<Notice, { kind: 'consent_revoked' }>): number {
  switch (notice.kind) {
    case 'payment':
      return notice.payment.accountId;
    case 'payment_batch':
      return notice.batch.accountId;
    case 'draft':
      return notice.draft.accountId;
    case 'request_inquiry':
      return notice.inquiry.accountId;
    case 'request_response':
      return notice.response.accountId;
    case 'schedule':
    case 'schedule_run':
      return notice.schedule.accountId;
    case 'card_transaction':
      return notice.transaction.accountId;
  }
}
