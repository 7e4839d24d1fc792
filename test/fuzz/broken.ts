import fc, { type Arbitrary } from 'fast-check';

/** Values that fit nowhere, or nearly. */
const odd: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    1.5,
    '',
    ' ',
    [],
    {},
    '\u0000',
    '\ud800',
    '\u202e',
    "'; DROP TABLE payments; --",
    '../../etc/passwd',
    'NaN',
    '1e3',
    '0.00',
    '99999999999999999999.99',
    { value: 12.5, currency: 'EUR' },
    { value: '12.50', currency: 'XXX' },
    'x'.repeat(5_000),
    Array.from({ length: 400 }, () => ({})),
  ),
  fc.anything({ maxDepth: 2, withBigInt: false, withDate: false, withNullPrototype: false, withSparseArray: false }),
);

/** A body that was right and is so no more: a member missing, wrong, too many, or in the wrong place. */
export function brokenBody(body: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.tuple(body, fc.nat(), fc.nat(4), odd).map(([value, at, how, replacement]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return replacement;
    const names = Object.keys(value);
    const name = names[at % Math.max(1, names.length)] ?? 'amount';
    if (how === 0) return Object.fromEntries(Object.entries(value).filter(([own]) => own !== name));
    if (how === 1) return { ...value, [name]: replacement };
    if (how === 2) return { ...value, unknown_member: replacement };
    if (how === 3) return replacement;
    return [value];
  });
}

/** Bodies that are no JSON, no text, too deep or too much. */
export const brokenText: Arbitrary<string | Buffer> = fc.oneof(
  fc.constantFrom<string | Buffer>(
    '{',
    '{"a":1,"a":2}',
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{"a":1}}}',
    '['.repeat(2_000),
    '{"a":'.repeat(40) + '1' + '}'.repeat(40),
    'null',
    '"text"',
    '1e999',
    '\ufeff{}',
    `{"amount":"${'9'.repeat(70_000)}"}`,
    'x'.repeat(600_000),
    Buffer.from([0xff, 0xfe, 0x00, 0x7b]),
    Buffer.from('{"a":"\u0000"}'),
    "{'a':1}",
    '{"a":NaN}',
  ),
  fc.string(),
);

export const contentTypes = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/problem+json',
  ';',
);

/** Queries as nobody writes them, of parameters that exist and that do not. */
export function brokenQuery(names: readonly string[]): Arbitrary<string> {
  const name = fc.constantFrom(...names, 'unknown', '__proto__', 'limit[]', '');
  const value = fc.oneof(
    fc.constantFrom('', '0', '-1', '101', '1e1', '%00', '%', '%ff', 'null', '[]', ' ', '٣', "'", 'x'.repeat(4_000)),
    fc.string().map((text) => encodeURIComponent(text.toWellFormed())),
  );
  return fc
    .array(fc.tuple(name, value), { minLength: 1, maxLength: 4 })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
}

export const brokenIds = fc.oneof(
  fc.constantFrom('x', '%00', '%2e%2e', '0', 'pay_', 'pay_01k00000000000000000000000', '%F0%9F%92%B8', 'a'.repeat(290)),
  fc.string({ minLength: 1 }).map((text) => encodeURIComponent(text.toWellFormed())),
);

export const brokenKeys = fc.constantFrom('', 'sk_test_wrong', 'Bearer', 'x'.repeat(3_000), 'sk_live_0');
