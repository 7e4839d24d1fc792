import type { Language } from './language.js';

interface Amount {
  value: string;
  currency: string;
}

export type AmountError = 'missing' | 'malformed' | 'too_low' | 'too_high';

export type LinkStage =
  /** Anybody may begin a payment. With `amountForm` the payer says how much. */
  | { name: 'open'; amountForm: LinkAmountForm | null; qrSvg: string }
  /** Somebody is paying by this single-use link just now. */
  | { name: 'busy' }
  | { name: 'paid' }
  | { name: 'deactivated' }
  | { name: 'expired' }
  /** A limit, or something that the partner has to mend; nothing the payer did. */
  | { name: 'not_possible' };

export interface LinkAmountForm {
  value: string;
  error: AmountError | null;
  minimum: Amount;
  maximum: Amount;
}

export interface LinkPageModel {
  language: Language;
  tpp: { name: string; registerNumber: string };
  partner: { name: string };
  link: {
    /** Shown small, for support. */
    id: string;
    /** Null while the payer has yet to say how much. */
    amount: Amount | null;
    creditor: { name: string | null; iban: string | null; email: string | null; phone: string | null };
    remittanceInformation: string;
    reference: string | null;
    expiresAt: Date | null;
  };
  stage: LinkStage;
  /** The page of the payment that this browser began here and has not ended. */
  continueUrl: string | null;
  /** POST target, with the fields `csrf`, `visit` and, from the amount form, `amount`. */
  actionUrl: string;
  csrfToken: string;
  visitToken: string;
  returnUrl: string | null;
  languageUrls: Record<Language, string>;
}
