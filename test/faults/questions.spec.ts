import { describe, expect, it } from 'vitest';
import { banks, fewBanks, questions, type Answers } from './questions.js';

function givenBy(among: readonly Answers[], wanted: readonly [question: number, answer: boolean][]): number {
  return among.filter((answers) => wanted.every(([question, answer]) => answers[question] === answer)).length;
}

const bothAnswers = [false, true];
const each = questions.flatMap((_, question) => bothAnswers.map((answer) => [question, answer] as const));

describe('the banks that are tried', () => {
  it('let each answer meet each answer to every other question equally often', () => {
    for (const one of each)
      for (const other of each) {
        if (one[0] === other[0]) continue;
        expect(givenBy(banks, [[...one], [...other]])).toBe(banks.length / 4);
      }
  });

  it('hold every answer also where there is time for few', () => {
    for (const one of each) expect(givenBy(fewBanks, [[...one]])).toBeGreaterThan(0);
  });
});
