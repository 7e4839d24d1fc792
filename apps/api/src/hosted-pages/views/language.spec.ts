import { describe, expect, it } from 'vitest';
import { preferredLanguage } from './language.js';

describe('preferredLanguage', () => {
  it.each([
    [undefined, undefined, 'en'],
    ['nl', 'en', 'en'],
    ['en', 'NL', 'nl'],
    ['nl-BE,nl;q=0.9,en;q=0.8', undefined, 'nl'],
    ['en;q=0.5, nl;q=0.7', undefined, 'nl'],
    ['de-DE,de;q=0.9,nl;q=0.3,en;q=0.2', undefined, 'nl'],
    ['en-US,en;q=0.9,nl;q=0.8', 'xx', 'en'],
    ['nl;q=0', undefined, 'en'],
    ['fr', undefined, 'en'],
    [';;,q=;nl;q=abc,,', '<script>', 'en'],
    [`${'x,'.repeat(100_000)}nl`, undefined, 'en'],
  ] as const)('of header %j and choice %j is %s', (header, explicit, language) => {
    expect(preferredLanguage(header, explicit)).toBe(language);
  });
});
