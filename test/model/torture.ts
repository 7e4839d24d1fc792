import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBooks } from '../support/invariants.js';
import { bankCharacterNames, type BankCharacterName } from './bank-character.js';
import { ModelStack } from './model-stack.js';
import { inWords, runSeries, type Failure, type RunSettings } from './runs.js';
import { tortureSettings } from './torture-settings.js';

/** Processes start slowly: fewer runs, and fewer that wait for one of them. */
const killedShare = 3;
const killedAtOnce = 6;

/**
 * Declares the runs against a bank of one character. One platform per process: Passport keeps its strategies in a global
 * variable, so that two APIs of different databases would let in each other's partners.
 */
export function torture(name: BankCharacterName, { isKilled = false } = {}): void {
  const settings = settingsFor(name, isKilled);
  let stack: ModelStack;

  // Run alone, it builds first.
  beforeAll(async () => {
    stack = await ModelStack.start(name, { isKilled });
  }, 300_000);

  afterAll(() => stack.stop());

  describe(`the platform and a ${name} bank${isKilled ? ', under power cuts' : ''}`, () => {
    it(
      `do what the model says, ${settings.runs} times`,
      async () => {
        const { runs, failures, byStatus, seconds } = await runSeries(stack, { ...settings, tell });
        const ends = Object.entries(byStatus).map(([status, count]) => `${count} ${status}`);
        const orders = (await stack.ordersSent()).map(
          ({ rail, sent, doubted, resent }) => `${sent} ${rail} (${doubted} in doubt, ${resent} sent again)`,
        );
        console.log(
          `torture, ${name}${isKilled ? ', killed' : ''}: ${runs} runs from seed ${settings.seed}, ${Math.round(seconds)} s\n` +
            `  payments: ${ends.join(', ')}\n  orders: ${orders.join(', ')}`,
        );
        expect(failures.map(inWords).join('\n\n')).toBe('');
        const { violations } = await readBooks({ api: stack.operator, bank: stack.bank });
        expect(violations.filter((violation) => !isWithPeople(violation))).toEqual([]);
      },
      // More than the longest patience of one run.
      1_500_000 + settings.runs * 5_000,
    );
  });
}

/** A series can take long, and so can the wait for its end. */
function tell(failure: Failure): void {
  console.log(inWords(failure));
}

/** Money that moved after the access to the bank was lost; the runs above know whether it may have been. */
function isWithPeople(violation: string): boolean {
  return violation.endsWith('its payment is in_review');
}

/** Runs of their own for every bank: the seeds of one begin where those of another end. */
function settingsFor(name: BankCharacterName, isKilled: boolean): RunSettings {
  const { banks, ...given } = tortureSettings();
  const place = banks === 1 ? 0 : isKilled ? bankCharacterNames.length : bankCharacterNames.indexOf(name);
  const settings = { ...given, seed: given.seed + place * given.runs };
  return isKilled && banks > 1
    ? { ...settings, runs: Math.ceil(given.runs / killedShare), atOnce: killedAtOnce }
    : settings;
}
