import {
  consentTypes,
  defaultPermissions,
  longestValidityDays,
  permissionsComplaint,
  permissionsOfType,
  type CreateConsentInput,
} from '@sluis/consents';
import { z } from 'zod';
import { plainText, redirectUri } from '../http/text.schema.js';
import { spendingLimitsSchema, toSpendingLimits } from '../spending-rules/spending-limits.schema.js';

const dayMs = 86_400_000;
/** Less would be over before a payer could have read what is asked. */
const shortestValiditySeconds = 60;
const anyPermission = z.enum([...new Set(Object.values(permissionsOfType).flat())]);

export const validUntilSchema = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine(
    (date) => date.getTime() > Date.now() + shortestValiditySeconds * 1_000,
    `must be more than ${shortestValiditySeconds} seconds from now`,
  )
  .refine(
    (date) => date.getTime() <= Date.now() + longestValidityDays * dayMs,
    `must be at most ${longestValidityDays} days from now`,
  );

/** `POST /v1/consents`. */
export const createConsentSchema = z
  .strictObject({
    type: z.enum(consentTypes),
    permissions: z
      .array(anyPermission)
      .min(1)
      .max(10)
      .optional()
      .describe(
        '`read_account_list`: numbers and holders. `read_balances`, `read_transactions`: of 90 days. ' +
          '`read_transactions_history`: older ones. `read_card_transactions`: what a card payment was (`card.use`); ' +
          'without `read_transactions`, card payments alone.',
      ),
    valid_until: validUntilSchema.optional(),
    redirect_uri: redirectUri,
    state: plainText(512).optional(),
    psu_reference: plainText(140).optional(),
    purpose: plainText(280).optional(),
    spending_rule: spendingLimitsSchema.optional(),
  })
  .superRefine(({ type, permissions, purpose, spending_rule: spendingRule }, context) => {
    const complaint = permissionsComplaint(type, permissions ?? defaultPermissions(type));
    if (complaint) context.addIssue({ code: 'custom', path: ['permissions'], message: complaint });
    if (type === 'account_information' && purpose === undefined) {
      context.addIssue({ code: 'custom', path: ['purpose'], message: 'must tell the payer why their data is needed' });
    }
    if (type !== 'payment_initiation' && spendingRule !== undefined)
      context.addIssue({ code: 'custom', path: ['spending_rule'], message: 'is for payment_initiation only' });
  });

export type CreateConsentRequest = z.output<typeof createConsentSchema>;

export function toCreateConsent(request: CreateConsentRequest): CreateConsentInput {
  return {
    type: request.type,
    permissions: request.permissions ?? defaultPermissions(request.type),
    validUntil: request.valid_until ?? latestValidUntil(),
    redirectUri: request.redirect_uri,
    state: request.state ?? null,
    psuReference: request.psu_reference ?? null,
    purpose: request.purpose ?? null,
    spendingLimits: request.spending_rule ? toSpendingLimits(request.spending_rule) : null,
  };
}

export function latestValidUntil(): Date {
  return new Date(Date.now() + longestValidityDays * dayMs);
}
