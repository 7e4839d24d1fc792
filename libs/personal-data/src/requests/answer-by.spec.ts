import { expect, it } from 'vitest';
import { answerBy } from './answer-by.js';

it.each([
  ['2026-03-20', 1, '2026-04-20T22:00:00.000Z'],
  ['2026-01-31', 1, '2026-02-28T23:00:00.000Z'],
  ['2028-01-31', 1, '2028-02-29T23:00:00.000Z'],
  ['2026-11-30', 3, '2027-02-28T23:00:00.000Z'],
  ['2026-12-15', 1, '2027-01-15T23:00:00.000Z'],
])('a request of %s has %i months, until %s', (receivedOn, months, until) => {
  expect(answerBy(receivedOn, months).toISOString()).toBe(until);
});
