import { z } from 'zod';

const schema = z.looseObject({ $ref: z.string().optional(), properties: z.record(z.string(), z.unknown()).optional() });
const media = z.looseObject({ schema: schema.optional() });
const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  description: z.string().optional(),
  schema: z.looseObject({}),
});
const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ required: z.boolean().default(false), content: z.record(z.string(), media) }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), media).optional() })),
});

export type Schema = z.output<typeof schema>;

/** One operation of /v1, as far as a caller's code depends on it. */
export interface ApiOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | undefined;
  pathParameters: string[];
  query: z.output<typeof parameter>[];
  headers: string[];
  body: { isRequired: boolean; isForm: boolean; schema: Schema } | undefined;
  answer: { kind: 'json'; schema: Schema } | { kind: 'text' | 'bytes' | 'none' };
}

/** @returns the operations that partners call, in the order of the document */
export function apiOperations(paths: Record<string, Record<string, unknown>>): ApiOperation[] {
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, described]) => toOperation(method, path, operation.parse(described))),
    );
}

function toOperation(method: string, path: string, described: z.output<typeof operation>): ApiOperation {
  const { operationId: id, summary, description, parameters, requestBody, responses } = described;
  const of = (place: string) => parameters.filter((one) => one.in === place);
  const answer = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content;
  return {
    id,
    method: method.toUpperCase(),
    path,
    summary,
    description,
    pathParameters: of('path').map(({ name }) => name),
    query: of('query'),
    headers: of('header').map(({ name }) => name),
    body: requestBody && toBody(id, requestBody),
    answer: toAnswer(id, answer),
  };
}

function toBody(id: string, { required, content }: { required: boolean; content: Record<string, Media> }) {
  const [type, sent] = Object.entries(content)[0] ?? [];
  if (!sent?.schema) throw new RangeError(`${id} takes a body that the document does not describe`);
  return { isRequired: required, isForm: type === 'multipart/form-data', schema: sent.schema };
}

type Media = z.output<typeof media>;

function toAnswer(id: string, content: Record<string, Media> | undefined): ApiOperation['answer'] {
  const [type, answered] = Object.entries(content ?? {})[0] ?? [];
  if (type === undefined) return { kind: 'none' };
  if (type === 'image/svg+xml') return { kind: 'text' };
  if (type === 'image/png') return { kind: 'bytes' };
  if (type !== 'application/json' || !answered?.schema) throw new RangeError(`${id} answers ${type}, unknown here`);
  return { kind: 'json', schema: answered.schema };
}
