import { colours } from '../colours.js';

export type Row = Readonly<Record<string, unknown>>;

/** A column is a path into each row, which is its heading too. */
export function table(rows: readonly Row[], columns: readonly string[]): string {
  const shown = rows.map((row) => columns.map((column) => asText(at(row, column))));
  const widths = columns.map((column, index) =>
    Math.max(heading(column).length, ...shown.map((cells) => (cells[index] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === cells.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ');
  return [
    colours.dim(line(columns.map(heading))),
    ...shown.map((cells) =>
      // The status is what one looks for. It is coloured after it was padded, because colours have a length too.
      cells
        .map((cell, index) => {
          const padded = index === cells.length - 1 ? cell : cell.padEnd(widths[index] ?? 0);
          return columns[index] === 'status' ? coloured(cell, padded) : padded;
        })
        .join('  '),
    ),
  ].join('\n');
}

/** One resource, a fact per line, what is inside another under its path: `creditor.name`. */
export function facts(resource: Row): string {
  const all = flat(resource);
  const width = Math.max(0, ...all.map(([name]) => name.length)) + 2;
  return all
    .map(([name, value]) => {
      const text = asText(value);
      return `${colours.dim(name.padEnd(width))}${name === 'status' ? coloured(text, text) : text}`;
    })
    .join('\n');
}

/** A time without the part of a second, and amounts with their currency; `–` for what there is not. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(asText).join(', ');
  if (typeof value === 'string') return oneLine(value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z$/, '$1Z'));
  if (isRow(value)) {
    const { value: amount, currency } = value;
    if (typeof amount === 'string' && typeof currency === 'string') return `${amount} ${currency}`;
    return asText(value['name'] ?? value['iban'] ?? value['email'] ?? value['phone'] ?? JSON.stringify(value));
  }
  return JSON.stringify(value);
}

/** What others wrote must not move the cursor or colour the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

function flat(resource: Row, before = ''): [string, unknown][] {
  return Object.entries(resource).flatMap(([name, value]): [string, unknown][] =>
    isRow(value) && !('currency' in value) ? flat(value, `${before}${name}.`) : [[before + name, value]],
  );
}

function at(row: Row, path: string): unknown {
  return path.split('.').reduce<unknown>((value, part) => (isRow(value) ? value[part] : undefined), row);
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function heading(column: string): string {
  return column.replaceAll(/[._]/g, ' ');
}

const good = ['executed', 'accepted', 'authorised', 'active', 'enabled', 'completed', 'delivered'];
const bad = ['rejected', 'failed', 'revoked', 'cancelled', 'expired', 'disabled', 'dead'];

function coloured(status: string, text: string): string {
  if (good.includes(status)) return colours.green(text);
  if (bad.includes(status)) return colours.red(text);
  return ['in_review', 'outcome_unknown'].includes(status) ? colours.yellow(text) : text;
}
