/**
 * What an order asks its payer and its bank to do, by a word in its description: `Order 1042 test:rejected`. So whoever tries a
 * platform out needs nobody at the bank. An order without such a word waits for a person, as ever.
 */
export const scripts = [
  'executed',
  'rejected',
  'expired',
  'insufficient_funds',
  'mismatch',
  'unpaid',
  'consent_revoked',
  'slow',
  'bank_down',
  'unknown',
  'refused',
] as const;

export type Script = (typeof scripts)[number];

/** The first word of the kind that is known; a text may hold anything else. */
export function scriptIn(text: string): Script | undefined {
  for (const [, word] of text.matchAll(/\btest:([a-z_]+)/g)) {
    const script = scripts.find((known) => known === word);
    if (script !== undefined) return script;
  }
  return undefined;
}
