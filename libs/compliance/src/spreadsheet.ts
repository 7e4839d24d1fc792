export type Cell = string | number | null;

/** What a spreadsheet would take for a formula, also behind spaces, in full-width characters, or after a line break. */
const formula = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

/** A cell that stays text wherever it is opened: a formula gets an apostrophe in front, and every cell is quoted. */
export function csvCell(value: Cell): string {
  if (value === null) return '""';
  const text = String(value).replaceAll('\u0000', '');
  const isNumber = typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && formula.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

const line = (cells: readonly Cell[]) => `${cells.map(csvCell).join(',')}\r\n`;

/** With a mark by which spreadsheets know UTF-8. */
export function csvHeader(columns: readonly string[]): string {
  return `\uFEFF${line(columns)}`;
}

export function csvRows(rows: readonly Cell[][]): string {
  return rows.map(line).join('');
}

/** RFC 4180 */
export function toCsv(columns: readonly string[], rows: readonly Cell[][]): string {
  return csvHeader(columns) + csvRows(rows);
}

export function toJsonLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
