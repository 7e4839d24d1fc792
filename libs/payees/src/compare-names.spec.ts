import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNames, wordsOf } from './compare-names.js';

describe('two names', () => {
  it.each([
    ['Koffie & Zo', 'KOFFIE EN ZO'],
    ['Koffie & Zo B.V.', 'koffie zo'],
    ['Bakkerij de Wit VOF', 'Bakkerij de Wit v.o.f.'],
    ['Stichting Groen', 'Groen'],
    ['J.P. de Boer', 'j p de boer'],
    ['Dhr. A. Visser', 'A Visser'],
    ['Zoë Müller', 'ZOE MULLER'],
    ['Łukasz Großmann', 'Lukasz Grossmann'],
    ['Café d’Or', "Cafe d'Or"],
    ['Garage Ĳmuiden', 'garage ijmuiden'],
    ['Ｋｏｆｆｉｅ', 'koffie'],
    ['  Koffie\u00a0 Zo ', 'Koffie Zo'],
  ])('%s and %s are the same', (one, other) => {
    expect(compareNames(one, other)).toBe('match');
  });

  it.each([
    ['A. Visser', 'Anna Visser'],
    ['Anna Visser', 'Anna Maria Visser'],
    ['A.M. Visser', 'Anna Maria Visser'],
    ['J. Vries', 'Jan de Vries'],
    ['Visser, Anna', 'Anna Visser'],
    ['AlbertHeijn', 'Albert Heijn'],
    ['Koffie Zoo', 'Koffie Zo'],
    ['Kofife Zo', 'Koffie Zo'],
    ['Boekhandel Jansen', 'Boekhandel Janssen'],
  ])('%s and %s are close', (one, other) => {
    expect(compareNames(one, other)).toBe('close_match');
  });

  it.each([
    ['Koffie & Zo', 'Thee & Zo'],
    ['A. Visser', 'B. Visser'],
    ['Anna Visser', 'Anna Jansen'],
    ['Visser', 'A. Visser'],
    ['ABN', 'ING'],
    ['Jan', 'Jap'],
    ['Belastingdienst', 'B. Dienst'],
    ['', 'Koffie'],
    ['...', 'Koffie'],
  ])('%s and %s are not', (one, other) => {
    expect(compareNames(one, other)).toBe('no_match');
  });
});

/** Names as people have them: two to four words of letters, long enough to tell apart. */
const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 4, maxLength: 12 });
const name = fc.array(word, { minLength: 2, maxLength: 4 }).map((words) => words.join(' '));
const telling = name.filter((text) => wordsOf(text).length === text.split(' ').length);

describe('any two names', () => {
  it('are compared without a fault, and alike from both sides', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 200 }),
        (one, other) => {
          expect(compareNames(one, other)).toBe(compareNames(other, one));
        },
      ),
      { numRuns: 2_000 },
    );
    fc.assert(fc.property(name, name, (one, other) => compareNames(one, other) === compareNames(other, one)));
  });

  it('match only when nothing that tells is different', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }), (one, other) => {
        const isSame = wordsOf(one).length > 0 && wordsOf(one).join(' ') === wordsOf(other).join(' ');
        expect(compareNames(one, other) === 'match').toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });

  it('match whatever their case, spacing, punctuation, accents and legal form', () => {
    const disguise = fc.record({
      isLoud: fc.boolean(),
      between: fc.constantFrom(' ', '  ', ' - ', ', ', '. '),
      form: fc.constantFrom('', ' B.V.', ' bv', ' N.V.', ' GmbH', ' VOF'),
      accent: fc.constantFrom('', '\u0301', '\u0308'),
    });
    fc.assert(
      fc.property(telling, disguise, (text, { isLoud, between, form, accent }) => {
        const accented = Array.from(text.replaceAll(' ', between))
          .map((letter) => ('aeiou'.includes(letter) ? letter + accent : letter))
          .join('');
        const disguised = (isLoud ? accented.toUpperCase() : accented) + form;
        expect(compareNames(disguised, text)).toBe('match');
      }),
    );
  });

  it('with one slip of the keyboard are close, never the same and never foreign', () => {
    fc.assert(
      fc.property(telling, fc.nat(), fc.constantFrom(...'qxyz'), (text, at, letter) => {
        const place = at % text.length;
        fc.pre(text[place] !== ' ' && text[place] !== letter);
        const slipped = text.slice(0, place) + letter + text.slice(place + 1);
        fc.pre(wordsOf(slipped).length === wordsOf(text).length);
        expect(compareNames(slipped, text)).toBe('close_match');
      }),
    );
  });

  it('are close by their initials', () => {
    fc.assert(
      fc.property(telling, (text) => {
        const words = text.split(' ');
        const initials = words
          .map((one, index) => (index === words.length - 1 ? one : `${one.slice(0, 1)}.`))
          .join(' ');
        expect(compareNames(initials, text)).toBe('close_match');
      }),
    );
  });

  it('with another surname are foreign', () => {
    fc.assert(
      fc.property(word, word, word, (first, one, other) => {
        fc.pre(Math.abs(one.length - other.length) > 3 && wordsOf(`${first} ${one} ${other}`).length === 3);
        expect(compareNames(`${first} ${one}`, `${first} ${other}`)).toBe('no_match');
      }),
    );
  });
});
