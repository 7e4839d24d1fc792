import { z } from 'zod';
import { openAccount } from '../bank/accounts.js';
import { invalid } from '../bank/refusal.js';
import { type Role, visibleAccount, visibleAccounts } from '../http/caller.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { monetaryAccountObject } from '../objects/monetary-account.js';
import { answer, idAnswer } from '../wire/envelope.js';
import { pageOf } from '../wire/pagination.js';
import { positiveAmount } from '../wire/request-body.js';

const readers: readonly Role[] = ['own', 'oauth', 'aisp', 'pisp'];

export const monetaryAccountEndpoints: Endpoint[] = [
  ...['/v1/user/:userId/monetary-account', '/v1/user/:userId/monetary-account-bank'].flatMap((path) => [
    sessionEndpoint({
      method: 'GET',
      path,
      allow: readers,
      body: noFields,
      handle: ({ bank, caller, path, query }) =>
        pageOf(bank, { path, query }, visibleAccounts(bank, caller), (account) => monetaryAccountObject(bank, account)),
    }),
    sessionEndpoint({
      method: 'GET',
      path: `${path}/:accountId`,
      allow: readers,
      body: noFields,
      handle: ({ bank, caller, params }) =>
        answer(monetaryAccountObject(bank, visibleAccount(bank, caller, idIn(params, 'accountId')))),
    }),
  ]),
  sessionEndpoint({
    method: 'POST',
    path: '/v1/user/:userId/monetary-account-bank',
    allow: ['own', 'oauth'],
    body: z.object({
      currency: z.string(),
      description: z.string().optional(),
      daily_limit: positiveAmount.optional(),
      display_name: z.string().optional(),
    }),
    handle({ bank, caller, body }) {
      if (caller.customer === undefined) throw invalid('This user cannot have accounts.');
      if (body.currency !== 'EUR') throw invalid(`The currency "${body.currency}" is not supported.`);
      const dailyLimit = body.daily_limit ?? 1000_00n;
      if (dailyLimit > 10_000_00n) throw invalid('The daily limit can be at most 10000.00 EUR.');
      const account = openAccount(bank, caller.customer, {
        description: body.description ?? 'bunq account',
        dailyLimit,
      });
      return idAnswer(account.id);
    },
  }),
];
