import { consentTypes, longestValidityDays, type CreateConsentInput } from '@sluis/consents';
import { z } from 'zod';
import { plainText, redirectUri } from '../http/text.schema.js';

const dayMs = 86_400_000;

/** What each type of consent may cover; leaving `permissions` out asks for all of it. */
export const permissionsOfType = {
  payment_initiation: ['initiate_payments', 'read_account_list'],
} as const;

/** `POST /v1/consents`. */
export const createConsentSchema = z.strictObject({
  type: z.enum(consentTypes),
  permissions: z
    .array(z.enum(permissionsOfType.payment_initiation))
    .min(1)
    .max(10)
    .refine((permissions) => new Set(permissions).size === permissions.length, 'must not name a permission twice')
    .refine((permissions) => permissions.includes('initiate_payments'), 'must include initiate_payments')
    .optional(),
  valid_until: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .refine((date) => date.getTime() > Date.now() + 60_000, 'must lie in the future')
    .refine(
      (date) => date.getTime() <= Date.now() + longestValidityDays * dayMs,
      `must be at most ${longestValidityDays} days from now`,
    )
    .optional(),
  redirect_uri: redirectUri,
  state: plainText(512).optional(),
  psu_reference: plainText(140).optional(),
});

export type CreateConsentRequest = z.output<typeof createConsentSchema>;

export function toCreateConsent(request: CreateConsentRequest): CreateConsentInput {
  return {
    type: request.type,
    permissions: request.permissions ?? [...permissionsOfType[request.type]],
    validUntil: request.valid_until ?? new Date(Date.now() + longestValidityDays * dayMs),
    redirectUri: request.redirect_uri,
    state: request.state ?? null,
    psuReference: request.psu_reference ?? null,
  };
}
