import { z } from 'zod';
import { changeAccount, openAccount } from '../bank/accounts.js';
import type { Bank } from '../bank/bank.js';
import { customerByAlias } from '../bank/customers.js';
import { type Account, type AccountKind } from '../bank/records.js';
import { invalid, notFound } from '../bank/refusal.js';
import { type Caller, type Role, visibleAccounts } from '../http/caller.js';
import { type Endpoint, sessionEndpoint } from '../http/endpoint.js';
import { accountIn, listing } from '../http/listing.js';
import { monetaryAccountObject } from '../objects/monetary-account.js';
import { idAnswer } from '../wire/envelope.js';
import { pointer, positiveAmount } from '../wire/request-body.js';

const readers: readonly Role[] = ['own', 'oauth', 'aisp', 'pisp'];
const allKinds = '/v1/user/:userId/monetary-account';
const typed: readonly { kind: AccountKind; canBeOpened: boolean }[] = [
  { kind: 'bank', canBeOpened: true },
  { kind: 'joint', canBeOpened: true },
  { kind: 'savings', canBeOpened: true },
  { kind: 'external', canBeOpened: true },
  { kind: 'external-savings', canBeOpened: true },
  // Comes with a card.
  { kind: 'card', canBeOpened: false },
];

const changes = {
  description: z.string().nullish(),
  daily_limit: positiveAmount.nullish(),
  avatar_uuid: z.string().nullish(),
  status: z.enum(['ACTIVE', 'CANCELLED', 'PENDING_REOPEN']).nullish(),
  sub_status: z.string().nullish(),
  reason: z.string().nullish(),
  reason_description: z.string().nullish(),
  display_name: z.string().nullish(),
  setting: z.record(z.string(), z.unknown()).nullish(),
  savings_goal: positiveAmount.nullish(),
  overdraft_limit: z.unknown().optional(),
  alias: z.array(pointer).nullish(),
  all_co_owner: z.array(z.looseObject({ alias: pointer })).nullish(),
  service: z.string().nullish(),
  country_iban: z.string().nullish(),
};
const changeFields = z.object({ ...changes, currency: z.string().optional() });
const openFields = z.object({ ...changes, currency: z.string() });

export const monetaryAccountEndpoints: Endpoint[] = [
  ...readsOf(allKinds, () => true),
  ...typed.flatMap(({ kind, canBeOpened }) => [
    ...readsOf(pathOf(kind), (account) => account.kind === kind),
    ...(canBeOpened ? [openingOf(kind)] : []),
    changeOf(kind),
  ]),
];

function pathOf(kind: AccountKind): string {
  return `${allKinds}-${kind}`;
}

function readsOf(path: string, isMeant: (account: Account) => boolean): Endpoint[] {
  const { list, get } = listing({
    path,
    allow: readers,
    param: 'accountId',
    what: 'monetary account',
    visible: ({ bank, caller }) => visibleAccounts(bank, caller).filter(isMeant),
    object: monetaryAccountObject,
  });
  return [list, get];
}

function openingOf(kind: AccountKind): Endpoint {
  return sessionEndpoint({
    method: 'POST',
    path: pathOf(kind),
    allow: ['own', 'oauth'],
    body: openFields,
    handle({ bank, caller, body }) {
      if (caller.customer === undefined) throw invalid('This user cannot have accounts.');
      if (body.currency !== 'EUR') throw invalid(`The currency "${body.currency}" is not supported.`);
      if (kind === 'external-savings' && (body.service ?? '') === '') throw invalid('Missing field "service".');
      const account = openAccount(bank, caller.customer, {
        kind,
        description: body.description ?? 'bunq account',
        dailyLimit: body.daily_limit ?? undefined,
        displayName: body.display_name ?? undefined,
        savingsGoal: body.savings_goal ?? undefined,
        service: body.service ?? undefined,
        coOwnerUserIds: coOwnersIn(bank, caller, kind, body),
      });
      return idAnswer(account.id);
    },
  });
}

function changeOf(kind: AccountKind): Endpoint {
  return sessionEndpoint({
    method: 'PUT',
    path: `${pathOf(kind)}/:accountId`,
    allow: ['own'],
    body: changeFields,
    handle({ bank, caller, params, body }) {
      const account = accountIn({ bank, caller, params });
      if (account.kind !== kind) throw notFound('monetary account');
      changeAccount(bank, account, {
        description: body.description,
        displayName: body.display_name,
        dailyLimit: body.daily_limit,
        avatarUuid: body.avatar_uuid,
        setting: body.setting,
        savingsGoal: body.savings_goal,
        status: body.status,
        subStatus: body.sub_status,
        reason: body.reason,
        reasonDescription: body.reason_description,
      });
      return idAnswer(account.id);
    },
  });
}

function coOwnersIn(bank: Bank, caller: Caller, kind: AccountKind, body: z.infer<typeof openFields>): number[] {
  const wanted = body.all_co_owner ?? [];
  if (kind === 'joint' && wanted.length === 0) throw invalid('Missing field "all_co_owner".');
  if (kind !== 'joint' && kind !== 'savings' && wanted.length > 0) throw invalid('This account cannot have co-owners.');
  return wanted.map(({ alias }) => {
    const user = customerByAlias(bank, alias.value);
    if (user === undefined) throw invalid(`No bunq user was found for the alias "${alias.value}".`);
    if (user.id === caller.customer?.id) throw invalid('You cannot be your own co-owner.');
    return user.id;
  });
}
