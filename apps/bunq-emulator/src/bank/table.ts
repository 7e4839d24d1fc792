interface Row {
  id: number;
}

/**
 * Rows of one kind in order of their ids, with hash look-ups by name. Keys of a look-up must not change once a row is inserted.
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

  insert(row: T): T {
    this.rows.set(row.id, row);
    for (const name in this.keys) {
      const key = this.keys[name](row);
      const lookup = this.lookups.get(name);
      const found = lookup?.get(key);
      if (found === undefined) lookup?.set(key, [row]);
      else found.push(row);
    }
    return row;
  }

  get(id: number): T | undefined {
    return this.rows.get(id);
  }

  where(name: Key, key: unknown): readonly T[] {
    return this.lookups.get(name)?.get(key) ?? [];
  }

  first(name: Key, key: unknown): T | undefined {
    return this.where(name, key)[0];
  }

  all(): T[] {
    return [...this.rows.values()];
  }

  remove(id: number): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.rows.delete(id);
    for (const name in this.keys) {
      const lookup = this.lookups.get(name);
      const key = this.keys[name](row);
      lookup?.set(
        key,
        (lookup.get(key) ?? []).filter((other) => other.id !== id),
      );
    }
  }
}
