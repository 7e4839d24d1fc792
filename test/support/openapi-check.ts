import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Response } from 'supertest';
import { z } from 'zod';
import { controllers } from '../../apps/api/src/api.module.js';
import { openApiDocument } from '../../apps/api/src/openapi/openapi-document.js';

/** The published API, as the API itself describes it. */
export const publishedApi = openApiDocument(controllers, 'http://127.0.0.1');

const answerSchema = z.looseObject({
  content: z
    .record(
      z.string(),
      z.looseObject({ schema: z.looseObject({}).optional(), examples: z.record(z.string(), z.unknown()).optional() }),
    )
    .optional(),
});
const operationSchema = z.looseObject({ responses: z.record(z.string(), answerSchema) });
const webhookSchema = z.looseObject({
  post: z.looseObject({
    requestBody: z.looseObject({
      content: z.looseObject({
        'application/json': z.looseObject({
          schema: z.looseObject({}),
          example: z.looseObject({ data: z.looseObject({}) }),
        }),
      }),
    }),
  }),
});

type Answer = z.output<typeof answerSchema>;

interface PublishedOperation {
  name: string;
  pattern: RegExp;
  method: string;
  answers: Record<string, Answer>;
}

const operations: PublishedOperation[] = Object.entries(publishedApi.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    method: method.toUpperCase(),
    answers: operationSchema.parse(operation).responses,
  })),
);

const ajv = new Ajv2020({ strict: false, allErrors: false });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', components: { schemas: closed(publishedApi.components.schemas) } });
const validators = new Map<string, ValidateFunction>();

/** Which published operation a call is of; undefined for a path that the document does not have. */
export function operationOf(method: string, url: string): PublishedOperation | undefined {
  const { pathname } = new URL(url, 'http://127.0.0.1');
  return operations.find((operation) => operation.method === method && operation.pattern.test(pathname));
}

/** @returns what of an answer the document does not say; undefined where all of it is documented */
export function undocumented(
  operation: PublishedOperation,
  { status, headers, text }: Pick<Response, 'status' | 'text'> & { headers: Record<string, string | undefined> },
): string | undefined {
  const at = `${operation.name} answered ${status}`;
  const answer = operation.answers[String(status)];
  if (!answer) return `${at}, which is not documented: ${text.slice(0, 300)}`;
  const { content } = answer;
  if (!content) return text === '' ? undefined : `${at} with a body where none is documented`;
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const media = content[type];
  if (!media) return `${at} as "${type}", which is not documented`;
  if (!media.schema) return undefined;
  const body: unknown = JSON.parse(text);
  if (media.examples) {
    const { code } = z.looseObject({ code: z.string() }).parse(body);
    if (!(code in media.examples)) return `${at} with the code ${code}, which is not documented: ${text}`;
  }
  const fault = faultOf(`${operation.name} ${status}`, media.schema, body);
  return fault && `${at}: ${fault} in ${text.slice(0, 2_000)}`;
}

/** @returns what of an event is not as the document describes the webhook of its type */
export function undocumentedEvent(event: unknown): string | undefined {
  const { type } = z.looseObject({ type: z.string() }).parse(event);
  const webhook = publishedApi.webhooks[type];
  if (!webhook) return `the event type ${type} is not documented`;
  const { schema } = webhookSchema.parse(webhook).post.requestBody.content['application/json'];
  const fault = faultOf(`webhook ${type}`, schema, event);
  return fault && `the event ${type}: ${fault} in ${JSON.stringify(event)}`;
}

/** The resource that the document shows in the event of a type. */
export function exampleResource(eventType: string): object {
  const { post } = webhookSchema.parse(publishedApi.webhooks[eventType]);
  return post.requestBody.content['application/json'].example.data;
}

function faultOf(name: string, schema: object, value: unknown): string | undefined {
  let validate = validators.get(name);
  if (!validate) {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"api#/components');
    validate = ajv.compile(z.looseObject({}).parse(JSON.parse(text)));
    validators.set(name, validate);
  }
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

/** The same schema without room for members that it does not name: an answer may hold nothing that nobody described. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}
