import type { Bank } from '../bank/bank.js';
import type { Notice } from '../bank/notices.js';
import type { NotificationFilter } from '../bank/records.js';
import { draftPaymentObject } from '../objects/draft-payment.js';
import { paymentObject } from '../objects/payment.js';
import { userObject } from '../objects/user.js';
import type { Json } from '../wire/envelope.js';

export interface Callback {
  target: string;
  category: string;
  eventType: string;
  object: Json;
}

/** The callbacks a notice gives rise to, with the object as it is at this moment. */
export function callbacksFor(bank: Bank, notice: Notice): Callback[] {
  const { accountId, userIds } = audienceOf(bank, notice);
  const filters = userIds
    .flatMap((userId) => bank.tables.notificationFilters.where('user', userId))
    .filter((filter) => filter.accountId === null || filter.accountId === accountId);
  const events = eventsOf(notice);
  return events.flatMap(({ category, eventType }) => {
    const wanted = filters.filter((filter: NotificationFilter) => filter.category === category);
    if (wanted.length === 0) return [];
    const object = objectOf(bank, notice);
    return wanted.map(({ target }) => ({ target, category, eventType, object }));
  });
}

function eventsOf(notice: Notice): { category: string; eventType: string }[] {
  switch (notice.kind) {
    case 'payment': {
      const what = notice.payment.amount < 0n ? 'CREATED' : 'RECEIVED';
      return [
        { category: 'MUTATION', eventType: `MUTATION_${what}` },
        { category: 'PAYMENT', eventType: `PAYMENT_${what}` },
      ];
    }
    case 'draft':
      return [{ category: 'DRAFT_PAYMENT', eventType: `DRAFT_PAYMENT_${notice.event}` }];
    case 'consent_revoked':
      return [{ category: 'OAUTH', eventType: 'OAUTH_REVOKED' }];
  }
}

function objectOf(bank: Bank, notice: Notice): Json {
  switch (notice.kind) {
    case 'payment':
      return paymentObject(bank, notice.payment);
    case 'draft':
      return draftPaymentObject(bank, notice.draft);
    case 'consent_revoked':
      return userObject(bank, notice.consent);
  }
}

/** The owner of the account and everybody who has the owner's consent for it; of a revocation, both sides of the consent. */
function audienceOf(bank: Bank, notice: Notice): { accountId: number | null; userIds: number[] } {
  if (notice.kind === 'consent_revoked') {
    return { accountId: null, userIds: [notice.consent.id, notice.consent.requestedByUserId] };
  }
  const accountId = notice.kind === 'payment' ? notice.payment.accountId : notice.draft.accountId;
  const ownerId = bank.tables.accounts.get(accountId)?.userId;
  if (ownerId === undefined) return { accountId, userIds: [] };
  const consents = bank.tables.users
    .where('grantedBy', ownerId)
    .filter((user) => user.kind === 'consent' && user.status === 'ACTIVE')
    .filter((user) => user.kind === 'consent' && (user.accountIds === null || user.accountIds.includes(accountId)));
  return { accountId, userIds: [ownerId, ...consents.map((consent) => consent.id)] };
}
