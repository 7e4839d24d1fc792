import type { ApiOperation } from './api-operations.js';
import type { OperationTypes } from './api-types.js';
import { methodPath, pascal } from './names.js';

export interface NamedOperation extends ApiOperation {
  types: OperationTypes;
}

interface Resource {
  path: string[];
  operations: NamedOperation[];
}

/** Operations without an idempotency key whose repetition changes nothing more. */
const repeatable = /\/(cancel|revoke|deactivate|accept|reject)$/;

/** One class per resource, one method per operation. */
export function resourceClasses(operations: NamedOperation[]): string {
  const resources = [...Map.groupBy(operations, (operation) => methodPath(operation).slice(0, -1).join('.'))].map(
    ([path, own]): Resource => ({ path: path.split('.'), operations: own }),
  );
  // A class that has another as its part comes after it.
  const inOrder = resources.toSorted((one, other) => other.path.length - one.path.length);
  const classes = inOrder.map((resource) => classOf(resource, childrenOf(resource, resources)));
  const text = classes.join('\n');
  const types = operations.flatMap(({ types }) => [types.body, types.query, types.answer]);
  const typeNames = [...new Set(types)].filter((name) => name !== undefined).toSorted();
  const top = resources.filter(({ path }) => path.length === 1);
  return [
    importOf(['formOf', 'type Upload'], '../form.js'),
    importOf(['type AccountReadOptions', 'type RequestOptions', 'type WriteOptions'], '../options.js'),
    importOf(['Pages'], '../pages.js'),
    importOf(['segment', 'type Transport'], '../transport.js'),
    importOf(
      typeNames.map((name) => `type ${name}`),
      './types.js',
    ),
    '\n',
    text,
    '\n/** Every resource of the API. */\nexport class Resources {\n',
    top.map(({ path }) => `readonly ${path[0]}: ${className(path)};`).join('\n'),
    '\n\nconstructor(transport: Transport) {\n',
    top.map(({ path }) => `this.${path[0]} = new ${className(path)}(transport);`).join('\n'),
    '\n}\n}\n',
  ].join('');
}

function importOf(names: string[], from: string): string {
  return `import { ${names.join(', ')} } from '${from}';
`;
}

function childrenOf({ path }: Resource, resources: Resource[]): Resource[] {
  return resources.filter(
    (other) => other.path.length === path.length + 1 && path.every((part, at) => other.path[at] === part),
  );
}

function className(path: string[]): string {
  return path.map(pascal).join('');
}

function classOf({ path, operations }: Resource, children: Resource[]): string {
  const parts = children.map((child) => ({ name: child.path.at(-1) ?? '', type: className(child.path) }));
  return [
    `export class ${className(path)} {`,
    ...parts.map(({ name, type }) => `readonly ${name}: ${type};`),
    parts.length > 0 ? '' : undefined,
    parts.length > 0
      ? `constructor(private readonly transport: Transport) {\n${parts.map(({ name, type }) => `this.${name} = new ${type}(transport);`).join('\n')}\n}`
      : 'constructor(private readonly transport: Transport) {}',
    ...operations.map((operation) => `\n${methodOf(operation)}`),
    '}\n',
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function methodOf(operation: NamedOperation): string {
  const { summary, description, method, path, types } = operation;
  const name = methodPath(operation).at(-1) ?? '';
  const comment = [`${summary}.`, ...(description === undefined ? [] : ['', description])];
  const call = callOf(operation);
  const signature = `${name}(${parametersOf(operation)})`;
  const lines = [
    '/**',
    ...comment.map((line) => ` * ${line}`.trimEnd()),
    ' *',
    ` * \`${method} ${path}\``,
    ' */',
    isPaged(operation)
      ? `${signature}: Pages<${types.answer}> { return new Pages((page) => this.transport.json(${call}, options), query); }`
      : `${signature}: Promise<${answerType(operation)}> { return this.transport.${operation.answer.kind}(${call}, options); }`,
  ];
  return lines.join('\n');
}

function answerType({ answer, types }: NamedOperation): string {
  if (answer.kind === 'json') return types.answer ?? 'unknown';
  return { text: 'string', bytes: 'Uint8Array', none: 'void' }[answer.kind];
}

function parametersOf({ pathParameters, body, query, headers, types }: NamedOperation): string {
  const isQueryNeeded = query.some(({ required }) => required);
  return [
    ...pathParameters.map((name) => `${name}: string`),
    ...(types.body === undefined || body === undefined ? [] : [bodyParameter(body, types.body)]),
    ...(types.query === undefined ? [] : [`query${isQueryNeeded ? '' : '?'}: ${types.query}`]),
    `options?: ${optionsType(headers)}`,
  ].join(', ');
}

function bodyParameter({ isForm, isRequired }: NonNullable<ApiOperation['body']>, type: string): string {
  return isForm ? `upload: Upload<${type}>` : `body${isRequired ? '' : '?'}: ${type}`;
}

function optionsType(headers: string[]): string {
  if (headers.includes('Idempotency-Key')) return 'WriteOptions';
  return headers.includes('PSU-IP-Address') ? 'AccountReadOptions' : 'RequestOptions';
}

function callOf(operation: NamedOperation): string {
  const { method, path, pathParameters, body, headers, types } = operation;
  const address = path.replaceAll(/\{(\w+)\}/g, '${segment($1)}');
  const members = [
    `method: '${method}'`,
    `path: ${pathParameters.length > 0 ? `\`${address}\`` : `'${address}'`}`,
    ...(types.query === undefined ? [] : [isPaged(operation) ? 'query: page' : 'query']),
    ...(body ? [body.isForm ? 'form: formOf(upload)' : 'body'] : []),
    ...(headers.includes('Idempotency-Key') ? ['takesKey: true'] : []),
    ...(repeatable.test(path) ? ['isRepeatable: true'] : []),
  ];
  return `{ ${members.join(', ')} }`;
}

/** A list of which `after` asks for the next page. */
function isPaged({ query, answer }: ApiOperation): boolean {
  return (
    answer.kind === 'json' &&
    answer.schema.properties !== undefined &&
    'next_cursor' in answer.schema.properties &&
    query.some(({ name }) => name === 'after')
  );
}
