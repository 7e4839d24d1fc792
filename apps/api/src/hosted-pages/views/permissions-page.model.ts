import type { Language } from './language.js';
import type { ConsentType } from './texts.model.js';

/** One permission that the payer gave, living or ended. */
export interface PermissionItem {
  id: string;
  partner: string;
  type: ConsentType;
  status: 'authorised' | 'revoked' | 'expired';
  revokedBy: 'psu' | 'partner' | 'bank' | 'operator' | null;
  permissions: string[];
  /** Why, in the partner's own words or in ours. */
  purpose: { text: string; isPartners: boolean } | null;
  /** Without IBAN where we keep none: the permission never showed it, or is over. */
  accounts: { iban: string | null; name: string }[];
  since: Date;
  until: Date;
  endedAt: Date | null;
  lastUsedAt: Date | null;
}

export type PermissionsStage =
  | { name: 'log_in'; notice: 'declined' | 'failed' | null }
  /** Back from bunq; we are reading there who it is. */
  | { name: 'identifying' }
  /** `justStopped` names the partner whose permission the payer stopped a moment ago. */
  | { name: 'list'; items: PermissionItem[]; justStopped: string | null }
  | { name: 'confirm'; item: PermissionItem };

export interface PermissionsPageModel {
  language: Language;
  tpp: { name: string; registerNumber: string };
  stage: PermissionsStage;
  /** This page; also where logging in is sent, with the field `csrf`. */
  pageUrl: string;
  logOutUrl: string;
  /** Asks whether to stop; what is sent there, with the field `csrf`, stops. */
  stopUrl: (id: string) => string;
  languageUrls: Record<Language, string>;
  csrfToken: string;
  statusUrl: string;
  statusVersion: string;
}
