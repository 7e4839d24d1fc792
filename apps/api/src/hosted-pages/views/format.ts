import type { Language } from './language.js';

const locales: Record<Language, string> = { nl: 'nl-NL', en: 'en-GB' };

/** `{ value: "12.50", currency: "EUR" }` as people write it: "€ 12,50" in Dutch, "€12.50" in English. Never rounds. */
export function formatMoney(amount: { value: string; currency: string }, language: Language): string {
  if (!isDecimal(amount.value)) return `${amount.currency} ${amount.value}`;
  // Intl reads a decimal string exactly; a number would lose cents of large amounts.
  return new Intl.NumberFormat(locales[language], { style: 'currency', currency: amount.currency }).format(
    amount.value,
  );
}

function isDecimal(value: string): value is `${number}` {
  return /^-?\d{1,16}(\.\d{1,2})?$/.test(value);
}

/** "NL49BUNQ2060000017" → "NL49 BUNQ 2060 0000 17", the way it is printed on a bank card. */
export function groupIban(iban: string): string {
  return iban
    .replaceAll(/\s/g, '')
    .replaceAll(/(.{4})(?=.)/g, '$1 ')
    .toUpperCase();
}

export function lastFourDigits(iban: string): string {
  return iban.replaceAll(/\s/g, '').slice(-4);
}

/** Date and time in the Netherlands, where the payer's bank keeps its clock. */
export function formatDateTime(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/Amsterdam',
  }).format(date);
}

/** The day alone, for what is told by days. */
export function formatDate(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'Europe/Amsterdam' }).format(date);
}

/** Until when: the day, and the time too once it is a day ahead or less. */
export function formatEnd(date: Date, language: Language, now = new Date()): string {
  const isNear = date.getTime() - now.getTime() <= 86_400_000;
  return isNear ? formatDateTime(date, language) : formatDate(date, language);
}

/**
 * Where a link leads, for the payer to judge: the host of a website, `null` for a link into an app (`shop-app:/paid`).
 * A host in other scripts stays in its ASCII form (`xn--…`), so that a lookalike is seen to be one.
 */
export function hostOf(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.host : null;
}
