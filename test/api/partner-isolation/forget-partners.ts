import { applicationRole } from '@sluis/persistence';
import pg from 'pg';

/**
 * Makes the application forget to say whose rows it wants: in every statement that it sends from here on, the condition on
 * the partner always holds. What is left between partners is row-level security.
 */
const conditionOnPartner = /(?:"?\b\w+"?\.)?"?partner_id"?\s*=\s*(\$\d+)(?:::uuid)?/g;

/** How many statements went out without it. */
export const forgotten = { statements: 0 };

function forget(text: string): string {
  const rest = text.replace(conditionOnPartner, '($1::uuid IS NOT NULL)');
  if (rest !== text) forgotten.statements += 1;
  return rest;
}

const { query } = pg.Client.prototype;

pg.Client.prototype.query = function (this: pg.Client, first: unknown, ...others: unknown[]) {
  const isTheApplication = (this.connectionParameters?.options ?? '').includes(applicationRole);
  if (isTheApplication && typeof first === 'string') return Reflect.apply(query, this, [forget(first), ...others]);
  if (isTheApplication && hasText(first)) first.text = forget(first.text);
  return Reflect.apply(query, this, [first, ...others]);
};

function hasText(query: unknown): query is { text: string } {
  return typeof query === 'object' && query !== null && 'text' in query && typeof query.text === 'string';
}

declare module 'pg' {
  interface Client {
    readonly connectionParameters?: { readonly options?: string };
  }
}
