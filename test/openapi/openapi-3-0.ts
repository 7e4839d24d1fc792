import { z } from 'zod';
import type { OpenApiDocument } from '../../apps/api/src/openapi/openapi-document.js';

const object = z.record(z.string(), z.unknown());

/**
 * The document in the words of OpenAPI 3.0, for generators that know no 3.1: what 3.0 cannot say falls away, webhooks for example.
 * Nothing is said that the document does not say.
 */
export function asOpenApi30(document: OpenApiDocument): Record<string, unknown> {
  const { paths, components, servers, tags } = object.parse(inWordsOf30(JSON.parse(JSON.stringify(document))));
  const { title, version, description } = object.parse(document['info']);
  return { openapi: '3.0.3', info: { title, version, description }, servers, tags, paths, components };
}

function inWordsOf30(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWordsOf30);
  const parsed = object.safeParse(value);
  return parsed.success ? Object.assign({}, ...Object.entries(parsed.data).map(keyword)) : value;
}

/** One keyword of a schema; names of properties that look like one do not occur in this API. */
function keyword([name, value]: [string, unknown]): object {
  if (name === 'const') return { enum: [value] };
  if (name === 'contentMediaType') return { format: 'binary' };
  if (name === 'examples' && Array.isArray(value)) return {};
  if (name === 'propertyNames') return {};
  if (name === 'exclusiveMinimum' && typeof value === 'number') return { minimum: value, exclusiveMinimum: true };
  if (name === 'type' && Array.isArray(value))
    return { type: value.find((type) => type !== 'null'), ...(value.includes('null') && { nullable: true }) };
  if ((name === 'anyOf' || name === 'oneOf') && Array.isArray(value)) return choice(name, value);
  return { [name]: inWordsOf30(value) };
}

function choice(name: 'anyOf' | 'oneOf', options: unknown[]): object {
  const isNull = (option: unknown) => object.safeParse(option).data?.['type'] === 'null';
  const others = options.filter((option) => !isNull(option)).map(inWordsOf30);
  const nullable = others.length < options.length ? { nullable: true } : {};
  return { ...nullable, [others.length === 1 ? 'allOf' : name]: others };
}
