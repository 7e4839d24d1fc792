import { z } from 'zod';
import { type BunqAnswer, type BunqListQuery, type BunqPage, listQuery, readValue } from '../bunq-answer.js';
import { BunqOutcomeUnknownError } from '../bunq-api.error.js';
import type { BunqCallOptions } from '../bunq-http.js';
import { amountSchema, idSchema, optionalTimes, pointerSchema } from '../bunq-objects.js';
import type { BunqCaller } from '../bunq-caller.js';

const accountSchema = z.object({
  id: idSchema,
  ...optionalTimes,
  currency: z.string().nullish(),
  description: z.string().nullish(),
  display_name: z.string().nullish(),
  /** available now; bunq knows no separate booked balance */
  balance: amountSchema.nullish(),
  /** holds the IBAN */
  alias: z.array(pointerSchema).nullish(),
  /** seen: ACTIVE, BLOCKED, CANCELLED, PENDING_REOPEN, PENDING_ACCEPTANCE */
  status: z.string().nullish(),
  sub_status: z.string().nullish(),
});

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

/** `other` is a kind that bunq added since: its wrapper is in `wrapper`, and it reads like the rest. */
export type MonetaryAccount = z.infer<typeof accountSchema> &
  ({ kind: MonetaryAccountKind } | { kind: 'other'; wrapper: string });

const collection = 'user/{userId}/monetary-account';

export const monetaryAccount = {
  /** The accounts that this user, or this consent, may see. Safe to repeat. */
  async list(caller: BunqCaller, input: BunqListQuery & BunqCallOptions = {}): Promise<BunqPage<MonetaryAccount>> {
    const { deadlineMs, priority } = input;
    const answer = await caller.send({
      method: 'GET',
      endpoint: collection,
      query: listQuery(input),
      deadlineMs,
      priority,
    });
    return { items: readAccounts(answer), pagination: answer.pagination };
  },

  async get(caller: BunqCaller, input: BunqCallOptions & { monetaryAccountId: number }): Promise<MonetaryAccount> {
    const { monetaryAccountId, ...options } = input;
    const answer = await caller.send({
      ...options,
      method: 'GET',
      endpoint: `${collection}/{monetaryAccountId}`,
      params: { monetaryAccountId },
    });
    const [account] = readAccounts(answer);
    if (!account) throw new BunqOutcomeUnknownError(answer.endpoint, 'unreadable', 200, answer.responseId);
    return account;
  },
};

function readAccounts(answer: BunqAnswer): MonetaryAccount[] {
  return answer.elements.flatMap(({ kind: wrapper, value }): MonetaryAccount[] => {
    const kind = kinds.find((known) => known === wrapper);
    if (kind) return [{ ...readValue(answer, value, accountSchema), kind }];
    // A new kind of account must not hide the known ones, whatever its shape.
    const unfamiliar = wrapper.startsWith('MonetaryAccount') ? accountSchema.safeParse(value) : undefined;
    return unfamiliar?.success ? [{ ...unfamiliar.data, kind: 'other', wrapper }] : [];
  });
}
