import fc from 'fast-check';
import { until } from '../support/until.js';
import type { StepArbitrary } from './commands.js';
import { endConsent } from './consent-steps.js';
import { loseNextCommit } from './lost-commits.js';
import type { Model } from './model.js';
import { isAtRest, type World } from './world.js';

const hour = 3_600;
const day = 24 * hour;

/** Changes of which the last commit may be lost. */
const lostEvents = [
  'payment.received',
  'payment.submitting',
  'payment.outcome_unknown',
  'payment.awaiting_authorisation',
  'payment.authorised',
  'payment.executed',
  'payment.cancelled',
  'consent.authorised',
] as const;

const loseCommit: StepArbitrary = {
  weight: 5,
  arbitrary: fc.constantFrom(...lostEvents).map((event) => ({
    name: `lose the next commit of ${event}`,
    run: async (model: Model, { stack, partner }: World) => {
      model.hasHadPowerCuts = true;
      await loseNextCommit(stack.database, partner.partnerId, event);
    },
  })),
};

/** Where API and worker are processes of their own, a power cut. */
export const restart: StepArbitrary = {
  weight: 1,
  arbitrary: fc.constantFrom('worker', 'worker', 'api').map((app) => ({
    name: `restart the ${app}`,
    run: async (model: Model, { stack }: World) => {
      model.hasHadPowerCuts = true;
      await stack.restart(app);
    },
  })),
};

const forgetQueues: StepArbitrary = {
  weight: 1,
  arbitrary: fc.constant({
    name: 'empty Redis',
    run: async (_: Model, { stack }: World) => {
      await stack.redis.flushdb();
    },
  }),
};

const letTimePass: StepArbitrary = {
  weight: 2,
  arbitrary: fc.constantFrom(25 * hour, 181 * day).map((seconds) => ({
    name: `let ${seconds / hour} hours pass`,
    isPossible: (model: Model) => model.payments.length > 0 || model.consents.length > 0,
    run: async (model: Model, { stack, partner }: World) => {
      for (const payment of model.payments) {
        payment.ends.add('expired');
        payment.isOverdue = true;
      }
      for (const consent of model.consents)
        if (seconds > 180 * day && consent.statuses.includes('authorised'))
          endConsent(model, consent, consent.statuses.length === 1 ? ['expired'] : ['expired', 'revoked']);
      await stack.clock.advance(partner.partnerId, seconds);
    },
  })),
};

const comeToRest: StepArbitrary = {
  weight: 2,
  arbitrary: fc.constant({
    name: 'wait a while',
    isPossible: (model: Model) => model.payments.length > 0,
    run: async (_: Model, world: World) => {
      await until(
        'all to come to rest',
        async () => ([...(await world.stored()).values()].every(isAtRest) ? true : undefined),
        { withinMs: 3_000, everyMs: 100 },
      ).catch(() => undefined);
    },
  }),
};

/** Nobody signs callbacks: whoever knows the address can claim anything, as often as they like. */
const claim: StepArbitrary = {
  weight: 2,
  arbitrary: fc.tuple(fc.nat({ max: 99 }), fc.constantFrom('ACCEPTED', 'REJECTED', 'CANCELLED')).map(([n, status]) => ({
    name: `claim twice that the bank has ${status} draft ${n}`,
    run: async (_: Model, { stack, books, prefix }: World) => {
      const drafts = books.orders(prefix).filter(({ rail }) => rail === 'draft');
      const id = drafts[n % Math.max(1, drafts.length)]?.id ?? 1 + n;
      const event_type = `DRAFT_PAYMENT_${status}`;
      const object = { DraftPayment: { id, status } };
      const body = JSON.stringify({ NotificationUrl: { category: 'DRAFT_PAYMENT', event_type, object } });
      const url = `${stack.apiUrl}/callbacks/bunq/${stack.environment.canaries['CALLBACK_SECRET'] ?? ''}`;
      const headers = { 'content-type': 'application/json' };
      await Promise.all([1, 2].map(() => fetch(url, { method: 'POST', headers, body }).catch(() => undefined)));
    },
  })),
};

const misdeliver: StepArbitrary = {
  weight: 1,
  arbitrary: fc.constantFrom('lose', 'repeat', 'forge', 'reorder').map((callback) => ({
    name: `${callback} the bank's next callback`,
    run: async (_: Model, { stack }: World) => {
      await stack.bank.layFault({ callback: 'DRAFT_PAYMENT' }, { callback });
    },
  })),
};

const turnAway: StepArbitrary = {
  weight: 2,
  arbitrary: fc.integer({ min: 1, max: 3 }).map((times) => ({
    name: `turn away ${times} webhooks`,
    run: async (_: Model, { inbox }: World) => {
      inbox.toTurnAway += times;
    },
  })),
};

export const weatherSteps: readonly StepArbitrary[] = [
  loseCommit,
  forgetQueues,
  letTimePass,
  comeToRest,
  claim,
  misdeliver,
  turnAway,
];
