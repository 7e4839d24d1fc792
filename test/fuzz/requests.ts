import { randomUUID } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';
import { publishedApi } from '../support/openapi-check.js';
import { png } from '../support/pictures.js';
import { arbitraryOf, type Closeness } from './arbitraries.js';
import { brokenBody, brokenIds, brokenKeys, brokenQuery, brokenText, contentTypes } from './broken.js';

/** One request as it goes over the wire. */
export interface FuzzRequest {
  kind: Closeness | 'broken';
  operation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
}

/** Ids that fit together in the requests of some operations: an account and the consent that covers it. */
export interface FittingIds {
  /** Held against the operation's method and path. */
  of: RegExp;
  members: Readonly<Record<string, string>>;
  /** Put in where a request has left them out. */
  isNeeded?: boolean;
}

/** Ids that exist; what answers name is added. */
export class KnownIds {
  private readonly byPrefix = new Map<string, string[]>();
  private readonly owners = new Map<string, string>();

  /** @param kept never ended by a request: without them whole parts of the API would only say no */
  constructor(
    private readonly kept: readonly string[],
    private readonly fitting: readonly FittingIds[],
  ) {}

  /** One of those that fit a request of this operation; undefined where none is known. */
  fittingFor(operation: string): FittingIds | undefined {
    const all = this.fitting.filter(({ of }) => of.test(operation));
    return all[Math.floor(Math.random() * all.length)];
  }

  /** @param owner below which it lies in paths: the payment of a refund */
  add(id: string, owner: string | undefined = undefined): void {
    if (owner !== undefined && !this.owners.has(id)) this.owners.set(id, owner);
    const prefix = prefixOf(id);
    const ids = this.byPrefix.get(prefix) ?? [];
    // The newest are the ones with something still to happen.
    if (!ids.includes(id)) this.byPrefix.set(prefix, [...ids, id].slice(-50));
  }

  ownerOf(id: string): string | undefined {
    return this.owners.get(id);
  }

  of(prefix: string, { mayEnd = false }: { mayEnd?: boolean } = {}): string[] {
    const kept = this.kept.filter((id) => prefixOf(id) === prefix);
    const others = this.byPrefix.get(prefix) ?? [];
    return mayEnd ? others.filter((id) => !kept.includes(id)) : [...kept, ...kept, ...others];
  }
}

function prefixOf(id: string): string {
  return id.split('_', 1)[0] ?? '';
}

const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  schema: z.looseObject({ examples: z.array(z.string()).optional() }),
});
const operationSchema = z.looseObject({
  parameters: z.array(parameterSchema).default([]),
  requestBody: z
    .looseObject({
      content: z.record(z.string(), z.looseObject({ schema: z.unknown(), example: z.looseObject({}).optional() })),
    })
    .optional(),
});
type Parameter = z.output<typeof parameterSchema>;

interface Described {
  name: string;
  method: string;
  path: string;
  parameters: Parameter[];
  json: unknown;
  example: object | undefined;
  takesForm: boolean;
}

const described: Described[] = Object.entries(publishedApi.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => {
    const { parameters, requestBody } = operationSchema.parse(operation);
    return {
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      parameters,
      json: requestBody?.content['application/json']?.schema,
      example: path === '/v1/test/clock' ? undefined : requestBody?.content['application/json']?.example,
      takesForm: requestBody?.content['multipart/form-data'] !== undefined,
    };
  }),
);

export const operationNames = described.map(({ name }) => name);

/** Any request to any operation: a third as it should be, a third on the limits, a third wrong somewhere. */
export function anyRequest(known: KnownIds, key: string): Arbitrary<FuzzRequest> {
  const kind = fc.constantFrom('valid', 'boundary', 'broken' as const);
  return fc
    .tuple(fc.constantFrom(...described), kind)
    .chain(([operation, of]) => (of === 'broken' ? broken(operation, known, key) : right(operation, of, known, key)));
}

function right(operation: Described, kind: Closeness, known: KnownIds, key: string): Arbitrary<FuzzRequest> {
  const body =
    operation.json === undefined
      ? fc.constant(undefined)
      : bodyOf(operation, kind).map((value) => JSON.stringify(withKnownIds(value, known, operation.name)));
  const query = fc.record(
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => [name, fc.option(arbitraryOf(schema, kind, name), { freq: 2, nil: undefined })]),
    ),
  );
  const presence = fc.boolean();
  return fc.tuple(body, query, idsOf(operation, known), presence).map(([text, values, path, isPresent]) => {
    const search = new URLSearchParams();
    const filled = z.record(z.string(), z.unknown()).parse(withKnownIds(values, known, operation.name));
    for (const [name, value] of Object.entries(filled))
      if (value !== undefined && value !== null) search.set(name, String(value));
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    for (const { name, in: where } of operation.parameters) {
      if (where !== 'header') continue;
      if (name === 'Idempotency-Key') headers['idempotency-key'] = randomUUID();
      if (name === 'PSU-IP-Address' && isPresent) headers['psu-ip-address'] = '192.0.2.7';
      if (name === 'PSU-User-Agent' && isPresent) headers['psu-user-agent'] = 'Mozilla/5.0';
    }
    const form = operation.takesForm ? formOf(png, known.fittingFor(operation.name)?.members ?? {}) : undefined;
    if (form) headers['content-type'] = form.contentType;
    else if (text !== undefined) headers['content-type'] = 'application/json';
    const question = search.size > 0 ? `?${search.toString()}` : '';
    return {
      kind,
      operation: operation.name,
      method: operation.method,
      path: path + question,
      headers,
      body: form?.body ?? text,
    };
  });
}

/** Made up from the schema, or the document's own example, with something of what was made up. */
function bodyOf({ json, example }: Described, kind: Closeness): Arbitrary<unknown> {
  const madeUp = arbitraryOf(json, kind);
  if (!example) return madeUp;
  const mixed = fc.tuple(madeUp, fc.nat()).map(([other, at]) => {
    const members = Object.entries(z.looseObject({}).catch({}).parse(other));
    const taken = members[at % Math.max(1, members.length)];
    return { ...example, ...(taken && { [taken[0]]: taken[1] }) };
  });
  return fc.oneof(madeUp, mixed, fc.constant(example));
}

/** A right request with one thing wrong. */
function broken(operation: Described, known: KnownIds, key: string): Arbitrary<FuzzRequest> {
  const names = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const takesBody = operation.method === 'POST' || operation.method === 'PATCH';
  const ways: Arbitrary<Partial<FuzzRequest>>[] = [
    brokenQuery(names).map((query) => ({ path: `?${query}` })),
    brokenKeys.map((wrong) => ({ headers: { authorization: wrong === '' ? '' : `Bearer ${wrong}` } })),
    fc.constantFrom('', 'a b', 'é', 'x'.repeat(300)).map((wrong) => ({ headers: { 'idempotency-key': wrong } })),
    fc
      .tuple(fc.constantFrom('', '1', '::ffff:1', 'x'.repeat(600)), fc.constantFrom('', 'é', 'x'))
      .map(([address, agent]) => ({ headers: { 'psu-ip-address': address, 'psu-user-agent': agent } })),
  ];
  if (operation.path.includes('{'))
    ways.push(brokenIds.map((id) => ({ path: operation.path.replaceAll(/\{\w+\}/g, id) })));
  if (takesBody) {
    ways.push(fc.tuple(brokenText, contentTypes).map(([body, type]) => ({ body, headers: { 'content-type': type } })));
    const json = operation.json;
    if (json !== undefined) {
      const wrong = brokenBody(bodyOf(operation, 'valid').map((value) => withKnownIds(value, known, operation.name)));
      ways.push(
        wrong.map((value) => ({
          body: JSON.stringify(value) ?? '',
          headers: { 'content-type': 'application/json' },
        })),
      );
    }
  }
  return fc
    .tuple(right(operation, 'valid', known, key), fc.oneof(...ways))
    .map(([request, { path, headers, body }]) => ({
      ...request,
      kind: 'broken' as const,
      path: path === undefined ? request.path : path.startsWith('?') ? request.path.split('?', 1)[0] + path : path,
      headers: latin({ ...request.headers, ...headers }),
      body: body ?? request.body,
    }));
}

/** Headers are bytes; what is empty is left out. */
function latin(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

/** The path, mostly with ids that exist, and that lie below one another where there are two. */
function idsOf({ name: operation, path, parameters }: Described, known: KnownIds): Arbitrary<string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path').toReversed();
  return fc.tuple(fc.nat(), fc.nat(9)).map(([at, chance]) => {
    let below: string | undefined;
    return inPath.reduce((written, { name, schema }) => {
      const [example = ''] = schema.examples ?? [];
      const mayEnd = /^DELETE|revoke$/.test(operation);
      const existing = known.of(prefixOf(example), { mayEnd });
      const owner = below === undefined ? undefined : known.ownerOf(below);
      const id = owner ?? (chance > 1 ? existing[at % Math.max(1, existing.length)] : undefined);
      below = id;
      return written.replace(`{${name}}`, id ?? example);
    }, path);
  });
}

const prefixes: Record<string, string> = {
  consent_id: 'con',
  account_id: 'acc',
  bank_connection_id: 'bco',
  payment_link_id: 'lnk',
  batch_id: 'prb',
  webhook_endpoint_id: 'whe',
};

/** A made-up id mostly finds nothing; one that exists goes further, and those that fit together go furthest. */
function withKnownIds(value: unknown, known: KnownIds, operation: string): unknown {
  const fitting = Math.random() < 0.7 ? known.fittingFor(operation) : undefined;
  const inside = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(inside);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, own]) => [name, idFor(name) ?? inside(own)]));
  };
  const idFor = (name: string): string | undefined => {
    const prefix = prefixes[name];
    if (prefix === undefined) return undefined;
    const existing = known.of(prefix);
    const any = Math.random() < 0.7 ? existing[Math.floor(Math.random() * existing.length)] : undefined;
    return fitting?.members[name] ?? any;
  };
  const filled = inside(value);
  const isObject = typeof filled === 'object' && filled !== null && !Array.isArray(filled);
  return isObject && fitting?.isNeeded ? { ...filled, ...fitting.members } : filled;
}

function formOf(file: Buffer, fields: Readonly<Record<string, string>>): { body: Buffer; contentType: string } {
  const boundary = 'fuzz-boundary';
  const part = (disposition: string) => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  const written = Object.entries(fields).map(([name, value]) => `${part(`name="${name}"`)}\r\n${value}\r\n`);
  const head = `${written.join('')}${part('name="file"; filename="a.png"')}Content-Type: image/png\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), file, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}
