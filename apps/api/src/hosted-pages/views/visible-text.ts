/**
 * Names and descriptions come from partners and payers, and some characters let a text lie about itself: bidirectional
 * overrides turn "gnp.exe" around, control characters hide, piles of accents cover the lines above and below.
 */

// Bidirectional marks, embeddings and overrides. Isolates (2066, 2067) too, except the pair that `isolated` itself writes.
const bidirectionalControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066\u2067]/g;
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const controls = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\uFFF9-\uFFFB]/g;
const lineBreaks = /[\t\n\v\f\r\u2028\u2029]+/g;
// Except the joiners and the variation selector that some scripts and pictures cannot do without.
const invisible = /(?!\u200C|\u200D|\u2068|\u2069|\uFE0F)\p{Default_Ignorable_Code_Point}/gu;
const pilesOfAccents = /(\p{M}{3})\p{M}+/gu;
const isolates = /[\u2068\u2069]/g;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Makes every character of a finished page one that shows: what would hide or reorder text becomes "�", line breaks
 * become spaces, zero-width characters go. Applied to whole documents, so that no field can be forgotten.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(bidirectionalControls, '\uFFFD')
    .replaceAll(lineBreaks, ' ')
    .replaceAll(controls, '\uFFFD')
    .replaceAll(invisible, '')
    .replaceAll(pilesOfAccents, '$1');
}

/** A stranger's text ready to stand inside our sentence: a Hebrew or Arabic name does not reorder the words around it. */
export function isolated(text: string): string {
  const plain = text.replaceAll(isolates, '\uFFFD').trim();
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** A name at the end of a sentence, with one full stop also after "Koffie B.V.". */
export function closing(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
