import { z } from 'zod';
import type { BunqAnswer } from './bunq-answer.js';
import { readValue } from './bunq-answer.js';
import { BunqOutcomeUnknownError } from './bunq-api.error.js';
import type { BunqGrantingUser } from './bunq-context-store.js';
import {
  addressSchema,
  amountSchema,
  avatarSchema,
  idSchema,
  optionalTimes,
  pointerSchema,
  userLabelSchema,
} from './bunq-objects.js';

const common = { id: idSchema, display_name: z.string().nullish(), status: z.string().nullish() };
const timeoutSchema = z.number().int().positive().nullish();

/** The users inside a `UserApiKey`; old recordings give them no id. */
const innerUserSchema = z.record(
  z.string(),
  z.object({ id: idSchema.nullish(), display_name: z.string().nullish(), session_timeout: timeoutSchema }),
);

const text = z.string().nullish();

/** What persons, companies and payment service providers have in common. */
const namedUserSchema = z.object({
  ...common,
  ...optionalTimes,
  public_uuid: text,
  public_nick_name: text,
  alias: z.array(pointerSchema).nullish(),
  avatar: avatarSchema.nullish(),
  language: text,
  region: text,
  sub_status: text,
  session_timeout: timeoutSchema,
  daily_limit_without_confirmation_login: amountSchema.nullish(),
});
const addresses = {
  address_main: addressSchema.nullish(),
  address_postal: addressSchema.nullish(),
  address_shipping: addressSchema.nullish(),
};
const personSchema = namedUserSchema.extend({
  ...addresses,
  first_name: text,
  middle_name: text,
  last_name: text,
  legal_name: text,
  /** `YYYY-MM-DD` */
  date_of_birth: text,
  place_of_birth: text,
  country_of_birth: text,
  nationality: text,
  all_nationality: z.array(z.string()).nullish(),
  gender: text,
  version_terms_of_service: text,
});
const companySchema = namedUserSchema.extend({
  ...addresses,
  name: text,
  legal_name: text,
  chamber_of_commerce_number: text,
  legal_form: text,
  type_of_business_entity: text,
  sector_of_industry: text,
  counter_bank_iban: text,
  country: text,
  directors: z.array(userLabelSchema).nullish(),
  version_terms_of_service: text,
});
const pspSchema = namedUserSchema.extend({ certificate_distinguished_name: text });
const apiKeySchema = z.object({
  ...common,
  session_timeout: timeoutSchema,
  requested_by_user: innerUserSchema.nullish(),
  granted_by_user: innerUserSchema.nullish(),
});

export type BunqUser =
  | { userType: 'UserPerson'; user: z.infer<typeof personSchema> }
  | { userType: 'UserCompany'; user: z.infer<typeof companySchema> }
  | { userType: 'UserPaymentServiceProvider'; user: z.infer<typeof pspSchema> }
  | { userType: 'UserApiKey'; user: z.infer<typeof apiKeySchema>; grantedByUser?: BunqGrantingUser };

/** @throws BunqOutcomeUnknownError (`unreadable`) when the answer names no user of a known kind */
export function readUser(answer: BunqAnswer): BunqUser {
  for (const { kind, value } of answer.elements) {
    if (kind === 'UserPerson') return { userType: kind, user: readValue(answer, value, personSchema) };
    if (kind === 'UserCompany') return { userType: kind, user: readValue(answer, value, companySchema) };
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
