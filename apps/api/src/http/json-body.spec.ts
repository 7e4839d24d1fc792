import { describe, expect, it } from 'vitest';
import { parseJsonBody } from './json-body.js';

describe('parseJsonBody', () => {
  it.each([
    '{}',
    '[]',
    '"a:b"',
    '{"a": 1, "b": [{"a": 1}, {"a": 2}], "c": {"a": "x:y"}}',
    String.raw`{"a": "\":\"", "b": "\\", "c:d": "{[:", "\"": ":"}`,
    `${'['.repeat(16)}${']'.repeat(16)}`,
  ])('reads %s', (text) => expect(parseJsonBody(text)).toEqual(JSON.parse(text)));

  it('takes no body for none', () => expect(parseJsonBody(' \n')).toBeUndefined());

  it.each([
    ['a member twice', '{"a": 1, "a": 1}'],
    ['a member twice, further in', '[{"b": {"a": 1, "c": ":", "a": 2}}]'],
    ['a member twice, once escaped', String.raw`{"a": 1, "\u0061": 1}`],
    ['a prototype', '{"a": {"__proto__": {}}}'],
    ['a constructor', '[{"constructor": 1}]'],
    ['a text that does not end', String.raw`{"a": "b\"}`],
    ['a raw control character', '{"a": "\u0001"}'],
    ['a trailing comma', '{"a": 1,}'],
    ['a depth of 17', `${'['.repeat(17)}${']'.repeat(17)}`],
    ['a depth that nobody could parse', '['.repeat(100_000)],
  ])('refuses %s', (_, text) =>
    expect(() => parseJsonBody(text)).toThrow(expect.objectContaining({ code: 'request_malformed' })),
  );
});
