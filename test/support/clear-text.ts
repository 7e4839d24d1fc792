import type { Sql } from './sql.js';

/** Which tables hold `text` where whoever reads the database can read it; sealed and hashed it is not found. */
export async function tablesShowing(sql: Sql, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tables(sql)) {
    const rows = await sql.value<number>(
      `SELECT count(*)::integer FROM ${table} AS stored WHERE position($1 IN stored::text) > 0`,
      [text],
    );
    if (rows) found.push(table);
  }
  return found;
}

/** Every text of the database that fits a pattern, with the tables it is in. */
export async function clearTexts(sql: Sql, pattern: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const table of await tables(sql)) {
    const rows = await sql.rows<{ text: string }>(
      `SELECT DISTINCT match[1] AS text FROM ${table} AS stored, regexp_matches(stored::text, $1, 'g') AS match`,
      [`(${pattern})`],
    );
    for (const { text } of rows) found.set(text, (found.get(text) ?? new Set()).add(table));
  }
  return found;
}

async function tables(sql: Sql): Promise<string[]> {
  const rows = await sql.rows<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
