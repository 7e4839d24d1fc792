interface Row {
  id: number;
}

/**
 * Rows of one kind in order of their ids, with hash look-ups by name. A row is found under its key, under each of several keys when
 * it has an array of them, and under none when its key is null. Keys must not change once a row is inserted.
 */
export class Table<T extends Row, Key extends string = never> {
  private readonly rows = new Map<number, T>();
  private readonly lookups = new Map<Key, Map<unknown, T[]>>();

  constructor(
    rows: readonly T[],
    private readonly keys: Record<Key, (row: T) => unknown>,
  ) {
    for (const name in keys) this.lookups.set(name, new Map());
    for (const row of rows) this.insert(row);
  }

  get size(): number {
    return this.rows.size;
  }

  insert(row: T): T {
    this.rows.set(row.id, row);
    for (const name in this.keys) {
      const lookup = this.lookups.get(name);
      for (const key of keysOf(this.keys[name](row))) {
        const found = lookup?.get(key);
        if (found === undefined) lookup?.set(key, [row]);
        else found.push(row);
      }
    }
    return row;
  }

  get(id: number): T | undefined {
    return this.rows.get(id);
  }

  /** In rising order of id. */
  where(name: Key, key: unknown): readonly T[] {
    return this.lookups.get(name)?.get(key) ?? [];
  }

  first(name: Key, key: unknown): T | undefined {
    return this.where(name, key)[0];
  }

  all(): T[] {
    return [...this.rows.values()];
  }

  /** The row with the lowest id. */
  oldest(): T | undefined {
    return this.rows.values().next().value;
  }

  remove(id: number): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.rows.delete(id);
    for (const name in this.keys) {
      const lookup = this.lookups.get(name);
      for (const key of keysOf(this.keys[name](row))) {
        lookup?.set(
          key,
          (lookup.get(key) ?? []).filter((other) => other.id !== id),
        );
      }
    }
  }
}

function keysOf(key: unknown): readonly unknown[] {
  if (key === null) return [];
  return Array.isArray(key) ? key : [key];
}
