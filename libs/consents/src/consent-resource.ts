import { Injectable } from '@nestjs/common';
import { Config } from '@sluis/config';
import { DerivedTokens, toPublicId } from '@sluis/persistence';
import { toSpendingRuleResource, type SpendingRule, type SpendingRuleResource } from '@sluis/spending-rules';
import type { ConsentRenewal } from './consent-renewal.entity.js';
import type { Consent, ConsentAccount } from './consent.entity.js';

/** An account as far as its consent shows it: IBAN and name where `read_account_list` was granted, while it lasts. */
export interface ShownAccount {
  id: string;
  iban: string | null;
  name: string | null;
  currency: string;
}

/** A consent as partners see it, in answers and in events. */
export interface ConsentResource {
  id: string;
  type: string;
  permissions: string[];
  status: string;
  status_reason: string | null;
  revoked_by: string | null;
  version: number;
  valid_until: string;
  redirect_uri: string;
  state: string | null;
  psu_reference: string | null;
  purpose: string | null;
  accounts: ShownAccount[];
  /** 30, 7 or 1 once that many days are left; null before, and again after a renewal. */
  expiry_notice_days: number | null;
  /** The latest renewal asked for; the consent goes on unchanged until it is `authorised`. */
  renewal: { status: string; status_reason: string | null; valid_until: string; requested_at: string } | null;
  /** Limits that the payer was shown, and their use; null where the consent has none. */
  spending_rule: SpendingRuleResource | null;
  created_at: string;
  updated_at: string;
  authorised_at: string | null;
}

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
