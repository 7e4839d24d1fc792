import { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { acceptDraft, cancelDraft, changeDraft, createDraft, maxDraftEntries, rejectDraft } from '../bank/drafts.js';
import type { Account, Draft, Plan } from '../bank/records.js';
import { insufficientAuthorisation, invalid } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccount } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { draftPaymentObject } from '../objects/draft-payment.js';
import { idAnswer } from '../wire/envelope.js';
import { formatTimestamp } from '../wire/timestamp.js';
import { entryFields, planFields, readEntry, readPlan } from './payment-entry.js';

const path = '/v1/user/:userId/monetary-account/:accountId/draft-payment';
const allow: readonly Role[] = ['own', 'oauth', 'pisp'];

const updateFields = z.object({
  status: z.enum(['PENDING', 'ACCEPTED', 'REJECTED', 'CANCELLED']).optional(),
  entries: z.array(entryFields).optional(),
  schedule: planFields.nullish(),
  number_of_required_accepts: z.number().optional(),
  previous_updated_timestamp: z.string().nullish(),
});

const drafts = listing({
  path,
  allow,
  param: 'draftId',
  what: 'draft payment',
  visible: (reading) =>
    reading.bank.tables.drafts
      .where('account', accountIn(reading).id)
      .filter((draft) => isVisible(reading.caller, draft)),
  object: draftPaymentObject,
});

export const draftPaymentEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({
      entries: z.array(entryFields),
      number_of_required_accepts: z.number(),
      status: z.literal('PENDING').optional(),
      schedule: planFields.nullish(),
      previous_updated_timestamp: z.string().nullish(),
    }),
    handle({ bank, caller, params, body }) {
      const account = accountIn({ bank, caller, params });
      if (body.number_of_required_accepts !== 1) throw invalid('The number of required accepts must be 1.');
      const entries = readEntries(bank, account, body.entries);
      const plan = planIn(body.schedule) ?? null;
      return idAnswer(createDraft(bank, account, caller.user, { entries, plan }).id);
    },
  }),
  drafts.list,
  drafts.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:draftId`,
    allow,
    body: updateFields,
    mustBeSigned: (body) => body.status === 'ACCEPTED',
    handle({ bank, caller, params, body }) {
      const draft = drafts.find({ bank, caller, params });
      const seen = body.previous_updated_timestamp ?? null;
      if (seen !== null && seen !== formatTimestamp(draft.updatedAt)) {
        throw invalid('The draft payment was changed since the given previous_updated_timestamp.');
      }
      const isChanged = body.entries !== undefined || body.schedule !== undefined;
      if (isChanged) {
        const account = visibleAccount(bank, caller, draft.accountId);
        const entries = body.entries === undefined ? undefined : readEntries(bank, account, body.entries);
        changeDraft(bank, draft, { entries, plan: planIn(body.schedule) });
      }
      decide(bank, caller, draft, body.status ?? 'PENDING');
      return idAnswer(draft.id);
    },
  }),
];

function decide(bank: Bank, caller: Caller, draft: Draft, status: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED') {
  if (status === 'PENDING') return;
  if (status === 'CANCELLED') return cancelDraft(bank, draft);
  // Accepting and rejecting is the customer's own hand, never an app's.
  if (!caller.roles.has('own') && !bank.switches.laxRoles) throw insufficientAuthorisation();
  if (status === 'ACCEPTED') acceptDraft(bank, draft, caller.user.id);
  else rejectDraft(bank, draft, caller.user.id);
}

function readEntries(bank: Bank, account: Account, wanted: z.infer<typeof entryFields>[]) {
  if (wanted.length > maxDraftEntries) {
    throw invalid(`A draft payment can have at most ${maxDraftEntries} entries.`);
  }
  return wanted.map((one) => readEntry(bank, account, one));
}

function planIn(wanted: z.infer<typeof planFields> | null | undefined): Plan | null | undefined {
  return wanted === null || wanted === undefined ? wanted : readPlan(wanted);
}

/** An app sees what it made itself; the customer sees everything on the account. */
function isVisible(caller: Caller, draft: Draft): boolean {
  return caller.consent === undefined || draft.createdByUserId === caller.user.id;
}
