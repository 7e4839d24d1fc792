export type Language = 'nl' | 'en';

export const languages: readonly Language[] = ['nl', 'en'];

// A browser sends well under this; whatever is longer is not worth parsing.
const maxHeaderLength = 500;

/**
 * The language to speak to the payer: their explicit choice, else the best of the `Accept-Language` header, else English.
 *
 * @param acceptLanguage the header as received; anything malformed counts as no preference
 * @param explicit the language of the language link, as received in the URL
 */
export function preferredLanguage(acceptLanguage: string | undefined, explicit: string | undefined): Language {
  const chosen = languageOf(explicit ?? '');
  if (chosen) return chosen;
  let best: { language: Language; quality: number } | undefined;
  for (const range of (acceptLanguage ?? '').slice(0, maxHeaderLength).split(',')) {
    const [tag = '', ...parameters] = range.split(';');
    const language = languageOf(tag);
    const quality = qualityOf(parameters);
    // Strictly greater, so that of equals the first one wins, as the browser ordered them.
    if (language && quality > (best?.quality ?? 0)) best = { language, quality };
  }
  return best?.language ?? 'en';
}

function languageOf(tag: string): Language | undefined {
  const primary = tag.trim().toLowerCase().split('-')[0];
  return languages.find((language) => language === primary);
}

function qualityOf(parameters: string[]): number {
  const quality = parameters.map((parameter) => /^\s*q=(\d(?:\.\d+)?)\s*$/i.exec(parameter)?.[1]).find(Boolean);
  return quality === undefined ? 1 : Number(quality);
}
