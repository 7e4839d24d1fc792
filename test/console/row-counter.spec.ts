import { toCsv, toJsonLines } from '../../libs/compliance/src/spreadsheet.js';
import { expect, it } from 'vitest';
import { RowCounter } from '../../apps/console/src/parts/row-counter.js';

const texts = ['plain', 'a\nb', 'a "b"\n"c"', '"', '"\n', '\r\n', '', '€ "\n"'];

it.each([
  [
    'csv',
    toCsv(
      ['a', 'b'],
      texts.map((text) => [text, text]),
    ),
  ],
  ['jsonl', toJsonLines(texts.map((text) => ({ a: text })))],
] as const)('counts the rows of %s, wherever its bytes are cut', (format, file) => {
  for (const size of [1, 2, 3, 7, 1_000]) {
    const counter = new RowCounter(format);
    const bytes = Buffer.from(file);
    for (let at = 0; at < bytes.length; at += size) counter.take(bytes.subarray(at, at + size));
    expect(counter.rows).toBe(texts.length);
  }
});
