import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DerivedTokens, publicIdSchema, toPublicId } from '@sluis/persistence';
import { spendingRuleResourceSchema, toSpendingRuleResource, type SpendingRule } from '@sluis/spending-rules';
import { z } from 'zod';
import type { ConsentRenewal } from './consent-renewal.entity.js';
import { nextConsentStatuses, type ConsentStatus } from './consent-status.js';
import { consentTypes, type Consent, type ConsentAccount } from './consent.entity.js';

/** An account as far as its consent shows it: IBAN and name where `read_account_list` was granted, while it lasts. */
const shownAccountSchema = z.strictObject({
  id: publicIdSchema('account'),
  iban: z.string().nullable(),
  name: z.string().nullable(),
  currency: z.string(),
});
export type ShownAccount = z.output<typeof shownAccountSchema>;

/** A consent as partners see it, in answers and in events. */
export const consentResourceSchema = z
  .strictObject({
    id: publicIdSchema('consent'),
    type: z.enum(consentTypes),
    permissions: z.array(z.string()),
    status: z.enum(Object.keys(nextConsentStatuses) as ConsentStatus[]),
    status_reason: z.string().nullable(),
    revoked_by: z.enum(['psu', 'partner', 'bank', 'operator']).nullable(),
    version: z.int(),
    valid_until: z.iso.datetime(),
    redirect_uri: z.string(),
    state: z.string().nullable(),
    psu_reference: z.string().nullable(),
    purpose: z.string().nullable(),
    accounts: z.array(shownAccountSchema),
    expiry_notice_days: z
      .int()
      .nullable()
      .describe('30, 7 or 1 once that many days are left; null before, and again after a renewal.'),
    renewal: z
      .strictObject({
        status: z.enum(['awaiting_authorisation', 'authorised', 'rejected', 'failed', 'expired']),
        status_reason: z.string().nullable(),
        valid_until: z.iso.datetime(),
        requested_at: z.iso.datetime(),
      })
      .nullable()
      .describe('The latest renewal asked for; the consent goes on unchanged until it is `authorised`.'),
    spending_rule: spendingRuleResourceSchema
      .nullable()
      .describe('Limits that the payer was shown, and their use; null where the consent has none.'),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    authorised_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Consent' });
export type ConsentResource = z.output<typeof consentResourceSchema>;

/** Builds what partners see of a consent. */
@Injectable()
export class ConsentResources {
  constructor(
    private readonly config: Config,
    private readonly tokens: DerivedTokens,
  ) {}

  toResource(
    consent: Consent,
    accounts: ConsentAccount[],
    renewal: ConsentRenewal | undefined,
    spendingRule: SpendingRule | undefined,
  ): ConsentResource {
    return {
      id: toPublicId('consent', consent.id),
      type: consent.type,
      permissions: consent.permissions,
      status: consent.status,
      status_reason: consent.statusReason,
      revoked_by: consent.revokedBy,
      version: consent.version,
      valid_until: consent.validUntil.toISOString(),
      redirect_uri: consent.redirectUri,
      state: consent.state,
      psu_reference: consent.psuReference,
      purpose: consent.purpose,
      accounts: this.shownAccounts(consent, accounts),
      expiry_notice_days: consent.expiryNoticeDays,
      renewal: renewal
        ? {
            status: renewal.status,
            status_reason: renewal.statusReason,
            valid_until: renewal.validUntil.toISOString(),
            requested_at: renewal.createdAt.toISOString(),
          }
        : null,
      spending_rule: spendingRule ? toSpendingRuleResource(spendingRule) : null,
      created_at: consent.createdAt.toISOString(),
      updated_at: consent.updatedAt.toISOString(),
      authorised_at: consent.authorisedAt?.toISOString() ?? null,
    };
  }

  /** The one rule of what may be shown of a consent's accounts, to partners and on the consent's own page. */
  shownAccounts(
    { permissions, status }: Pick<Consent, 'permissions' | 'status'>,
    accounts: ConsentAccount[],
  ): ShownAccount[] {
    const showsAccounts = status === 'authorised' && permissions.includes('read_account_list');
    return accounts.map(({ id, iban, holderName, currency }) => ({
      id: toPublicId('account', id),
      iban: showsAccounts ? iban : null,
      name: showsAccounts ? holderName : null,
      currency,
    }));
  }

  linkToken(consentId: string): string {
    return this.tokens.derive('consent', consentId);
  }

  renewalLinkToken(renewalId: string): string {
    return this.tokens.derive('consent-renewal', renewalId);
  }

  /**
   * Where the payer decides what is open: the consent itself, or its renewal. Only in answers to the partner, never in
   * stored events: whoever has it can act as the payer's browser would.
   */
  authorisationUrl(consent: Consent, renewal: ConsentRenewal | undefined): string | null {
    const page = `${this.config.env.PUBLIC_URL}/consent`;
    if (consent.status === 'awaiting_authorisation') return `${page}/${this.linkToken(consent.id)}`;
    return consent.status === 'authorised' && renewal?.status === 'awaiting_authorisation'
      ? `${page}/${this.renewalLinkToken(renewal.id)}`
      : null;
  }
}
