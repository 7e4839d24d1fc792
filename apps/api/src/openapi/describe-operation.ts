import { apiVersions, latestApiVersion } from '@sluis/api-versions';
import type { DomainErrorCode } from '@sluis/errors';
import { publicIdSchema } from '@sluis/persistence';
import { z } from 'zod';
import { problemKinds } from '../http/problem-status.js';
import { errorCodesOf, isVersioned } from './error-codes.js';
import { JsonSchemas, type JsonSchema } from './json-schemas.js';
import type { Operation } from './read-operations.js';
import { sampleOf } from './sample.js';
import { tagOf } from './tags.js';

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Of your choice, new for every thing you mean. Repeated with the same body, it is answered as the first time.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  example: 'order-1042',
};

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The `ETag` of an earlier answer: what is still so is answered with 304 and no body.',
  schema: { type: 'string' },
};

const apiVersion = {
  name: 'Sluis-Version',
  in: 'header',
  description:
    `The version of the API that this request is made in, and answered in; without it, the one you are held to. This document ` +
    `describes ${latestApiVersion}.`,
  schema: { type: 'string', enum: apiVersions },
};

const presence = [
  {
    name: 'PSU-IP-Address',
    in: 'header',
    description: "The payer's address, when the payer asks for this now. Without it the read counts as unattended.",
    schema: { type: 'string', maxLength: 45 },
  },
  {
    name: 'PSU-User-Agent',
    in: 'header',
    description: "The payer's browser or app, together with PSU-IP-Address.",
    schema: { type: 'string', minLength: 1, maxLength: 512, pattern: '^[\\x20-\\x7e]+$' },
  },
  {
    name: 'Cache-Control',
    in: 'header',
    description: '`max-age=60`: what was read within the last minute will do.',
    schema: { type: 'string', maxLength: 200 },
  },
];

export function describeOperation(operation: Operation, schemas: JsonSchemas): JsonSchema {
  const { id, path, description } = operation;
  const requestBody = requestBodyOf(operation, schemas);
  const parameters = parametersOf(operation, schemas);
  return {
    operationId: id,
    tags: [tagOf(path)],
    summary: description.summary,
    ...(description.description && { description: description.description }),
    security: securityOf(operation),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: {
      [operation.status]: successOf(operation, schemas),
      ...(isTagged(operation) && { 304: { description: 'What `If-None-Match` names is still so.' } }),
      ...problemsOf(operation),
    },
  };
}

function securityOf({ scope, path }: Operation): JsonSchema[] {
  if (path.startsWith('/client/')) return [{ clientToken: [] }];
  return scope === undefined ? [] : [{ apiKey: [scope] }];
}

function parametersOf(operation: Operation, schemas: JsonSchemas): JsonSchema[] {
  const { pathParameters, description, takesIdempotencyKey, readsAccounts, query } = operation;
  const inPath = pathParameters.map((name) => {
    const kind = description.ids?.[name];
    if (!kind) throw new RangeError(`"${description.summary}" does not say what {${name}} names`);
    return { name, in: 'path', required: true, schema: schemas.ofRequest(publicIdSchema(kind)) };
  });
  return [
    ...inPath,
    ...(query ? queryParameters(schemas.ofRequest(query)) : []),
    ...(takesIdempotencyKey ? [idempotencyKey] : []),
    ...(readsAccounts ? presence : []),
    ...(isTagged(operation) ? [ifNoneMatch] : []),
    ...(isVersioned(operation) ? [apiVersion] : []),
  ];
}

function queryParameters(query: JsonSchema): JsonSchema[] {
  const { properties = {}, required = [] } = z
    .object({ properties: z.record(z.string(), z.looseObject({})), required: z.array(z.string()) })
    .partial()
    .parse(query);
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function requestBodyOf({ id, method, body, description }: Operation, schemas: JsonSchemas): JsonSchema | undefined {
  if (description.form) {
    const form = schemas.ofRequest(description.form);
    const { properties, ...rest } = z.looseObject({ properties: z.looseObject({}) }).parse(form);
    const file = { type: 'string', contentMediaType: 'application/octet-stream' };
    const schema = titled({ ...rest, properties: { file, ...properties }, required: ['file'] }, id, 'Request');
    return { required: true, content: { 'multipart/form-data': { schema } } };
  }
  if (!body || method === 'get' || method === 'delete') return undefined;
  const { example } = description;
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': {
        schema: titled(schemas.ofRequest(body), id, 'Request'),
        ...(example !== undefined && { example }),
      },
    },
  };
}

/** What is of one operation alone still has a name, by which generated clients call it: `PaymentsListAnswer`. */
function titled(schema: JsonSchema, operationId: string, kind: 'Request' | 'Answer'): JsonSchema {
  if ('$ref' in schema) return schema;
  const name = operationId.replaceAll(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  return { title: `${name}${kind}`, ...schema };
}

/** Texts that are read have an entity tag; pictures have none, and the platform's state is not kept. */
function isTagged({ method, path, description }: Operation): boolean {
  return (
    method === 'get' &&
    (path.startsWith('/v1/') || path === '/openapi.json') &&
    description.answer.contentType !== 'image/png'
  );
}

function successOf(operation: Operation, schemas: JsonSchemas): JsonSchema {
  const { id, takesIdempotencyKey, description, scope } = operation;
  const { schema, contentType, headers = {} } = description.answer;
  const named: Record<string, string> = {
    'Request-Id': 'The id of this request. Quote it to support.',
    ...(scope !== undefined && {
      RateLimit: 'How many requests are left (`r`), and in how many seconds it is all of them again (`t`).',
      'RateLimit-Policy': 'How many requests (`q`) are taken in how many seconds (`w`).',
    }),
    ...(isVersioned(operation) && { 'Sluis-Version': 'The version of the API that this answer is in.' }),
    ...(isTagged(operation) && { ETag: 'For `If-None-Match` of the next read.' }),
    ...(takesIdempotencyKey && { 'Idempotent-Replayed': '`true` where the first answer is given again.' }),
    ...headers,
  };
  const written = schema && titled(schemas.ofAnswer(schema), id, 'Answer');
  return {
    description: description.summary,
    headers: Object.fromEntries(
      Object.entries(named).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
    ),
    ...(written && {
      content: { 'application/json': { schema: written, example: sampleOf(written, schemas.components) } },
    }),
    ...(contentType && { content: { [contentType]: {} } }),
  };
}

/** One answer per status; its examples are the codes that it can have. */
function problemsOf(operation: Operation): Record<string, JsonSchema> {
  const byStatus = Map.groupBy(errorCodesOf(operation), (code) => problemKinds[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${problemKinds[code].title}`).join('\n\n'),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(codes.map((code: DomainErrorCode) => [code, example(code)])),
          },
        },
      },
    ]),
  );
}

function example(code: DomainErrorCode): JsonSchema {
  return { $ref: `#/components/examples/${code}` };
}
