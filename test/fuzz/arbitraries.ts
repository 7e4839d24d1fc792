import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import { publishedApi } from '../support/openapi-check.js';

const members = z.record(z.string(), z.unknown());
const list = z.array(z.unknown());

/** What stays away from the limits of a schema, what sits on them, and what is beyond. */
export type Closeness = 'valid' | 'boundary';

/** Values that a schema of the published document describes. What only code can say (a right IBAN) is sometimes guessed. */
export function arbitraryOf(schema: unknown, closeness: Closeness, name = ''): Arbitrary<unknown> {
  const { $ref, const: constant, enum: values, anyOf, oneOf, type: types, ...rest } = members.parse(schema);
  if (typeof $ref === 'string') {
    const component = publishedApi.components.schemas[$ref.replace('#/components/schemas/', '')];
    return arbitraryOf(component, closeness, name);
  }
  if (constant !== undefined) return fc.constant(constant);
  if (Array.isArray(values)) return fc.constantFrom(...list.parse(values));
  const alternatives = list.optional().parse(anyOf ?? oneOf);
  if (alternatives) return fc.oneof(...alternatives.map((one) => arbitraryOf(one, closeness, name)));
  const [type] = z.union([list, z.unknown().transform((one) => [one])]).parse(types);
  if (type === 'object') return objectOf(rest, closeness);
  if (type === 'array') return arrayOf(rest, closeness, name);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return integerOf(rest, closeness);
  if (type === 'null') return fc.constant(null);
  return textOf(rest, closeness, name);
}

type Rest = Record<string, unknown>;

function objectOf(rest: Rest, closeness: Closeness): Arbitrary<unknown> {
  const properties = members.optional().parse(rest['properties']) ?? {};
  const required = z.array(z.string()).optional().parse(rest['required']) ?? [];
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, arbitraryOf(property, closeness, name)]),
  );
  return fc.record(model, { requiredKeys: required });
}

function arrayOf(rest: Rest, closeness: Closeness, name: string): Arbitrary<unknown> {
  const { minItems = 0, maxItems = 5 } = z.object({ minItems: z.int(), maxItems: z.int() }).partial().parse(rest);
  const item = arbitraryOf(rest['items'] ?? {}, closeness, name);
  if (closeness === 'valid') return fc.array(item, { minLength: minItems, maxLength: Math.max(minItems, 3) });
  // Long lists of long texts would only meet the limit of the whole body.
  const most = Math.min(maxItems, 20);
  return fc.oneof(
    fc.array(item, { minLength: minItems, maxLength: minItems }),
    fc.array(item, { minLength: most, maxLength: most }),
  );
}

function integerOf(rest: Rest, closeness: Closeness): Arbitrary<unknown> {
  const { minimum = 0, maximum = 1_000 } = z.object({ minimum: z.int(), maximum: z.int() }).partial().parse(rest);
  return closeness === 'valid' ? fc.integer({ min: minimum, max: maximum }) : fc.constantFrom(minimum, maximum);
}

const sometimesRight: Record<string, readonly string[]> = {
  iban: ['NL02ABNA0123456789', 'NL17BUNQ2064000097', 'DE89370400440532013000'],
  email: ['a.visser@example.com'],
  phone: ['+31612345678'],
  redirect_uri: ['https://shop.example/return'],
  url: ['https://shop.example/hooks', 'https://1.1.1.1/hooks'],
  country: ['NL'],
  event_types: ['*', 'payment.*', 'payment.executed'],
  type: ['payment.executed'],
};

function textOf(rest: Rest, closeness: Closeness, name: string): Arbitrary<unknown> {
  const { minLength = 0, maxLength = 40 } = z.object({ minLength: z.int(), maxLength: z.int() }).partial().parse(rest);
  // Time that leaps would end everything that requests could still find.
  if (name === 'advance') return fc.constantFrom('PT1S', 'PT10S');
  const right = sometimesRight[name];
  const guessed = right ? [{ weight: 4, arbitrary: fc.constantFrom(...right) }] : [];
  return fc.oneof(...guessed, { weight: 1, arbitrary: freeText() });

  function freeText(): Arbitrary<string> {
    if (rest['format'] === 'date-time') return dateTime(closeness);
    if (rest['format'] === 'date')
      return fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map(day);
    if (rest['format'] === 'email') return fc.emailAddress();
    // What a pattern looks ahead for is left to chance: made-up texts cannot be made for it.
    if (typeof rest['pattern'] === 'string')
      return fc.stringMatching(new RegExp(rest['pattern'].replaceAll(/\(\?[=!][^)]*\)/g, '')));
    if (closeness === 'valid')
      return fc.string({ minLength: Math.max(1, minLength), maxLength: Math.max(1, Math.min(maxLength, 30)) });
    return fc.oneof(
      fc.string({ unit: 'binary', minLength, maxLength: minLength }),
      fc.string({ minLength: maxLength, maxLength }),
      fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 50) }),
    );
  }
}

function dateTime(closeness: Closeness): Arbitrary<string> {
  const now = Date.now();
  const soon = fc
    .integer({ min: 120, max: 80 * 86_400 })
    .map((seconds) => new Date(now + seconds * 1_000).toISOString());
  if (closeness === 'valid') return soon;
  return fc.oneof(
    soon,
    fc.constantFrom(
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999Z',
      '2027-02-28T23:59:59+14:00',
      '1970-01-01T00:00:00Z',
    ),
  );
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
