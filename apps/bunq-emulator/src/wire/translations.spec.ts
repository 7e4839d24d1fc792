import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { translate } from './translations.js';

const source = join(import.meta.dirname, '..');
const sentence = /(?:\binvalid\(|\bnew Refusal\(|\bmessage:|\breturn)\s*(?:\w+,\s*)?(['`])([^\n]*?\.)\1/g;
const nouns = [/\bnotFound\('([^']+)'\)/g, /\bwhat: '([^']+)'/g];
/** Made up of parts, or written for the control API alone. */
const elsewhere = [
  'Too many requests. You can do 12.',
  'The 12 could not be found.',
  'Path=/app; HttpOnly; SameSite=Lax.',
];

const code = globSync('{bank,endpoints,http,wire}/**/*.ts', { cwd: source })
  .filter((file) => !file.endsWith('.spec.ts') && !file.endsWith('translations.ts'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');

/** What the bank may write; whatever a sentence is about is 12. */
function sentencesInCode(): string[] {
  const written = [...code.matchAll(sentence)].map(([, , text]) => (text ?? '').replaceAll(/\$\{[^}]*\}/g, '12'));
  const missing = nouns.flatMap((noun) =>
    [...code.matchAll(noun)].map(([, what]) => `The ${what ?? ''} could not be found.`),
  );
  return [...new Set([...written, ...missing])].filter((text) => !elsewhere.includes(text));
}

describe('the sentences of the bank', () => {
  it('are all there in Dutch', () => {
    const sentences = sentencesInCode();
    expect(sentences.length).toBeGreaterThan(120);
    const english = sentences.filter((text) => {
      const dutch = translate(text, 'nl_NL');
      const thing = /^The (.+) could not be found\.$/.exec(text)?.[1];
      // One word is the same in both languages.
      return dutch === text || (dutch === `Niet gevonden: ${thing ?? ''}.` && thing !== 'avatar' && thing !== 'batch');
    });
    expect(english).toEqual([]);
  });

  it('keep what they are about, and stay English for everybody else', () => {
    const text = 'The value of "count" must be between 1 and 200.';
    expect(translate(text, 'nl_NL')).toBe('De waarde van "count" moet tussen 1 en 200 liggen.');
    expect(translate(text, 'de_DE')).toBe(text);
    expect(translate('The draft payment could not be found.', 'nl_NL')).toBe('Niet gevonden: conceptbetaling.');
    const tooMany = 'Too many requests. You can do a maximum of 3 calls per 3 second to this endpoint.';
    expect(translate(tooMany, 'nl_NL')).toContain('maximaal 3 verzoeken per 3 seconden');
  });
});
