import { z } from 'zod';
import { partyOf } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { isBunqIban } from '../bank/iban.js';
import { createPspDraft, endPspDraft } from '../bank/psp-drafts.js';
import type { PspDraft } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import { requireDescriptionFits } from '../bank/text-limits.js';
import { type Caller, pspOf, type Role } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { pspDraftObject } from '../objects/psp-orders.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { positiveAmount } from '../wire/request-body.js';

const path = '/v1/user/:userId/payment-service-provider-draft-payment';
const allow: readonly Role[] = ['psp:PISP'];

export const pspDraftPaymentEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow,
    body: z.object({
      sender_iban: z.string(),
      sender_name: z.string().nullish(),
      counterparty_iban: z.string(),
      counterparty_name: z.string(),
      description: z.string(),
      amount: positiveAmount,
      status: z.literal('PENDING').optional(),
    }),
    handle({ bank, caller, body }) {
      if (!isBunqIban(body.sender_iban)) throw invalid('The sender IBAN must be an IBAN of bunq.');
      const to = partyOf(bank, { type: 'IBAN', value: body.counterparty_iban, name: body.counterparty_name });
      requireDescriptionFits(body.description, to);
      const draft = createPspDraft(bank, {
        pspUserId: pspOf(caller).id,
        senderIban: body.sender_iban,
        senderName: body.sender_name ?? null,
        counterparty: to,
        description: body.description,
        amount: body.amount,
      });
      return idAnswer(draft.id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow,
    body: noFields,
    handle: ({ bank, caller, path, query }) =>
      pageOf(bank, { path, query }, bank.tables.pspDrafts.where('psp', pspOf(caller).id), (draft) =>
        pspDraftObject(bank, draft),
      ),
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:draftId`,
    allow,
    body: noFields,
    handle: ({ bank, caller, params }) => answer(pspDraftObject(bank, ownDraft(bank, caller, params))),
  }),
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:draftId`,
    allow,
    body: z.object({ status: z.enum(['REJECTED', 'CANCELLED']) }),
    handle({ bank, caller, params, body }) {
      const draft = ownDraft(bank, caller, params);
      endPspDraft(bank, draft, body.status);
      return idAnswer(draft.id);
    },
  }),
];

function ownDraft(bank: Bank, caller: Caller, params: Record<string, string>): PspDraft {
  const draft = bank.tables.pspDrafts.get(idIn(params, 'draftId'));
  if (draft === undefined || draft.pspUserId !== pspOf(caller).id) throw notFound('draft payment');
  return draft;
}
