import { z } from 'zod';
import type { BunqAnswer } from './bunq-answer.js';
import { readValue } from './bunq-answer.js';
import { BunqOutcomeUnknownError } from './bunq-api.error.js';
import type { BunqGrantingUser } from './bunq-context-store.js';
import { idSchema, pointerSchema } from './bunq-objects.js';

const common = { id: idSchema, display_name: z.string().nullish(), status: z.string().nullish() };
const timeoutSchema = z.number().int().positive().nullish();

/** The users inside a `UserApiKey`; old recordings give them no id. */
const innerUserSchema = z.record(
  z.string(),
  z.object({ id: idSchema.nullish(), display_name: z.string().nullish(), session_timeout: timeoutSchema }),
);

const namedUserSchema = z.object({
  ...common,
  public_nick_name: z.string().nullish(),
  legal_name: z.string().nullish(),
  alias: z.array(pointerSchema).nullish(),
  session_timeout: timeoutSchema,
});
const pspSchema = namedUserSchema.extend({ certificate_distinguished_name: z.string().nullish() });
const apiKeySchema = z.object({
  ...common,
  session_timeout: timeoutSchema,
  requested_by_user: innerUserSchema.nullish(),
  granted_by_user: innerUserSchema.nullish(),
});

export type BunqUser =
  | { userType: 'UserPerson' | 'UserCompany'; user: z.infer<typeof namedUserSchema> }
  | { userType: 'UserPaymentServiceProvider'; user: z.infer<typeof pspSchema> }
  | { userType: 'UserApiKey'; user: z.infer<typeof apiKeySchema>; grantedByUser?: BunqGrantingUser };

/** @throws BunqOutcomeUnknownError (`unreadable`) when the answer names no user of a known kind */
export function readUser(answer: BunqAnswer): BunqUser {
  for (const { kind, value } of answer.elements) {
    if (kind === 'UserPerson' || kind === 'UserCompany') {
      return { userType: kind, user: readValue(answer, value, namedUserSchema) };
    }
    if (kind === 'UserPaymentServiceProvider') return { userType: kind, user: readValue(answer, value, pspSchema) };
    if (kind === 'UserApiKey') {
      const key = readValue(answer, value, apiKeySchema);
      return { userType: kind, user: key, ...grantedBy(key.granted_by_user) };
    }
  }
  throw new BunqOutcomeUnknownError(answer.endpoint, 'unreadable', 200, answer.responseId);
}

/**
 * How long this user's sessions live. Within a `UserApiKey` bunq's SDKs read it from the requesting user and its example
 * app from the granting one; the shortest is the safe reading. An hour, the documented life of a first session, when
 * none is stated.
 */
export function sessionTimeoutSeconds(found: BunqUser): number {
  const stated = [found.user.session_timeout];
  if (found.userType === 'UserApiKey') {
    for (const inner of [found.user.requested_by_user, found.user.granted_by_user]) {
      stated.push(...Object.values(inner ?? {}).map((one) => one.session_timeout));
    }
  }
  const known = stated.filter((seconds) => seconds !== undefined && seconds !== null);
  return known.length > 0 ? Math.min(...known) : 3600;
}

function grantedBy(inner: z.infer<typeof innerUserSchema> | null | undefined): { grantedByUser?: BunqGrantingUser } {
  const [first] = Object.entries(inner ?? {});
  if (!first) return {};
  const [userType, { id, display_name: displayName }] = first;
  return { grantedByUser: { userType, bunqUserId: id ?? undefined, displayName: displayName ?? undefined } };
}
