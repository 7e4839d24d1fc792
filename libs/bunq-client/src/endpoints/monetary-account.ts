import { z } from 'zod';
import {
  type BunqAnswer,
  type BunqListQuery,
  type BunqPage,
  listQuery,
  readCreatedId,
  readValue,
} from '../bunq-answer.js';
import { BunqOutcomeUnknownError } from '../bunq-api.error.js';
import type { BunqCallOptions } from '../bunq-http.js';
import {
  amountSchema,
  avatarSchema,
  type BunqAmount,
  idSchema,
  optionalTimes,
  pointerSchema,
  userLabelSchema,
} from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';
import { writeAmount } from '../write-amount.js';

const settingSchema = z.object({
  color: z.string().nullish(),
  icon: z.string().nullish(),
  default_avatar_status: z.string().nullish(),
  restriction_chat: z.string().nullish(),
  sdd_expiration_action: z.string().nullish(),
});
const coOwnerSchema = z.object({
  alias: userLabelSchema.nullish(),
  /** ACCEPTED, REJECTED, PENDING or REVOKED */
  status: z.string().nullish(),
});
const accountSchema = z.object({
  id: idSchema,
  ...optionalTimes,
  avatar: avatarSchema.nullish(),
  currency: z.string().nullish(),
  description: z.string().nullish(),
  display_name: z.string().nullish(),
  daily_limit: amountSchema.nullish(),
  overdraft_limit: amountSchema.nullish(),
  /** available now; bunq knows no separate booked balance */
  balance: amountSchema.nullish(),
  /** holds the IBAN */
  alias: z.array(pointerSchema).nullish(),
  public_uuid: z.string().nullish(),
  /** seen: ACTIVE, BLOCKED, CANCELLED, PENDING_REOPEN, PENDING_ACCEPTANCE */
  status: z.string().nullish(),
  sub_status: z.string().nullish(),
  reason: z.string().nullish(),
  reason_description: z.string().nullish(),
  user_id: idSchema.nullish(),
  setting: settingSchema.nullish(),
  /** of joint and savings accounts */
  all_co_owner: z.array(coOwnerSchema).nullish(),
  /** of savings accounts */
  savings_goal: amountSchema.nullish(),
  /** of savings accounts; a share from 0 to 1 */
  savings_goal_progress: z.number().nullish(),
  /** of savings accounts */
  number_of_payment_remaining: z.union([z.string(), z.number()]).nullish(),
});

const twins = {
  MonetaryAccountBank: 'monetary-account-bank',
  MonetaryAccountJoint: 'monetary-account-joint',
  MonetaryAccountSavings: 'monetary-account-savings',
  MonetaryAccountExternal: 'monetary-account-external',
  MonetaryAccountExternalSavings: 'monetary-account-external-savings',
  MonetaryAccountCard: 'monetary-account-card',
} as const;
const kinds = [
  'MonetaryAccountBank',
  'MonetaryAccountJoint',
  'MonetaryAccountSavings',
  'MonetaryAccountExternal',
  'MonetaryAccountExternalSavings',
  'MonetaryAccountLight',
  'MonetaryAccountCard',
  'MonetaryAccountInvestment',
  'MonetaryAccountSwitchService',
] as const;

export type MonetaryAccountKind = (typeof kinds)[number];

/** The kinds that have an endpoint of their own beside the one for all. */
export type MonetaryAccountKindWithEndpoint = keyof typeof twins;

/** `other` is a kind that bunq added since: its wrapper is in `wrapper`, and it reads like the rest. */
export type MonetaryAccount = z.infer<typeof accountSchema> &
  ({ kind: MonetaryAccountKind } | { kind: 'other'; wrapper: string });

export interface MonetaryAccountInput {
  /** ISO 4217 */
  currency: string;
  description?: string;
  /** bunq's default is 1000, its most 10 000 */
  dailyLimit?: BunqAmount;
  displayName?: string;
  /** whether the IBAN is to be of another country */
  countryIban?: string;
}

const collection = 'user/{userId}/monetary-account';

/** @throws BunqAmountError when it is higher than bunq lets an account have */
function writeDailyLimit(amount: BunqAmount): BunqAmount {
  return writeAmount('daily_limit', amount, 10_000);
}

export const monetaryAccount = {
  /** The accounts of every kind that this user, or this consent, may see. Safe to repeat. */
  async list(caller: BunqCaller, input: BunqListQuery & BunqCallOptions = {}): Promise<BunqPage<MonetaryAccount>> {
    return listAt(caller, collection, input);
  },

  /** One account of any kind. Safe to repeat. */
  async get(caller: BunqCaller, input: BunqCallOptions & { monetaryAccountId: number }): Promise<MonetaryAccount> {
    return getAt(caller, `${collection}/{monetaryAccountId}`, input);
  },

  /** The accounts of one kind, from its own endpoint. Safe to repeat. */
  async listOfKind(
    caller: BunqCaller,
    input: BunqListQuery & BunqCallOptions & { kind: MonetaryAccountKindWithEndpoint },
  ): Promise<BunqPage<MonetaryAccount>> {
    return listAt(caller, `user/{userId}/${twins[input.kind]}`, input);
  },

  /** One account of a known kind, from its own endpoint. Safe to repeat. */
  async getOfKind(
    caller: BunqCaller,
    input: BunqCallOptions & { kind: MonetaryAccountKindWithEndpoint; monetaryAccountId: number },
  ): Promise<MonetaryAccount> {
    const { kind, ...rest } = input;
    return getAt(caller, `user/{userId}/${twins[kind]}/{monetaryAccountId}`, rest);
  },

  /**
   * Opens an account, for one's own API key or with a consent outside PSD2. After an unknown outcome list first: a second
   * account is a nuisance to get rid of.
   *
   * @returns bunq's id of the new account
   * @see bunq API, monetary-account-bank, monetary-account-savings
   */
  async open(
    caller: BunqCaller,
    input: BunqCallOptions & MonetaryAccountInput & { kind?: 'MonetaryAccountBank' | 'MonetaryAccountSavings' },
  ): Promise<number> {
    const {
      kind = 'MonetaryAccountBank',
      currency,
      description,
      dailyLimit,
      displayName,
      countryIban,
      ...options
    } = input;
    const body = JSON.stringify({
      currency,
      description,
      daily_limit: dailyLimit && writeDailyLimit(dailyLimit),
      display_name: displayName,
      country_iban: countryIban,
    });
    const endpoint = `user/{userId}/${twins[kind]}`;
    return readCreatedId(await caller.send({ ...options, method: 'POST', endpoint, body }));
  },

  /** Renames an account or sets its daily limit, for one's own API key. Safe to repeat. */
  async update(
    caller: BunqCaller,
    input: BunqCallOptions & { monetaryAccountId: number; description?: string; dailyLimit?: BunqAmount },
  ): Promise<void> {
    const { monetaryAccountId, description, dailyLimit, ...options } = input;
    await putBank(caller, monetaryAccountId, options, {
      description,
      daily_limit: dailyLimit && writeDailyLimit(dailyLimit),
    });
  },

  /**
   * Closes an account at the wish of its owner. bunq does so only when it is empty.
   *
   * @param input.reasonDescription why, in words
   */
  async close(
    caller: BunqCaller,
    input: BunqCallOptions & { monetaryAccountId: number; reasonDescription: string },
  ): Promise<void> {
    const { monetaryAccountId, reasonDescription, ...options } = input;
    await putBank(caller, monetaryAccountId, options, {
      status: 'CANCELLED',
      sub_status: 'REDEMPTION_VOLUNTARY',
      reason: 'OTHER',
      reason_description: reasonDescription,
    });
  },
};

async function listAt(
  caller: BunqCaller,
  endpoint: string,
  input: BunqListQuery & BunqCallOptions,
): Promise<BunqPage<MonetaryAccount>> {
  const { deadlineMs, priority } = input;
  const answer = await caller.send({ method: 'GET', endpoint, query: listQuery(input), deadlineMs, priority });
  return { items: readAccounts(answer), pagination: answer.pagination };
}

async function getAt(
  caller: BunqCaller,
  endpoint: string,
  input: BunqCallOptions & { monetaryAccountId: number },
): Promise<MonetaryAccount> {
  const { monetaryAccountId, ...options } = input;
  const answer = await caller.send({ ...options, method: 'GET', endpoint, params: { monetaryAccountId } });
  const [account] = readAccounts(answer);
  if (!account) throw new BunqOutcomeUnknownError(answer.endpoint, 'unreadable', 200, answer.responseId);
  return account;
}

async function putBank(
  caller: BunqCaller,
  monetaryAccountId: number,
  options: BunqCallOptions,
  fields: Record<string, unknown>,
): Promise<void> {
  const endpoint = `user/{userId}/${twins.MonetaryAccountBank}/{monetaryAccountId}`;
  const body = JSON.stringify(fields);
  readCreatedId(await caller.send({ ...options, method: 'PUT', endpoint, params: { monetaryAccountId }, body }));
}

function readAccounts(answer: BunqAnswer): MonetaryAccount[] {
  return answer.elements.flatMap(({ kind: wrapper, value }): MonetaryAccount[] => {
    const kind = kinds.find((known) => known === wrapper);
    if (kind) return [{ ...readValue(answer, value, accountSchema), kind }];
    // A new kind of account must not hide the known ones, whatever its shape.
    const unfamiliar = wrapper.startsWith('MonetaryAccount') ? accountSchema.safeParse(value) : undefined;
    return unfamiliar?.success ? [{ ...unfamiliar.data, kind: 'other', wrapper }] : [];
  });
}
