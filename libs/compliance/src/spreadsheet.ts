/** One export is read in one go. */
export const mostExported = 10_000;

/** What a spreadsheet would take for a formula, also behind spaces, in full-width characters, or after a line break. */
const formula = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

/** A cell that stays text wherever it is opened: a formula gets an apostrophe in front, and every cell is quoted. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '""';
  const text = String(value).replaceAll('\u0000', '');
  const isNumber = typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && formula.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** RFC 4180, with a mark by which spreadsheets know UTF-8. */
export function toCsv(header: readonly string[], rows: readonly (string | number | null)[][]): string {
  return `\uFEFF${[header, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

export function toJsonLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** What the audit trail says about an export. */
export function exportDetails(
  { status, from, until }: { status?: string | undefined; from?: Date | undefined; until?: Date | undefined },
  format: 'csv' | 'jsonl',
  rows: number,
) {
  return {
    format,
    rows,
    status: status ?? null,
    from: from?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
  };
}
