import { z } from 'zod';
import { Words } from './words.js';
import type { JsonSchema } from '../../openapi/json-schemas.js';

export type Components = Readonly<Record<string, JsonSchema>>;

const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  maxItems: z.number().optional(),
});
type Schema = z.output<typeof schemaShape>;

/** The members of an object, what is inside them folded away. */
export function SchemaFields({ schema, components }: { schema: unknown; components: Components }) {
  const { properties = {}, required = [], oneOf, anyOf } = resolve(schema, components).shape;
  const alternatives = oneOf ?? anyOf;
  if (alternatives)
    return (
      <>
        {alternatives.map((one, index) => (
          <div key={index}>
            <p className="note">{index === 0 ? 'Either' : 'or'}</p>
            <SchemaFields schema={one} components={components} />
          </div>
        ))}
      </>
    );
  return (
    <dl className="fields">
      {Object.entries(properties).map(([name, property]) => (
        <Field key={name} name={name} schema={property} isRequired={required.includes(name)} components={components} />
      ))}
    </dl>
  );
}

export function Field({
  name,
  schema,
  isRequired,
  components,
}: {
  name: string;
  schema: unknown;
  isRequired: boolean;
  components: Components;
}) {
  const own = schemaShape.parse(schema);
  const inner = innerOf(own, components);
  return (
    <div className="field">
      <dt>
        <code>{name}</code>
        <span className="type">{typeOf(own, components)}</span>
        {isRequired ? <span className="required">required</span> : null}
      </dt>
      {own.description ? (
        <dd>
          <Words text={own.description} />
        </dd>
      ) : null}
      {inner ? (
        <dd>
          <details>
            <summary>{`What ${name} holds`}</summary>
            <div className="nested">
              <SchemaFields schema={inner} components={components} />
            </div>
          </details>
        </dd>
      ) : null}
    </div>
  );
}

function resolve(schema: unknown, components: Components): { shape: Schema; name: string | undefined } {
  const shape = schemaShape.parse(schema);
  const name = shape.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? { shape, name } : { shape: schemaShape.parse(components[name]), name };
}

/** The object inside: itself, what is in a list, or the one alternative to null. */
function innerOf(schema: Schema, components: Components): Schema | undefined {
  const { shape } = resolve(schema, components);
  if (shape.properties) return shape;
  if (shape.items !== undefined) return innerOf(schemaShape.parse(shape.items), components);
  const [only, ...others] = (shape.anyOf ?? [])
    .map((one) => schemaShape.parse(one))
    .filter(({ type }) => type !== 'null');
  return only && others.length === 0 ? innerOf(only, components) : undefined;
}

function typeOf(schema: Schema, components: Components): string {
  const { shape, name } = resolve(schema, components);
  if (name !== undefined) return name;
  const alternatives = shape.anyOf ?? shape.oneOf;
  if (alternatives) {
    const words = alternatives.map((one) => typeOf(schemaShape.parse(one), components));
    return words.filter((word) => word !== 'null').join(' or ') + (words.includes('null') ? ', or null' : '');
  }
  if (shape.const !== undefined) return JSON.stringify(shape.const);
  if (shape.enum) return shape.enum.map((value) => JSON.stringify(value)).join(', ');
  if (shape.items !== undefined) return `list of ${typeOf(schemaShape.parse(shape.items), components)}`;
  const type = Array.isArray(shape.type) ? shape.type.join(' or ') : (shape.type ?? 'anything');
  const limits = [
    shape.format,
    shape.minimum !== undefined && `at least ${shape.minimum}`,
    shape.maximum !== undefined && `at most ${shape.maximum}`,
    shape.maxLength !== undefined && `at most ${shape.maxLength} characters`,
    shape.default !== undefined && `default ${JSON.stringify(shape.default)}`,
  ].filter((limit) => typeof limit === 'string');
  return [type, ...limits].join(', ');
}
