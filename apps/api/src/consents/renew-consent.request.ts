import type { RenewConsentInput } from '@sluis/consents';
import { z } from 'zod';
import { plainText, redirectUri } from '../http/text.schema.js';
import { latestValidUntil, validUntilSchema } from './create-consent.request.js';

/** `POST /v1/consents/{id}/renew`. What is allowed stays as it was; asking for more takes a new consent. */
export const renewConsentSchema = z
  .strictObject({
    valid_until: validUntilSchema.optional(),
    redirect_uri: redirectUri.optional(),
    state: plainText(512).optional(),
  })
  .optional();

export type RenewConsentRequest = z.output<typeof renewConsentSchema>;

export function toRenewConsent(request: RenewConsentRequest): RenewConsentInput {
  return {
    validUntil: request?.valid_until ?? latestValidUntil(),
    redirectUri: request?.redirect_uri ?? null,
    state: request?.state ?? null,
  };
}
