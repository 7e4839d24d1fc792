import { z } from 'zod';
import { changeProfile } from '../bank/customers.js';
import { address } from '../bank/record-parts.js';
import { type Role, visibleAccounts } from '../http/caller.js';
import { insufficientAuthorisation, notFound } from '../bank/refusal.js';
import { type Endpoint, idIn, noFields, sessionEndpoint } from '../http/endpoint.js';
import { userObject } from '../objects/user.js';
import { answer, idAnswer } from '../wire/envelope.js';

const everyone: readonly Role[] = ['own', 'oauth', 'aisp', 'pisp', 'psp'];

const typedTwins = [
  { path: 'user-person', kind: 'person' },
  { path: 'user-company', kind: 'company' },
  { path: 'user-payment-service-provider', kind: 'psp' },
] as const;

const commonChanges = {
  public_nick_name: z.string().optional(),
  address_main: address.optional(),
  address_postal: address.nullish(),
  avatar_uuid: z.string().optional(),
  language: z.enum(['en_US', 'nl_NL']).optional(),
  region: z.string().optional(),
  status: z.literal('ACTIVE').optional(),
  sub_status: z.literal('NONE').optional(),
  session_timeout: z.number().int().positive().optional(),
  daily_limit_without_confirmation_login: z.object({ value: z.string(), currency: z.string() }).optional(),
  tax_resident: z.array(z.record(z.string(), z.unknown())).optional(),
};
const changeable = [
  {
    path: 'user-person',
    kind: 'person',
    fields: z.object({
      ...commonChanges,
      first_name: z.string().min(1).optional(),
      middle_name: z.string().nullish(),
      last_name: z.string().optional(),
      display_name: z.string().optional(),
      date_of_birth: z.iso.date().optional(),
      nationality: z.string().optional(),
      all_nationality: z.array(z.string()).optional(),
      gender: z.enum(['MALE', 'FEMALE', 'UNKNOWN']).optional(),
    }),
  },
  {
    path: 'user-company',
    kind: 'company',
    fields: z.object({
      ...commonChanges,
      name: z.string().min(1).optional(),
      country: z.string().optional(),
      ubo: z.array(z.record(z.string(), z.unknown())).optional(),
      chamber_of_commerce_number: z.string().optional(),
      legal_form: z.string().optional(),
    }),
  },
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
  sessionEndpoint({
    method: 'GET',
    path: '/v1/user/:userId/limit',
    allow: ['own', 'oauth', 'aisp'],
    body: noFields,
    handle({ bank, caller }) {
      const held = visibleAccounts(bank, caller).length;
      const limit = {
        limit_monetary_account: 25,
        limit_monetary_account_remaining: Math.max(25 - held, 0),
        limit_card_debit_maestro: 0,
        limit_card_debit_mastercard: 3,
        limit_card_debit_wildcard: 0,
        limit_card_wildcard: 0,
        limit_card_replacement: 1,
        limit_amount_monthly: null,
        spent_amount_monthly: null,
      };
      return answer({ CustomerLimit: limit });
    },
  }),
  ...changeable.map(({ path, kind, fields }) =>
    sessionEndpoint({
      method: 'PUT',
      path: `/v1/${path}/:userId`,
      allow: ['own'],
      body: fields,
      handle({ bank, caller, body }) {
        const { customer } = caller;
        if (customer?.kind !== kind) throw notFound('user');
        changeProfile(bank, customer, body);
        return idAnswer(customer.id);
      },
    }),
  ),
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
