import { z } from 'zod';
import { Words } from './words.js';
import { Field, SchemaFields, type Components } from './schema-fields.js';

const mediaShape = z.record(
  z.string(),
  z.looseObject({
    schema: z.unknown().optional(),
    example: z.unknown().optional(),
    examples: z.record(z.string(), z.unknown()).optional(),
  }),
);
export const operationShape = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.looseObject({}),
        example: z.unknown().optional(),
      }),
    )
    .default([]),
  requestBody: z.looseObject({ required: z.boolean().optional(), content: mediaShape }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: mediaShape.optional() })),
});
export type DocumentedOperation = z.output<typeof operationShape>;

export interface OperationProps {
  method: string;
  path: string;
  operation: DocumentedOperation;
  components: Components;
  publicUrl: string;
}

/** One operation: how it is called, what it takes, what it answers. */
export function OperationSection({ method, path, operation, components, publicUrl }: OperationProps) {
  const { operationId, summary, description, parameters, requestBody, security, responses } = operation;
  const [scope] = Object.values(security[0] ?? {}).flat();
  const [[mediaType, media] = []] = Object.entries(requestBody?.content ?? {});
  return (
    <section className="operation" id={operationId} aria-labelledby={`${operationId}-title`}>
      <h2 id={`${operationId}-title`}>{summary}</h2>
      <p className="call">
        <span className={`method method-${method}`}>{method.toUpperCase()}</span>
        <code>{path}</code>
      </p>
      {description ? (
        <p>
          <Words text={description} />
        </p>
      ) : null}
      <p className="note">
        {scope ? (
          <>
            Scope <code>{scope}</code>
          </>
        ) : (
          'No key is asked for.'
        )}
      </p>
      <pre tabIndex={0} aria-label={`Example of a call: ${summary}`} role="group">
        <code>{curl(method, path, operation, publicUrl)}</code>
      </pre>
      {parameters.length > 0 ? (
        <>
          <h3>Path, query and headers</h3>
          <dl className="fields">
            {parameters.map(({ name, required = false, description: text, schema }) => (
              <Field
                key={name}
                name={name}
                schema={{ ...schema, ...(text !== undefined && { description: text }) }}
                isRequired={required}
                components={components}
              />
            ))}
          </dl>
        </>
      ) : null}
      {media ? (
        <>
          <h3>{mediaType === 'application/json' ? 'Body' : 'Form'}</h3>
          <SchemaFields schema={media.schema} components={components} />
        </>
      ) : null}
      <h3>Answers</h3>
      {Object.entries(responses).map(([status, answer]) => (
        <Answer key={status} status={status} content={answer.content ?? {}} components={components} />
      ))}
    </section>
  );
}

type Content = z.output<typeof mediaShape>;

function Answer({ status, content, components }: { status: string; content: Content; components: Components }) {
  const json = content['application/json'];
  const problem = content['application/problem+json'];
  const codes = Object.keys(problem?.examples ?? {});
  const [otherType] = Object.keys(content).filter((type) => !type.includes('json'));
  return (
    <details className="answer">
      <summary>
        <span className={Number(status) < 400 ? 'status-good' : 'status-bad'}>{status}</span>
        <span>{codes.length > 0 ? codes.join(', ') : json ? 'JSON' : (otherType ?? 'without a body')}</span>
      </summary>
      {json ? (
        <>
          {json.example === undefined ? null : (
            <pre tabIndex={0} role="group" aria-label={`Example of an answer with status ${status}`}>
              <code>{JSON.stringify(json.example, null, 2)}</code>
            </pre>
          )}
          <SchemaFields schema={json.schema} components={components} />
        </>
      ) : null}
      {codes.length > 0 ? (
        <p>
          <a href="/docs/guides/error-codes">What these codes mean</a>
        </p>
      ) : null}
    </details>
  );
}

/** A call as it can be typed. */
function curl(method: string, path: string, operation: DocumentedOperation, publicUrl: string): string {
  const filled = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name, schema }) => {
      const [id = ''] = z.array(z.string()).catch([]).parse(schema['examples']);
      return text.replace(`{${name}}`, id);
    }, path);
  const body = operation.requestBody?.content['application/json']?.example;
  const takesKey = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${publicUrl}${filled}`,
    operation.security.length > 0 && '-H "Authorization: Bearer $SLUIS_KEY"',
    takesKey && '-H "Idempotency-Key: $(uuidgen)"',
    operation.requestBody?.content['multipart/form-data'] && '-F file=@photo.png',
    body !== undefined && '-H "Content-Type: application/json"',
    body !== undefined && `-d '${JSON.stringify(body, null, 2)}'`,
  ]
    .filter((line) => typeof line === 'string')
    .join(' \\\n  ');
}
