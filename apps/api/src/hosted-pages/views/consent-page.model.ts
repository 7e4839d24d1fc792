import type { Language } from './language.js';
import type { ConsentFailureReason, ConsentType } from './texts.model.js';

export type ConsentStage =
  | { name: 'ready' }
  /** Back from bunq; the access is being read back and stored. */
  | { name: 'completing' }
  | { name: 'authorised' }
  /** Somebody came back from bunq in another browser, after this one had set out too. */
  | { name: 'given_elsewhere' }
  | { name: 'rejected' }
  | { name: 'failed'; reason: ConsentFailureReason }
  | { name: 'expired' }
  | { name: 'revoked' };

/** The payer may still say yes or no: for the first time, or once more because the way back from bunq failed. */
export function isOpenToPayer(stage: ConsentStage): boolean {
  return stage.name === 'ready' || (stage.name === 'failed' && stage.reason === 'start_again');
}

interface Amount {
  value: string;
  currency: string;
}

export interface ConsentLimits {
  perPayment: Amount | null;
  perDay: Amount | null;
  perMonth: Amount | null;
  /** IBANs; null when anybody may be paid. */
  allowedCreditors: string[] | null;
}

export interface ConsentPageModel {
  language: Language;
  tpp: { name: string; registerNumber: string };
  partner: { name: string };
  consent: {
    /** Shown small, for support. */
    id: string;
    type: ConsentType;
    permissions: string[];
    /** Why, in the partner's own words or in ours. */
    purpose: { text: string; isPartners: boolean } | null;
    validUntil: Date;
    psuReference: string | null;
    /** What payments under it may not go beyond. */
    limits: ConsentLimits | null;
    /** The one account that is asked for; null where the payer may choose any. */
    askedIban: string | null;
    /** The accounts chosen at bunq, as far as the consent shows them; for the browser that gave it alone, else empty. */
    accounts: { iban: string; name: string }[];
  };
  /** Present when the payer is asked to let a permission go on that they gave before. */
  renewal: { validUntilNow: Date; isConsentAlive: boolean } | null;
  stage: ConsentStage;
  /** POST target to agree and go on to bunq, with the field `csrf`. */
  actionUrl: string;
  /** POST target to decline, with the field `csrf`. */
  declineUrl: string | null;
  /** Where the payer sees and stops everything they allowed. */
  permissionsUrl: string;
  returnUrl: string | null;
  languageUrls: Record<Language, string>;
  csrfToken: string;
  /** Answers `{ "version": string }`; the page is reloaded when that differs from `statusVersion`. */
  statusUrl: string;
  statusVersion: string;
}
