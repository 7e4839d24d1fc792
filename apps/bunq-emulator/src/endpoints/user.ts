import type { Role } from '../http/caller.js';
import { insufficientAuthorisation, notFound } from '../bank/refusal.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { userObject } from '../objects/user.js';
import { answer } from '../wire/envelope.js';

const everyone: readonly Role[] = ['own', 'oauth', 'aisp', 'pisp', 'psp'];

const typedTwins = [
  { path: 'user-person', kind: 'person' },
  { path: 'user-company', kind: 'company' },
  { path: 'user-payment-service-provider', kind: 'psp' },
] as const;

export const userEndpoints: Endpoint[] = [
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user',
    allow: everyone,
    body: noFields,
    handle: ({ bank, caller }) => answer(userObject(bank, caller.user)),
  }),
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user/:userId',
    allow: everyone,
    body: noFields,
    handle({ bank, caller, params }) {
      const wanted = idIn(params, 'userId') === caller.user.id ? caller.user : caller.customer;
      if (wanted === undefined) throw insufficientAuthorisation();
      return answer(userObject(bank, wanted));
    },
  }),
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user/:userId/legal-name',
    allow: everyone,
    body: noFields,
    handle({ caller }) {
      const { customer } = caller;
      if (customer === undefined) throw insufficientAuthorisation();
      const name = customer.kind === 'person' ? `${customer.firstName} ${customer.lastName}`.trim() : customer.name;
      return answer({ UserLegalNameArray: { legal_names: [name] } });
    },
  }),
  ...typedTwins.map(({ path, kind }) =>
    sessionEndpoint({
      method: 'GET',
      path: `/v1/${path}/:userId`,
      allow: everyone,
      body: noFields,
      handle({ bank, caller }) {
        const wanted = [caller.user, caller.customer].find((user) => user?.kind === kind);
        if (wanted === undefined) throw notFound('user');
        return answer(userObject(bank, wanted));
      },
    }),
  ),
];
