import { z } from 'zod';
import type { Card } from '../bank/service-records.js';
import { type Role, visibleAccounts } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { listing, type Reading } from '../http/listing.js';
import { cardObject } from '../objects/card.js';
import { idAnswer } from '../wire/envelope.js';

const path = '/v1/user/:userId/card';
const allow: readonly Role[] = ['own', 'oauth', 'aisp'];

const cards = listing({
  path,
  allow,
  param: 'cardId',
  what: 'card',
  visible: visibleCards,
  object: cardObject,
});

export const cardEndpoints: Endpoint[] = [
  cards.list,
  cards.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:cardId`,
    allow: ['own'],
    body: z.object({
      status: z.enum(['ACTIVE', 'DEACTIVATED', 'LOST', 'STOLEN', 'CANCELLED']),
      cancellation_reason: z.string().nullish(),
    }),
    handle({ bank, caller, params, body }) {
      const card = cards.find({ bank, caller, params });
      card.status = body.status;
      card.updatedAt = bank.now();
      return idAnswer(card.id);
    },
  }),
];

/** Cards of the accounts this caller may see. */
function visibleCards({ bank, caller }: Reading): Card[] {
  const seen = new Set(visibleAccounts(bank, caller).map(({ id }) => id));
  return bank.tables.cards.where('user', caller.customer?.id).filter((card) => seen.has(card.accountId));
}
