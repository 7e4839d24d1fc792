import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';

type Constructor<T> = new () => T;

interface ColumnRule {
  property: string;
  column: string;
  /** As PostgreSQL calls it. */
  type: string;
  to(value: unknown): unknown;
  from(value: unknown): unknown;
}

/**
 * Entities as rows and rows as entities, for hand-written SQL: by the columns that the entity declares, so that a new
 * column needs no second list of them, and one that this version does not know yet keeps its default.
 */
export class EntityRows<T extends ObjectLiteral> {
  private readonly rules: ColumnRule[];

  constructor(
    dataSource: DataSource,
    private readonly entity: Constructor<T>,
  ) {
    this.rules = rulesOf(dataSource, dataSource.getMetadata(entity));
  }

  /** How many columns there are. */
  get width(): number {
    return this.rules.length;
  }

  /** The columns, for an INSERT; with an alias, for a SELECT. */
  columnList(alias?: string): string {
    return this.rules.map(({ column }) => (alias === undefined ? column : `${alias}.${column}`)).join(', ');
  }

  /** `$5::uuid, $6::text, …`: a parameter for each column, in the order of `values`. */
  parameterList(first: number): string {
    return this.rules.map(({ type }, index) => `$${first + index}::${type}`).join(', ');
  }

  /** A property that is missing becomes null. */
  values(entity: T): unknown[] {
    return this.rules.map(({ property, to }) => to(entity[property]) ?? null);
  }

  fromRow(row: Record<string, unknown>): T {
    const entity = new this.entity();
    for (const { property, column, from } of this.rules) Reflect.set(entity, property, from(row[column]));
    return entity;
  }
}

function rulesOf({ driver }: DataSource, metadata: EntityMetadata): ColumnRule[] {
  return metadata.columns.map((column) => ({
    property: column.propertyName,
    column: column.databaseName,
    type: `${driver.normalizeType(column)}${column.isArray ? '[]' : ''}`,
    to: (value) => textOf(driver.preparePersistentValue(value, column)),
    from: (value) => driver.prepareHydratedValue(value, column),
  }));
}

/** The driver would write times in the zone of this machine, which takes it longer. */
function textOf(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
