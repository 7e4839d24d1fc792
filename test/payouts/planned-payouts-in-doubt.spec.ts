import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankUser } from '../support/bank-control.js';
import { connectByKey } from '../support/connection-journey.js';
import { createPayout, payoutBody, payoutViolations, waitForPayout } from '../support/payout-journey.js';
import { startStack, type Stack } from '../support/stack.js';

const hour = 3_600_000;
const planning = '^/v1/user/\\d+/monetary-account/\\d+/schedule-payment$';
const defaults = { enforceRequestIds: true, listLagSeconds: 0 };

let stack: Stack;
let landlord: BankUser;
let amountCents = 2_000;

beforeAll(async () => {
  stack = await startStack({
    overrides: {
      BUNQ_TIMEOUT_MS: '1500',
      RECONCILE_SETTLE_MS: '400',
      RECONCILE_READ_GAP_MS: '400',
      RECONCILE_GIVE_UP_MS: '6000',
    },
  });
  landlord = await stack.bank.createUser('Verhuur BV', '0.00');
  await connectByKey(stack.partner, await stack.bank.createUser('Koffie & Zo', '1000.00'));
});

afterAll(() => stack.stop());

function inMs(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

function plan(schedule: object, more: object) {
  return createPayout(stack.partner, { ...payoutBody(landlord), schedule, ...more });
}

const pathOf = ({ id }: { id: string }) => `/v1/payouts/${id}`;

function plansOf({ id }: { id: string }) {
  const { schedules } = stack.emulator.bank.tables;
  return schedules.all().filter(({ entries }) => entries.some((entry) => entry.merchantReference === `${id}-1`));
}

const refusal = { Error: [{ error_description: 'Not today.' }] };

/** Far ahead, a plan that came twice could be taken back; so it goes out again when it is not there. */
const accidents = [
  ['the connection breaks before the bank acts', { drop: 'before' }, 'scheduled', 'in_review'],
  ['the connection breaks after the bank acted', { drop: 'after' }, 'scheduled', 'scheduled'],
  ['the bank acts and never answers', { drop: 'hang' }, 'scheduled', 'scheduled'],
  ['500 without acting', { status: 500, body: refusal }, 'scheduled', 'in_review'],
  ['500 after acting', { status: 500, body: refusal, act: true }, 'scheduled', 'scheduled'],
  ['half an answer', { truncate: true }, 'scheduled', 'scheduled'],
  ['an answer with a wrong signature', { bad_signature: true }, 'scheduled', 'scheduled'],
  ['400, without acting', { status: 400, body: refusal }, 'failed', 'failed'],
] as const;

const settings: [name: string, switches: object][] = [
  ['as documented', {}],
  ['that takes request ids twice while its lists lag', { listLagSeconds: 2, enforceRequestIds: false }],
];

describe.each([
  ['far ahead', 48 * hour, 2],
  ['soon', hour / 2, 3],
] as const)('a plan that begins %s, in an accident', (_when, startsInMs, column) => {
  it.each(settings)(
    'stands at a bank %s once at most',
    async (_name, switches) => {
      await stack.bank.setSwitches({ ...defaults, ...switches });
      const problems = await Promise.all(
        accidents.map(async (accident) => {
          const [name, effect] = accident;
          amountCents += 1;
          const amount = (amountCents / 100).toFixed(2);
          await stack.bank.layFault({ method: 'POST', path: planning, body: `"${amount}"` }, { ...effect });
          const payout = await plan({ start: inMs(startsInMs) }, { amount: { value: amount, currency: 'EUR' } });
          const { status } = await waitForPayout(stack.partner, pathOf(payout), ['scheduled', 'failed', 'in_review']);
          const standing = plansOf(payout).filter((one) => one.status === 'ACTIVE').length;
          const expected = accident[column];
          if (status !== expected) return `${name}: ${status}`;
          return standing === (expected === 'scheduled' ? 1 : 0) ? '' : `${name}: ${standing} plans`;
        }),
      );
      expect(problems.filter((problem) => problem !== '')).toEqual([]);
      await stack.bank.setSwitches(defaults);
      expect(await payoutViolations(stack)).toEqual([]);
    },
    120_000,
  );
});
