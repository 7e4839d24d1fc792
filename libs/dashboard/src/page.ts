export interface PageRequest {
  /** The list goes on below this id. */
  before?: string | undefined;
  limit: number;
}

export interface Page<T> {
  items: T[];
  /** Where the next page begins; null on the last one. */
  next: string | null;
}

/** @param rows one more than the page holds, if there is one */
export function pageOf<Row extends { id: string }, T>(rows: Row[], limit: number, toItem: (row: Row) => T): Page<T> {
  const shown = rows.slice(0, limit);
  return { items: shown.map(toItem), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}
