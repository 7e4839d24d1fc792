/** What a field for date and time holds. Times are UTC everywhere in the console, also where they are typed. */
export function nowInUtc(): string {
  return new Date().toISOString().slice(0, 16);
}

/** `2026-03-10T08:00` → `2026-03-10T08:00:00Z`; a browser may add seconds. */
export function momentOf(field: string): string {
  return field.length === 16 ? `${field}:00Z` : `${field}Z`;
}
