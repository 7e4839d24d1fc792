import { z } from 'zod';

export type JsonSchema = { [member: string]: unknown };

/**
 * Writes the schemas that validate as JSON Schema 2020-12. What has a name of its own (`.meta({ id })`) is written once,
 * under `components`, and referred to.
 */
export class JsonSchemas {
  readonly components = new Map<string, JsonSchema>();

  /** What may be sent. Unknown members are refused, and so the schema is closed. */
  ofRequest(schema: z.ZodType): JsonSchema {
    return this.write(schema, 'input');
  }

  /** What is answered. Left open: a member may be added without a new version, and a client must not stumble over it. */
  ofAnswer(schema: z.ZodType): JsonSchema {
    return this.write(schema, 'output');
  }

  private write(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const {
      $schema: _,
      $defs = {},
      ...json
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // The format says it; the expression is a screen long.
        if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date' || jsonSchema.format === 'email')
          delete jsonSchema.pattern;
        // Numbers in a query are written with digits and read as numbers.
        if (jsonSchema.type === 'integer') delete jsonSchema.pattern;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    });
    const definitions = z.record(z.string(), z.record(z.string(), z.unknown())).parse($defs);
    for (const [name, definition] of Object.entries(definitions)) this.keep(name, inComponents(definition));
    const written = inComponents(json);
    const { id, ...own } = written;
    if (typeof id !== 'string') return written;
    this.keep(id, own);
    return { $ref: `#/components/schemas/${id}` };
  }

  /** @throws RangeError when two schemas have one name */
  private keep(name: string, named: JsonSchema): void {
    const { id: _, ...schema } = named;
    const existing = this.components.get(name);
    if (existing && JSON.stringify(existing) !== JSON.stringify(schema))
      throw new RangeError(`two schemas are called ${name}`);
    this.components.set(name, schema);
  }
}

function inComponents(schema: object): JsonSchema {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
