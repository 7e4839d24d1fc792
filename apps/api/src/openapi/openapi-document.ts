import type { Type } from '@nestjs/common';
import { domainErrorCodes } from '@sluis/errors';
import { toPublicId } from '@sluis/persistence';
import { apiScopes } from '@sluis/partners';
import { problemKinds } from '../http/problem-status.js';
import { problemSchema } from '../http/problem.schema.js';
import { JsonSchemas, type JsonSchema } from './json-schemas.js';
import { describeOperation } from './describe-operation.js';
import { describeWebhooks } from './describe-webhooks.js';
import { readOperations } from './read-operations.js';
import { tagOf, tags } from './tags.js';

export interface OpenApiDocument extends JsonSchema {
  openapi: '3.1.1';
  paths: Record<string, Record<string, JsonSchema>>;
  webhooks: Record<string, JsonSchema>;
  components: { schemas: Record<string, JsonSchema>; examples: Record<string, JsonSchema> } & JsonSchema;
}

/** The published API as an OpenAPI 3.1 document, read from what runs: routes, guards, and the schemas that validate. */
export function openApiDocument(controllers: readonly Type<object>[], publicUrl: string): OpenApiDocument {
  const schemas = new JsonSchemas();
  schemas.ofAnswer(problemSchema);
  const operations = readOperations(controllers);
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of operations.toSorted((one, other) => order(one.path) - order(other.path)))
    (paths[operation.path] ??= {})[operation.method] = describeOperation(operation, schemas);
  const webhooks = describeWebhooks(schemas);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Sluis',
      version: '1',
      summary: 'Payments and account information at bunq, for partner applications',
      description:
        'Answers are JSON, errors are `application/problem+json`. Unknown members of a request are refused; members may be ' +
        'added to answers, so ignore what you do not know. Amounts are decimal strings, times are RFC 3339 in UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: tags.map(({ name, description }) => ({ name, description })),
    paths,
    webhooks,
    components: {
      schemas: Object.fromEntries([...schemas.components].toSorted(([one], [other]) => (one < other ? -1 : 1))),
      examples: problemExamples(),
      securitySchemes: {
        clientToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token for a browser, `ct_…`, that reads how one payment stands.',
        },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: `An API key, \`sk_…\`. What it may do is a list of scopes, or \`*\`: ${apiScopes.join(', ')}.`,
        },
      },
    },
  };
}

function order(path: string): number {
  return tags.findIndex(({ name }) => name === tagOf(path));
}

function problemExamples(): Record<string, JsonSchema> {
  const requestId = toPublicId('request', '01980000-0000-7000-8000-000000000000');
  return Object.fromEntries(
    domainErrorCodes.map((code) => {
      const { status, title, origin, retryable } = problemKinds[code];
      const type = `urn:sluis:problem:${code}`;
      const value = { type, title, status, detail: `${title}.`, code, origin, retryable, request_id: requestId };
      return [code, { summary: title, value }];
    }),
  );
}
