import { describe, expect, it } from 'vitest';
import { hasColours } from './colours.js';

describe('colours', () => {
  it.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['a pipe in continuous integration', false, { CI: 'true' }, false],
    ['a terminal whose user wants none', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a terminal that has none', true, { TERM: 'dumb' }, false],
    ['a pipe whose user wants them', false, { FORCE_COLOR: '1' }, true],
  ])('%s', (_, isTTY, environment, expected) => {
    expect(hasColours({ isTTY }, environment)).toBe(expected);
  });
});
