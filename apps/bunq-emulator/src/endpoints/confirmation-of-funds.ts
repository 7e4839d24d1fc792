import { z } from 'zod';
import { partyOf } from '../bank/accounts.js';
import { consentsOf } from '../bank/consents.js';
import { customerOf } from '../bank/customers.js';
import { insufficientAuthorisation, notFound } from '../bank/refusal.js';
import { pspOf } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { answer } from '../wire/envelope.js';
import { pointer, positiveAmount } from '../wire/request-body.js';

export const confirmationOfFundsEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path: '/v1/user/:userId/confirmation-of-funds',
    allow: ['psp:PISP', 'psp:CBPII'],
    body: z.object({ pointer_iban: pointer, amount: positiveAmount }),
    handle({ bank, caller, body }) {
      const { pointer_iban: asked } = body;
      const party = partyOf(bank, { ...asked, name: asked.name ?? asked.value });
      const account = party.accountId === null ? undefined : bank.tables.accounts.get(party.accountId);
      if (account === undefined) throw notFound('account');
      const psp = pspOf(caller);
      const hasConsent = consentsOf(bank, customerOf(bank, account.userId)).some(
        (consent) => consent.status === 'ACTIVE' && consent.requestedByUserId === psp.id,
      );
      if (bank.switches.fundsNeedConsent && !hasConsent) throw insufficientAuthorisation();
      const hasFunds = account.balance >= body.amount;
      bank.record('funds_confirmed', { psp_user_id: psp.id, account_id: account.id, has_sufficient_funds: hasFunds });
      return answer({ ConfirmationOfFunds: { has_sufficient_funds: hasFunds } });
    },
  }),
];
