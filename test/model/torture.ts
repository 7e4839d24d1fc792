import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankCharacterName } from './bank-character.js';
import { ModelStack } from './model-stack.js';
import { inWords, runSeries } from './runs.js';
import { tortureSettings } from './torture-settings.js';

/**
 * Declares the runs against a bank of one character. One platform per process: Passport keeps its strategies in a global
 * variable, so that two APIs of different databases would let in each other's partners.
 */
export function torture(name: BankCharacterName): void {
  const settings = tortureSettings();
  let stack: ModelStack;

  beforeAll(async () => {
    stack = await ModelStack.start(name);
  });

  afterAll(() => stack.stop());

  describe(`the platform and a ${name} bank`, () => {
    it(
      `do what the model says, ${settings.runs} times`,
      async () => {
        const { runs, failures, byStatus, seconds } = await runSeries(stack, settings);
        const ends = Object.entries(byStatus).map(([status, count]) => `${count} ${status}`);
        const orders = (await stack.ordersSent()).map(
          ({ rail, sent, doubted, resent }) => `${sent} ${rail} (${doubted} in doubt, ${resent} sent again)`,
        );
        console.log(
          `torture, ${name}: ${runs} runs from seed ${settings.seed}, ${Math.round(seconds)} s\n` +
            `  payments: ${ends.join(', ')}\n  orders: ${orders.join(', ')}`,
        );
        expect(failures.map(inWords).join('\n\n')).toBe('');
      },
      600_000 + settings.runs * 5_000,
    );
  });
}
