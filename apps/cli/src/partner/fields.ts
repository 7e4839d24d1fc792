import { misuse } from './exit-codes.js';

type Fields = { [name: string]: unknown };

const segmentForm = /^[a-z][a-z0-9_]*$/;

/**
 * What is typed after a command, as the body of a request: `reference=order-1`, `creditor.name=…`, `event_types[]=payment.*`,
 * `version:=2` for JSON. Amounts are euros: `amount=12.50`.
 *
 * @param base the body that the fields add to
 * @throws CommandError for what is no field
 */
export function bodyFrom(fields: readonly string[], base: Fields = {}): Fields {
  const body = structuredClone(base);
  for (const field of fields) {
    const [, name, isList, isJson, text] = /^([^=:[\]]+)(\[\])?(:)?=(.*)$/s.exec(field) ?? [];
    if (name === undefined || text === undefined) {
      throw misuse(`"${field}" is no field. Write name=value, name.part=value, name[]=value, or name:=<JSON>.`);
    }
    const path = name.split('.');
    const wrong = path.find((segment) => !segmentForm.test(segment));
    if (wrong !== undefined) throw misuse(`"${wrong}" is no name of a field; they look like creditor.name.`);
    const last = path.at(-1) ?? '';
    const value = isJson ? parsed(text, field) : isAmount(last) && /^\d/.test(text) ? euros(text) : text;
    const inside = path.slice(0, -1).reduce(childOf, body);
    const known = inside[last];
    inside[last] = isList ? [...(Array.isArray(known) ? known : []), value] : value;
  }
  return body;
}

/** @throws CommandError when it is no JSON object */
export function objectFrom(text: string): Fields {
  const value = parsed(text, '--data');
  if (!isFields(value)) throw misuse('--data takes a JSON object.');
  return value;
}

function childOf(parent: Fields, name: string): Fields {
  const known = parent[name];
  const child = isFields(known) ? known : {};
  parent[name] = child;
  return child;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isAmount = (name: string) =>
  ['amount', 'minimum', 'maximum', 'per_payment', 'per_day', 'per_month'].includes(name);

function euros(value: string): Fields {
  return { value, currency: 'EUR' };
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw misuse(`${where} does not hold JSON.`);
  }
}
