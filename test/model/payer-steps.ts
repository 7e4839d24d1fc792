import fc from 'fast-check';
import type { StepArbitrary } from './commands.js';
import type { Model, PaymentFacts } from './model.js';
import type { World } from './world.js';

const index = fc.nat({ max: 99 });
const hasPage = ({ pageUrl }: PaymentFacts) => pageUrl !== undefined;
const isAgreed = ({ isAgreed }: PaymentFacts) => isAgreed;
const isPushed = ({ rail }: PaymentFacts) => rail === 'draft';

const agree: StepArbitrary = {
  weight: 6,
  arbitrary: index.map((n) => ({
    name: `agree to ${n}`,
    isPossible: (model: Model) => model.pick(n, hasPage) !== undefined,
    run: async (model: Model, world: World) => {
      const payment = model.pick(n, hasPage);
      if (!payment) return;
      payment.isAgreed = true;
      await world.agree(payment);
    },
  })),
};

const decline: StepArbitrary = {
  weight: 2,
  arbitrary: index.map((n) => ({
    name: `decline ${n}`,
    isPossible: (model: Model) => model.pick(n, hasPage) !== undefined,
    run: async (model: Model, world: World) => {
      const payment = model.pick(n, hasPage);
      if (!payment) return;
      if (!payment.isAgreed) payment.ends.add('rejected');
      await world.decline(payment);
    },
  })),
};

const decide: StepArbitrary = {
  weight: 12,
  arbitrary: fc
    .record({ n: index, word: fc.constantFrom('accept', 'accept', 'reject'), comesBack: fc.boolean() })
    .map(({ n, word, comesBack }) => ({
      name: `${word} ${n} at the bank${comesBack ? '' : ', and close the browser'}`,
      isPossible: (model: Model) => model.pick(n, isAgreed) !== undefined,
      run: async (model: Model, world: World) => {
        const payment = model.pick(n, isAgreed);
        if (payment && (await world.untilAtBank(payment))) await world.decide(payment, word, comesBack);
      },
    })),
};

/** A push reaches the payer at once, before anybody here knows that the bank took the order. */
const decideAtOnce: StepArbitrary = {
  weight: 2,
  arbitrary: fc.tuple(index, fc.constantFrom('accept', 'reject')).map(([n, word]) => ({
    name: `${word} whatever ${n} has pushed`,
    isPossible: (model: Model) => model.pick(n, isPushed) !== undefined,
    run: async (model: Model, world: World) => {
      const payment = model.pick(n, isPushed);
      if (payment) await world.decide(payment, word, true);
    },
  })),
};

const lapse: StepArbitrary = {
  weight: 1,
  arbitrary: index.map((n) => ({
    name: `let the bank's time for ${n} be over`,
    isPossible: (model: Model) => model.pick(n, isAgreed) !== undefined,
    run: async (model: Model, world: World) => {
      const payment = model.pick(n, isAgreed);
      if (!payment || !(await world.untilAtBank(payment))) return;
      for (const order of world.ordersOf(payment)) world.books.lapse(order);
    },
  })),
};

export const payerSteps: readonly StepArbitrary[] = [agree, decline, decide, decideAtOnce, lapse];
