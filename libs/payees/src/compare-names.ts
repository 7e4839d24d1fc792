export const nameComparisons = ['match', 'close_match', 'no_match'] as const;
export type NameComparison = (typeof nameComparisons)[number];

/** Longer names are cut: nobody tells two of them apart by what comes after. */
const longestName = 140;

/** Said of a business or in front of a person, and no part of either's name. */
const beside = new Set(
  (
    'bv nv vof cv ua stichting vereniging cooperatie coop eenmanszaak maatschap holding gmbh ag kg ug ltd llc plc inc sa sas ' +
    'sarl srl spa bvba dhr de-heer heer mevr mevrouw mw mej mr mrs ms drs ir dr ing prof fam familie herr frau en and und et eo'
  ).split(' '),
);

/** Letters that carry no accent of their own to take off. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * Compares a name that somebody wrote with the name under which an account is known. Case, accents, punctuation, titles and
 * legal forms say nothing; initials, a missing middle name, another order and a slip of the keyboard make a name close.
 *
 * It is symmetric, and knows nothing of languages or businesses: "close" is for a person to judge.
 */
export function compareNames(one: string, other: string): NameComparison {
  const [left, right] = [wordsOf(one), wordsOf(other)];
  if (left.length === 0 || right.length === 0) return 'no_match';
  if (left.join(' ') === right.join(' ')) return 'match';
  if (left.toSorted().join(' ') === right.toSorted().join(' ')) return 'close_match';
  if (isShortened(left, right) || isShortened(right, left)) return 'close_match';
  // One letter off a surname is a slip; another initial is another person.
  const hasSameInitials = initialsOf(left) === initialsOf(right);
  return hasSameInitials && isSlip(left.join(''), right.join('')) ? 'close_match' : 'no_match';
}

/** What is left of a name to be compared. */
export function wordsOf(name: string): string[] {
  const words = Array.from(name.slice(0, longestName).normalize('NFKD').toLowerCase())
    .map((character) => plainLetters[character] ?? character)
    .join('')
    .replace(/\p{M}/gu, '')
    // Apostrophes join what they stand in, and the dots of legal forms abbreviate nothing else.
    .replace(/['’`´]/g, '')
    .replace(/(?<![\p{L}\p{N}])(b\.v|n\.v|v\.o\.f|c\.v|u\.a|e\.o)\.?(?![\p{L}\p{N}])/gu, (form) =>
      form.replaceAll('.', ''),
    )
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const telling = words.filter((word) => !beside.has(word));
  return telling.length > 0 ? telling : words;
}

/**
 * The shorter is the longer with words left out or cut to initials: "A. Visser" of "Anna Maria Visser". The last word, the
 * surname, stands whole in both, and the first ones agree.
 */
function isShortened(shorter: string[], longer: string[]): boolean {
  if (shorter.length < 2 || shorter.length > longer.length) return false;
  const surname = shorter.at(-1) ?? '';
  if (surname.length < 2 || surname !== longer.at(-1) || !agree(shorter[0] ?? '', longer[0] ?? '')) return false;
  let found = 0;
  for (const word of longer) if (agree(shorter[found] ?? '', word)) found += 1;
  return found >= shorter.length;
}

function initialsOf(words: string[]): string {
  return words.filter((word) => word.length === 1).join('');
}

function agree(one: string, other: string): boolean {
  return one === other || (one.length === 1 && other.startsWith(one)) || (other.length === 1 && one.startsWith(other));
}

/** Letters wrong, missing, added or swapped with their neighbour: one of five, two of ten, three of twenty. */
function isSlip(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  const allowed = length >= 20 ? 3 : length >= 10 ? 2 : length >= 5 ? 1 : 0;
  return Math.abs(one.length - other.length) <= allowed && editDistance(one, other) <= allowed;
}

/** Optimal string alignment. */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
