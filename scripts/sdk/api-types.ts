import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { z } from 'zod';
import type { ApiOperation, Schema } from './api-operations.js';
import { pascal, typePrefix } from './names.js';

const referenceTo = '#/components/schemas/';
const eventSchema = z.looseObject({
  properties: z.looseObject({
    type: z.looseObject({ const: z.string() }),
    resource_type: z.looseObject({ const: z.string() }),
    data: z.looseObject({}),
  }),
});
const webhookSchema = z.looseObject({
  post: z.looseObject({
    requestBody: z.looseObject({ content: z.object({ 'application/json': z.looseObject({ schema: eventSchema }) }) }),
  }),
});

/** The name of a type that a method takes or gives. */
export interface OperationTypes {
  body: string | undefined;
  query: string | undefined;
  answer: string | undefined;
}

/** Every schema that a caller meets, under a name of its own, and the name of each that an operation has. */
export class ApiTypes {
  private readonly schemas: Record<string, unknown>;

  constructor(schemas: Record<string, unknown>, webhooks: Record<string, unknown>) {
    const { Event: _, ...rest } = schemas;
    this.schemas = { ...rest, ...eventSchemas(webhooks) };
  }

  /** Takes in what an operation has, and says how it is called. */
  of(operation: ApiOperation): OperationTypes {
    const prefix = typePrefix(operation);
    const { body, query, answer } = operation;
    return {
      body:
        body &&
        this.name(`${prefix}${body.isForm ? 'Fields' : 'Request'}`, body.isForm ? fieldsOf(body.schema) : body.schema),
      query: query.length > 0 ? this.name(`${prefix}Query`, querySchema(query)) : undefined,
      answer: answer.kind === 'json' ? this.name(`${prefix}Answer`, answer.schema) : undefined,
    };
  }

  async source(): Promise<string> {
    const components = withoutExamples({ schemas: this.schemas });
    // Events are told apart by their type, wherever they are met.
    const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'Sluis', version: '1' }, paths: {}, components });
    const document = JSON.parse(text.replaceAll(`"${referenceTo}Event"`, `"${referenceTo}SluisEvent"`)) as OpenAPI3;
    const options = { defaultNonNullable: false, rootTypes: true, rootTypesNoSchemaPrefix: true };
    const written = astToString(await openapiTS(document, options));
    return written.replaceAll(/^export (interface|type) (paths|webhooks|operations|\$defs)\b.*\n/gm, '');
  }

  private name(name: string, schema: Schema): string {
    if (schema.$ref !== undefined) {
      const known = schema.$ref.replace(referenceTo, '');
      return known === 'Event' ? 'SluisEvent' : known;
    }
    // Under the name of the method, which is not always that of the operation.
    const { title: _, ...untitled } = schema;
    this.schemas[name] = untitled;
    return name;
  }
}

/** One type per kind of resource, and `SluisEvent`, which is any of them. */
function eventSchemas(webhooks: Record<string, unknown>): Record<string, unknown> {
  const events = Object.values(webhooks).map(
    (webhook) => webhookSchema.parse(webhook).post.requestBody.content['application/json'].schema,
  );
  const groups = Map.groupBy(events, ({ properties: { resource_type, data } }) =>
    JSON.stringify([resource_type.const, data]),
  );
  const named: Record<string, unknown> = {};
  for (const [first, ...others] of groups.values()) {
    if (!first) continue;
    const name = `${pascal(first.properties.resource_type.const)}Event`;
    if (name in named) throw new RangeError(`events of one resource hold two kinds of data: ${name}`);
    const types = [first, ...others].map(({ properties }) => properties.type.const);
    named[name] = { ...first, properties: { ...first.properties, type: { type: 'string', enum: types } } };
  }
  const oneOf = Object.keys(named).map((name) => ({ $ref: referenceTo + name }));
  return { ...named, SluisEvent: { oneOf } };
}

function querySchema(parameters: ApiOperation['query']): Schema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ name, description, schema }) => [name, { ...schema, ...(description && { description }) }]),
    ),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  };
}

/** A form without its file, which is no text. */
function fieldsOf({ properties = {}, ...form }: Schema): Schema {
  const { required = [] } = z.looseObject({ required: z.array(z.string()).optional() }).parse(form);
  return {
    ...form,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => name !== 'file')),
    required: required.filter((name) => name !== 'file'),
  };
}

/** Examples are for readers of the reference; as types they would be most of the text. */
function withoutExamples(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'example' && name !== 'examples');
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutExamples(part)]));
}
