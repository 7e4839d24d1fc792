import { z } from 'zod';
import { partyOf } from '../bank/accounts.js';
import { isBunqIban } from '../bank/iban.js';
import { createPspDraft, endPspDraft } from '../bank/psp-drafts.js';
import { invalid } from '../bank/refusal.js';
import { requireDescriptionFits } from '../bank/text-limits.js';
import { pspOf, type Role } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { listing } from '../http/listing.js';
import { pspDraftObject } from '../objects/psp-orders.js';
import { idAnswer } from '../wire/envelope.js';
import { positiveAmount } from '../wire/request-body.js';

const path = '/v1/user/:userId/payment-service-provider-draft-payment';
const allow: readonly Role[] = ['psp:PISP'];

const drafts = listing({
  path,
  allow,
  param: 'draftId',
  what: 'draft payment',
  visible: ({ bank, caller }) => bank.tables.pspDrafts.where('psp', pspOf(caller).id),
  object: pspDraftObject,
});

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
  drafts.list,
  drafts.get,
  sessionEndpoint({
    method: 'PUT',
    path: `${path}/:draftId`,
    allow,
    body: z.object({ status: z.enum(['REJECTED', 'CANCELLED']) }),
    handle({ bank, caller, params, body }) {
      const draft = drafts.find({ bank, caller, params });
      endPspDraft(bank, draft, body.status);
      return idAnswer(draft.id);
    },
  }),
];
