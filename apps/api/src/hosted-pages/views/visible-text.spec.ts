import { describe, expect, it } from 'vitest';
import { closing, isolated, visibleText } from './visible-text.js';

describe('visibleText', () => {
  it.each([
    ['a right-to-left override', 'ab\u202Egnp', 'ab\uFFFDgnp'],
    ['an isolate', 'ab\u2067gnp', 'ab\uFFFDgnp'],
    ['a control character', 'ab\u0007\u0085c', 'ab\uFFFD\uFFFDc'],
    ['line breaks', 'ab\r\n\u2028c', 'ab c'],
    ['zero-width characters', 'a\u200Bb\uFEFFc\u00AD\u2060', 'abc'],
    ['tag characters', 'a\u{E0041}b', 'ab'],
    ['a lone surrogate', 'a\uD800b', 'a\uFFFDb'],
    ['a pile of accents', `a${'\u0301'.repeat(50)}b`, 'a\u0301\u0301\u0301b'],
  ])('shows or drops %s', (_, hostile, visible) => {
    expect(visibleText(hostile)).toBe(visible);
  });

  it.each(['Café ’t Sluisje', 'Ærø Ğüneş', '日本語', '👩‍🍳 Bakkerij ❤️', 'مقهى'])('leaves %s as it is', (name) => {
    expect(visibleText(name)).toBe(name);
  });
});

describe('isolated', () => {
  it('keeps a right-to-left name from reordering the sentence around it', () => {
    expect(isolated('מכולת')).toBe('\u2068מכולת\u2069');
    expect(isolated('Koffie & Zo')).toBe('Koffie & Zo');
  });

  it('does not let a name close the isolate it stands in', () => {
    expect(isolated('מ\u2069כ')).toBe('\u2068מ\uFFFDכ\u2069');
  });
});

describe('closing', () => {
  it('ends a sentence with one full stop', () => {
    expect(closing('Koffie B.V.')).toBe('Koffie B.V.');
    expect(closing('Koffie')).toBe('Koffie.');
  });
});
