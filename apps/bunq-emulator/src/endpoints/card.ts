import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import type { Card } from '../bank/service-records.js';
import { notFound } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccounts } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { cardObject } from '../objects/card.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';

const path = '/v1/user/:userId/card';
const allow: readonly Role[] = ['own', 'oauth', 'aisp'];

export const cardEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, visibleCards(bank, caller), (card) => cardObject(bank, card)),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:cardId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(cardObject(bank, visibleCard(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:cardId`,
    allow: ['own'],
    body: z.object({
      status: z.enum(['ACTIVE', 'DEACTIVATED', 'LOST', 'STOLEN', 'CANCELLED']),
      cancellation_reason: z.string().nullish(),
    }),
    handle({ bank, caller, params, body }) {
      const card = visibleCard(bank, caller, params);
      card.status = body.status;
      card.updatedAt = bank.now();
      return idAnswer(card.id);
    },
  }),
];

/** Cards of the accounts this caller may see. */
function visibleCards(bank: Bank, caller: Caller): Card[] {
  const seen = new Set(visibleAccounts(bank, caller).map(({ id }) => id));
  return bank.tables.cards.where('user', caller.customer?.id).filter((card) => seen.has(card.accountId));
}

function visibleCard(bank: Bank, caller: Caller, params: Record<string, string>): Card {
  const wanted = idIn(params, 'cardId');
  const card = visibleCards(bank, caller).find(({ id }) => id === wanted);
  if (card === undefined) throw notFound('card');
  return card;
}
