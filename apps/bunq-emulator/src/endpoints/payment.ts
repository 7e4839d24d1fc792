import { z } from 'zod';
import { partyOf, partyOfAccount } from '../bank/accounts.js';
import { bookTransfer } from '../bank/booking.js';
import { insufficientAuthorisation, notFound } from '../bank/refusal.js';
import { requireDescriptionFits } from '../bank/text-limits.js';
import { visibleAccount } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { paymentObject } from '../objects/payment.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { pointer, positiveAmount } from '../wire/request-body.js';

const path = '/v1/user/:userId/monetary-account/:accountId/payment';

export const paymentEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'POST',
    path,
    allow: ['own', 'oauth'],
    body: z.object({
      amount: positiveAmount,
      counterparty_alias: pointer,
      description: z.string(),
      attachment: z.array(z.object({ id: z.number() })).nullish(),
      merchant_reference: z.string().nullish(),
      allow_bunqto: z.boolean().nullish(),
    }),
    mustBeSigned: () => true,
    handle({ bank, caller, params, body }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const to = partyOf(bank, body.counterparty_alias);
      requireDescriptionFits(body.description, to);
      const isOwn = to.accountId !== null && bank.tables.accounts.get(to.accountId)?.userId === account.userId;
      // An app with OAuth may move money between accounts of one user, not away.
      if (!caller.roles.has('own') && !isOwn && !bank.switches.laxRoles) throw insufficientAuthorisation();
      const payment = bookTransfer(bank, {
        from: partyOfAccount(account),
        to,
        amount: body.amount,
        description: body.description,
        merchantReference: body.merchant_reference ?? null,
      });
      return idAnswer(payment.id);
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path,
    allow: ['own', 'oauth', 'aisp'],
    body: noFields,
    handle({ bank, caller, params, path, query }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const payments = bank.tables.payments.where('account', account.id);
      return pageOf(bank, { path, query }, payments, (payment) => paymentObject(bank, payment));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: `${path}/:paymentId`,
    allow: ['own', 'oauth', 'aisp'],
    body: noFields,
    handle({ bank, caller, params }) {
      const account = visibleAccount(bank, caller, idIn(params, 'accountId'));
      const payment = bank.tables.payments.get(idIn(params, 'paymentId'));
      if (payment === undefined || payment.accountId !== account.id) throw notFound('payment');
      return answer(paymentObject(bank, payment));
    },
  }),
];
