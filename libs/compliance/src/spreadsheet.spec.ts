import { describe, expect, it } from 'vitest';
import { csvCell, toCsv, toJsonLines } from './spreadsheet.js';

describe('a cell', () => {
  it.each([
    '=1+1',
    '+31612345678 call',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=cmd',
    '  =HYPERLINK("http://x")',
    '|calc',
    '%0A=1',
    '＝1+1',
    '＠SUM(A1)',
  ])('never begins a formula: %j', (text) => {
    expect(csvCell(text).slice(1, 2)).toBe("'");
  });

  it('leaves text and numbers as they are', () => {
    expect([csvCell('order-1042'), csvCell('-12.50'), csvCell(-3), csvCell(null), csvCell('a "b"')]).toEqual([
      '"order-1042"',
      '"-12.50"',
      '"-3"',
      '""',
      '"a ""b"""',
    ]);
  });
});

it('writes whole tables', () => {
  expect(toCsv(['a', 'b'], [['x,y', 1]])).toBe('\uFEFF"a","b"\r\n"x,y","1"\r\n');
  expect(toJsonLines([{ a: 'x\ny' }, { a: 1 }])).toBe('{"a":"x\\ny"}\n{"a":1}\n');
});
