import { createHmac, hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DerivedTokens } from '@sluis/persistence';
import stringify from 'safe-stable-stringify';

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
  of<Shown extends object>(thing: ContentOf, fields: readonly (keyof Shown & string)[], shown: Shown): SealedContent {
    const key = this.keyOf(thing);
    const texts: [field: string, text: string | null][] = [];
    let marks = '';
    for (const field of fields) {
      const text = canonical(shown[field]);
      texts.push([field, text]);
      marks += text === null ? noValue : markOf(`${key} ${field} ${text}`);
    }
    return {
      content: createHmac('sha256', key).update(JSON.stringify(texts)).digest('base64url'),
      content_fields: marks,
    };
  }
}

function markOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, noValue.length);
}

/** JSON with sorted names and without what is null, so that the same is written the same wherever it was kept. */
function canonical(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? JSON.stringify(value) : (stringify(withoutNulls(value)) ?? null);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const kept = Object.entries(value).filter(([, of]) => of !== null);
  return Object.fromEntries(kept.map(([name, of]) => [name, withoutNulls(of)]));
}
