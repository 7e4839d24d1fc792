import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';

type Constructor<T> = new () => T;
type Row = Record<string, unknown>;

interface ColumnRule {
  property: string;
  column: string;
  to(value: unknown): unknown;
  from(value: unknown): unknown;
}

/**
 * Entities as rows and rows as entities, for hand-written SQL: by the columns that the entity declares, so that a new
 * column needs no second list of them.
 */
export class EntityRows<T extends ObjectLiteral> {
  /** The table's columns, for a SELECT under the alias `row`. */
  readonly columnList: string;
  private readonly rules: ColumnRule[];

  constructor(
    dataSource: DataSource,
    private readonly entity: Constructor<T>,
  ) {
    this.rules = rulesOf(dataSource.getMetadata(entity));
    this.columnList = this.rules.map(({ column }) => `row.${column}`).join(', ');
  }

  /** As JSON that `json_populate_record` reads back. A property that is missing becomes null. */
  toJson(entity: T): string {
    const row: Row = {};
    for (const { property, column, to } of this.rules) row[column] = to(entity[property]) ?? null;
    return JSON.stringify(row);
  }

  fromRow(row: Row): T {
    const entity = new this.entity();
    for (const { property, column, from } of this.rules) Reflect.set(entity, property, from(row[column]));
    return entity;
  }
}

function rulesOf(metadata: EntityMetadata): ColumnRule[] {
  return metadata.columns.map(({ propertyName, databaseName, transformer }) => {
    const steps = transformer === undefined ? [] : [transformer].flat();
    return {
      property: propertyName,
      column: databaseName,
      to: (value) => jsonOf(steps.reduce((current: unknown, step): unknown => step.to(current), value)),
      from: (value) => steps.reduceRight((current: unknown, step): unknown => step.from(current), value),
    };
  });
}

/** PostgreSQL reads bytes from hexadecimal; everything else from the text that JSON gives. */
function jsonOf(value: unknown): unknown {
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value;
}
