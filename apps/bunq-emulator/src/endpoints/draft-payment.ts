import { z } from 'zod';
import { partyOf } from '../bank/accounts.js';
import { attachmentsFor } from '../bank/attachments.js';
import type { Bank } from '../bank/bank.js';
import { acceptDraft, cancelDraft, createDraft, maxDraftEntries, rejectDraft } from '../bank/drafts.js';
import type { Draft } from '../bank/records.js';
import { insufficientAuthorisation, invalid, notFound } from '../bank/refusal.js';
import { requireDescriptionFits } from '../bank/text-limits.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { draftPaymentObject } from '../objects/draft-payment.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { pointer, positiveAmount } from '../wire/request-body.js';
import { formatTimestamp } from '../wire/timestamp.js';

const path = '/v1/user/:userId/monetary-account/:accountId/draft-payment';
const allow: readonly Role[] = ['own', 'oauth', 'pisp'];

const entry = z.object({
  amount: positiveAmount,
  counterparty_alias: pointer,
  description: z.string(),
  merchant_reference: z.string().nullish(),
  attachment: z.array(z.object({ id: z.number() })).nullish(),
});
const updateFields = z.object({
  status: z.enum(['ACCEPTED', 'REJECTED', 'CANCELLED']),
  previous_updated_timestamp: z.string().nullish(),
});

export const draftPaymentEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({
      entries: z.array(entry),
      number_of_required_accepts: z.number(),
      status: z.literal('PENDING').optional(),
      schedule: z.unknown().optional(),
      previous_updated_timestamp: z.string().nullish(),
    }),
    handle({ bank, caller, params, body }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      if (body.number_of_required_accepts !== 1) throw invalid('The number of required accepts must be 1.');
      if (body.schedule !== undefined && body.schedule !== null) throw invalid('Schedules are not available.');
      if (body.entries.length > maxDraftEntries) {
        throw invalid(`A draft payment can have at most ${maxDraftEntries} entries.`);
      }
      const entries = body.entries.map((wanted) => {
        const counterparty = partyOf(bank, wanted.counterparty_alias);
        requireDescriptionFits(wanted.description, counterparty);
        return {
          amount: wanted.amount,
          counterparty,
          description: wanted.description,
          merchantReference: wanted.merchant_reference ?? null,
          attachmentIds: attachmentsFor(bank, account.id, wanted.attachment),
        };
      });
      return idAnswer(createDraft(bank, account, caller.user, { entries }).id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const drafts = bank.tables.drafts.where('account', account.id).filter((draft) => isVisible(caller, draft));
      return pageOf(bank, { path, query }, drafts, (draft) => draftPaymentObject(bank, draft));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:draftId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(draftPaymentObject(bank, visibleDraft(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:draftId`,
    allow,
    body: updateFields,
    mustBeSigned: (body) => body.status === 'ACCEPTED',
    handle({ bank, caller, params, body }) {
      const draft = visibleDraft(bank, caller, params);
      const seen = body.previous_updated_timestamp ?? null;
      if (seen !== null && seen !== formatTimestamp(draft.updatedAt)) {
        throw invalid('The draft payment was changed since the given previous_updated_timestamp.');
      }
      if (body.status === 'CANCELLED') {
        cancelDraft(bank, draft);
        return idAnswer(draft.id);
      }
      // Accepting and rejecting is the customer's own hand, never an app's.
      if (!caller.roles.has('own') && !bank.switches.laxRoles) throw insufficientAuthorisation();
      const decide = body.status === 'ACCEPTED' ? acceptDraft : rejectDraft;
      decide(bank, draft, caller.user.id);
      return idAnswer(draft.id);
    },
  }),
];

/** An app sees what it made itself; the customer sees everything on the account. */
function isVisible(caller: Caller, draft: Draft): boolean {
  return caller.consent === undefined || draft.createdByUserId === caller.user.id;
}

function visibleDraft(bank: Bank, caller: Caller, params: Record<string, string>): Draft {
  const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
  const draft = bank.tables.drafts.get(idIn(params, 'draftId'));
  if (draft === undefined || draft.accountId !== account.id || !isVisible(caller, draft))
    throw notFound('draft payment');
  return draft;
}
