import type { Consent, ConsentType } from './consent.entity.js';

/**
 * What a type is for, where its partner gives no reason of its own. Account information has none: why somebody's data
 * is wanted, only the partner can say.
 */
const purposeOfType = {
  account_information: null,
  payment_initiation: {
    en: 'To start payments from your account, which you then confirm at bunq yourself.',
    nl: 'Om betalingen vanaf je rekening klaar te zetten, die je zelf bij bunq bevestigt.',
  },
  funds_confirmation: {
    en: 'To know beforehand whether a payment from your account can go through. bunq answers yes or no.',
    nl: 'Om vooraf te weten of een betaling vanaf je rekening kan doorgaan. bunq antwoordt met ja of nee.',
  },
} as const satisfies Record<ConsentType, Record<'en' | 'nl', string> | null>;

/** As it is stored and told to partners: in their words, or in ours in English. */
export function storedPurpose(type: ConsentType, given: string | null): Pick<Consent, 'purpose' | 'purposeBy'> {
  return given === null
    ? { purpose: purposeOfType[type]?.en ?? null, purposeBy: 'platform' }
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
  const text = purposeBy === 'platform' ? purposeOfType[type]?.[language] : undefined;
  return { text: text ?? purpose, isPartners: purposeBy === 'partner' };
}
