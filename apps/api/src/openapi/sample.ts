import { z } from 'zod';
import type { JsonSchema } from './json-schemas.js';

const members = z.record(z.string(), z.unknown());
const list = z.array(z.unknown());

/** What readers expect behind a name, where the schema only says "text". */
const texts: Record<string, string> = {
  iban: 'NL02ABNA0123456789',
  name: 'A. Visser',
  email: 'a.visser@example.com',
  phone: '+31612345678',
  currency: 'EUR',
  description: 'Orders',
  reference: 'order-1042',
  state: 'order-1042',
  remittance_information: 'Order 1042',
  redirect_uri: 'https://shop.example/return',
  authorisation_url: 'https://sluis.example/pay/…',
  url: 'https://shop.example/hooks',
  permissions: 'read_balances',
  event_types: 'payment.*',
  time_zone: 'Europe/Amsterdam',
  since: '2027-01-31',
  iso_status: 'RCVD',
  content_type: 'image/png',
  secret: 'whsec_…',
  type: 'payment.executed',
  resource_type: 'payment',
  openapi: '3.1.1',
};
/** Present only when something went wrong or was asked for; an ordinary example has none. */
const seldom = ['failure', 'review_reason', 'end_requested', 'status_reason', 'revoked_by', 'disabled_reason'];

/** Marks what an ordinary example is not. */
const absent = ['test'];

/** An example of what a schema describes: its own where it has one, else the plainest thing that fits. */
export function sampleOf(schema: unknown, components: ReadonlyMap<string, JsonSchema>, name = ''): unknown {
  const { $ref, examples, const: constant, enum: values, anyOf, oneOf, ...rest } = members.parse(schema);
  const sample = (part: unknown, of = name) => sampleOf(part, components, of);
  if (typeof $ref === 'string') return sample(components.get($ref.replace('#/components/schemas/', '')));
  if (Array.isArray(examples)) return list.parse(examples)[0];
  if (constant !== undefined) return constant;
  if (Array.isArray(values)) return list.parse(values)[0];
  const alternatives = list.optional().parse(anyOf ?? oneOf);
  if (alternatives) return seldom.includes(name) ? null : sample(alternatives[0]);
  const [type] = z.union([list, z.unknown().transform((one) => [one])]).parse(rest['type']);
  if (type === 'object') {
    const properties = Object.entries(members.optional().parse(rest['properties']) ?? {});
    const shown = properties.filter(([own]) => !absent.includes(own));
    return Object.fromEntries(shown.map(([own, property]) => [own, sample(property, own)]));
  }
  if (type === 'array') return rest['items'] === undefined ? [] : [sample(rest['items'])];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return rest['minimum'] ?? 1;
  return sampleText(rest, name);
}

function sampleText({ format, pattern }: JsonSchema, name: string): string {
  if (format === 'date-time') return '2027-01-31T09:30:00.000Z';
  if (typeof pattern === 'string' && pattern.includes('[0-9a-f]{64}')) return '0'.repeat(64);
  return texts[name] ?? 'text';
}
