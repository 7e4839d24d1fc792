import { createHmac, hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DerivedTokens } from '@sluis/persistence';

/** What a record tells of the content of a thing as of then, without telling the content. */
export interface SealedContent {
  /** HMAC-SHA-256 over all fields. */
  content: string;
  /** Four characters for each field, in their order, dots for one that is empty: they name what was changed, and prove nothing. */
  content_fields: string;
}

/** Whose content: `payment`, and the id of one. */
export interface ContentOf {
  type: string;
  id: string;
}

const noValue = '....';

/**
 * Binds what is stored of a thing to its records in the audit trail. The key is of this one thing and derived from a secret
 * that the database does not have: nobody can try out names and amounts against a digest, and who is given the key of one
 * thing can check that one.
 */
@Injectable()
export class ContentSeals {
  constructor(private readonly tokens: DerivedTokens) {}

  keyOf({ type, id }: ContentOf): string {
    return this.tokens.derive(`content of ${type}`, id);
  }

  /**
   * @param fields in an order that only grows: of a record from before a field there are fewer characters
   * @param shown the values; what is null or missing is the same
   */
  of(thing: ContentOf, fields: readonly string[], shown: object): SealedContent {
    const key = this.keyOf(thing);
    const values = new Map<string, unknown>(Object.entries(shown));
    const texts = fields.map((field) => [field, canonical(values.get(field))] as const);
    return {
      content: createHmac('sha256', key).update(JSON.stringify(texts)).digest('base64url'),
      content_fields: texts
        .map(([field, text]) =>
          text === null ? noValue : hash('sha256', `${key} ${field} ${text}`, 'base64url').slice(0, noValue.length),
        )
        .join(''),
    };
  }
}

/** JSON with sorted names and without what is null, so that the same is written the same wherever it was kept. */
function canonical(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return JSON.stringify(withoutNulls(value));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const names = Object.entries(value).filter(([, of]) => of !== null && of !== undefined);
  return Object.fromEntries(
    names.toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([name, of]) => [name, withoutNulls(of)]),
  );
}
