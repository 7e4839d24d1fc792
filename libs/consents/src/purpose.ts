import type { Consent, ConsentType } from './consent.entity.js';

/**
 * What a type is for, where its partner gives no reason of its own. `/v1` demands one for account information, since why
 * somebody's data is wanted only the partner can say; other words for the same may have no place for it.
 */
const purposeOfType = {
  account_information: {
    en: 'To see the data you allow, of the accounts you choose at bunq.',
    nl: 'Om de gegevens te zien die je toestaat, van de rekeningen die je bij bunq kiest.',
  },
  payment_initiation: {
    en: 'To start payments from your account, which you then confirm at bunq yourself.',
    nl: 'Om betalingen vanaf je rekening klaar te zetten, die je zelf bij bunq bevestigt.',
  },
  funds_confirmation: {
    en: 'To know beforehand whether a payment from your account can go through. bunq answers yes or no.',
    nl: 'Om vooraf te weten of een betaling vanaf je rekening kan doorgaan. bunq antwoordt met ja of nee.',
  },
} as const satisfies Record<ConsentType, Record<'en' | 'nl', string>>;

/** As it is stored and told to partners: in their words, or in ours in English. */
export function storedPurpose(type: ConsentType, given: string | null): Pick<Consent, 'purpose' | 'purposeBy'> {
  return given === null
    ? { purpose: purposeOfType[type].en, purposeBy: 'platform' }
    : { purpose: given, purposeBy: 'partner' };
}

/** Why, as the payer reads it: a partner's words are quoted as they are, ours come in the payer's language. */
export interface ShownPurpose {
  text: string;
  isPartners: boolean;
}

export function purposeIn(
  { type, purpose, purposeBy }: Pick<Consent, 'type' | 'purpose' | 'purposeBy'>,
  language: 'en' | 'nl',
): ShownPurpose | null {
  // A consent from before there were sentences of ours was shown none.
  if (purpose === null) return null;
  const text = purposeBy === 'platform' ? purposeOfType[type][language] : undefined;
  return { text: text ?? purpose, isPartners: purposeBy === 'partner' };
}
