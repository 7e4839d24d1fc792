import { Injectable } from '@nestjs/common';
import { SecretBox } from '@sluis/persistence';
import type { ConsentRenewal } from './consent-renewal.entity.js';
import type { Consent } from './consent.entity.js';

/** What it takes to act at the bank in the payer's name. Secret; lives in memory only. */
export interface BankAccess {
  /** Names the session at the bank: an earlier access of a consent has one of its own. */
  sessionOwner: string;
  consentId: string;
  accessToken: string;
}

/** The session of the access before a renewal. */
export function earlierSession(consentId: string): string {
  return `${consentId}/earlier`;
}

type Row = Pick<Consent, 'partnerId' | 'id'>;

/** Seals and opens the bank's tokens. Each column seals for itself: a token moved to another one no longer opens. */
@Injectable()
export class ConsentTokens {
  constructor(private readonly secrets: SecretBox) {}

  sealAccess(consent: Row, token: string): Buffer {
    return this.secrets.seal(token, location('consents', 'access_token_sealed', consent));
  }

  openAccess(consent: Row & Pick<Consent, 'accessTokenSealed'>): string | undefined {
    return this.open(consent.accessTokenSealed, location('consents', 'access_token_sealed', consent));
  }

  sealWithdrawal(consent: Row, token: string): Buffer {
    return this.secrets.seal(token, location('consents', 'withdrawal_token_sealed', consent));
  }

  openWithdrawal(consent: Row & Pick<Consent, 'withdrawalTokenSealed'>): string | undefined {
    return this.open(consent.withdrawalTokenSealed, location('consents', 'withdrawal_token_sealed', consent));
  }

  sealPrevious(consent: Row, token: string): Buffer {
    return this.secrets.seal(token, location('consents', 'previous_token_sealed', consent));
  }

  openPrevious(consent: Row & Pick<Consent, 'previousTokenSealed'>): string | undefined {
    return this.open(consent.previousTokenSealed, location('consents', 'previous_token_sealed', consent));
  }

  sealRenewal(renewal: Row, token: string): Buffer {
    return this.secrets.seal(token, location('consent_renewals', 'access_token_sealed', renewal));
  }

  openRenewal(renewal: Row & Pick<ConsentRenewal, 'accessTokenSealed'>): string | undefined {
    return this.open(renewal.accessTokenSealed, location('consent_renewals', 'access_token_sealed', renewal));
  }

  private open(sealed: Buffer | null, at: ReturnType<typeof location>): string | undefined {
    return sealed ? this.secrets.open(sealed, at) : undefined;
  }
}

function location(table: string, column: string, { partnerId, id }: Row) {
  return { table, column, rowId: id, partnerId };
}
