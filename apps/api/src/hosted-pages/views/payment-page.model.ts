import type { Language } from './language.js';
import type { PayeeCheck, PaymentFailureReason } from './texts.model.js';

export interface DebtorFormErrors {
  iban?: 'missing' | 'malformed' | 'not_bunq';
  name?: 'too_long';
}

export interface RequestFormErrors {
  address?: 'missing' | 'malformed' | 'not_possible' | 'own_account';
}

export type PaymentStage =
  /** The payer's account is not known yet: a form asks for it, and sending it agrees to go on. */
  | {
      name: 'ask_debtor';
      values: { iban: string; name: string; remember: boolean };
      errors: DebtorFormErrors;
      qrSvg: string;
    }
  /** The payer asked this browser to remember their account: one button, no IBAN to type. */
  | { name: 'remembered'; lastFour: string; otherUrl: string; forgetUrl: string }
  /** The payer gave a consent in this browser: bunq can ask them by a notification. */
  | { name: 'push'; lastFour: string; otherUrl: string }
  /**
   * The payer wants a payment request in their app: where to, unless the partner named their account. `actionUrl` of the
   * stage takes the field `address`.
   */
  | {
      name: 'ask_request';
      value: string;
      /** The end of the account that the partner named; the request goes there. */
      lastFour: string | null;
      errors: RequestFormErrors;
      actionUrl: string;
      otherUrl: string;
    }
  /** Everything is known: one button to go on to bunq. */
  | { name: 'ready'; qrSvg: string }
  /** The payment is being set up at bunq; the page moves on by itself. */
  | { name: 'preparing' }
  /** bunq shows the payment at `bankUrl`. `qrSvg` is markup made by our own code and goes into the page as it is. */
  | { name: 'at_bank'; bankUrl: string; qrSvg: string }
  /** The payment request stands in the payer's app. */
  | { name: 'answer_request' }
  /** bunq has pushed the payment to the payer's app. */
  | { name: 'confirm_in_app' }
  | { name: 'authorised' }
  | { name: 'executed' }
  | { name: 'rejected' }
  /** Somebody asked to stop it and bunq is asked to withdraw it; until bunq has, it may still be paid. */
  | { name: 'ending' }
  | { name: 'cancelled' }
  /** The payment link was gone on with in another place before anything of this one was at bunq. */
  | { name: 'superseded' }
  | { name: 'expired' }
  | { name: 'failed'; reason: PaymentFailureReason }
  /** The outcome is unknown and being checked with the bank: the payer must not pay a second time. */
  | { name: 'in_review' };

export interface PaymentPageModel {
  language: Language;
  tpp: { name: string; registerNumber: string };
  partner: { name: string };
  payment: {
    /** Shown small, for support. */
    id: string;
    amount: { value: string; currency: string };
    creditor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
    /** The creditor's name against the one under which the account is known; null where there is no account number. */
    payeeCheck: PayeeCheck | null;
    /** Shown masked: its last four digits. */
    debtorIban: string | null;
    remittanceInformation: string;
    reference: string | null;
  };
  stage: PaymentStage;
  /** The payer came back in another browser than they started in. */
  otherBrowserHint: boolean;
  /** POST target to agree and go on. Form fields: `csrf`, and from the debtor form `iban` and `name`. */
  actionUrl: string;
  /** POST target to decline, with the field `csrf`. */
  declineUrl: string | null;
  /** Where the payer asks for a payment request instead; null where that is not possible. */
  requestUrl: string | null;
  returnUrl: string | null;
  /** The payment link it came from, where it can be paid after all. */
  againUrl: string | null;
  /** This same page in each language; the one in the page's own language also serves to look again by hand. */
  languageUrls: Record<Language, string>;
  csrfToken: string;
  /** Answers `{ "version": string }`; the page is reloaded when that differs from `statusVersion`. */
  statusUrl: string;
  statusVersion: string;
}
