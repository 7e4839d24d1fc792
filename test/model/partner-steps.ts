import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { rails, type Rail } from '../support/payers.js';
import { accidents, lostAnswer, slowAccidents, type Accident } from './accidents.js';
import type { StepArbitrary } from './commands.js';
import {
  isConsentEnded,
  isKnown,
  type ConsentFacts,
  type KnownPayment,
  type Model,
  type PaymentFacts,
} from './model.js';
import { expectStatus, shownPayment, type Answer } from './partner-application.js';
import { isFinal, mayBecome } from './payment-life.js';
import type { World } from './world.js';

/** Few amounts, so that equal orders meet. */
const amounts = ['1.00', '2.00', '3.00'] as const;

const rail = fc.constantFrom<Rail>(...rails, 'psp_draft');
const accident = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...accidents) },
  { weight: 1, arbitrary: fc.constantFrom(...slowAccidents) },
);
const planned = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Accident[]>([]) },
  { weight: 3, arbitrary: fc.array(accident, { minLength: 1, maxLength: 2 }) },
);
const index = fc.nat({ max: 99 });

interface Plan {
  rail: Rail;
  amount: string;
  accidents: readonly Accident[];
  /** How many payments are one order; an order of many needs a consent. */
  entries?: number;
}

/** Writes down what will be asked, before anybody is asked. */
export function plan(
  model: Model,
  world: World,
  { rail, amount, accidents, entries = 1 }: Plan,
  under?: ConsentFacts,
): PaymentFacts {
  const number = model.payments.length + 1;
  const { shop } = world.stack;
  const order = {
    amount: { value: amount, currency: 'EUR' },
    creditor: { name: shop.name, iban: shop.iban },
    remittance_information: world.descriptionOf(number),
  };
  const payment: PaymentFacts = {
    number,
    rail,
    amount,
    entries,
    accidents,
    consent: under,
    idempotencyKey: randomUUID(),
    body: {
      ...(entries === 1 ? order : { entries: Array.from({ length: entries }, () => order) }),
      reference: world.descriptionOf(number),
      ...(under
        ? { consent_id: under.id, account_id: under.accountId }
        : { redirect_uri: world.partner.redirectUri, state: `visit ${number}` }),
      ...(rail === 'psp_draft' && { debtor: { iban: world.payer.iban } }),
    },
    acknowledgement: undefined,
    id: undefined,
    pageUrl: undefined,
    isAgreed: rail === 'draft',
    ends: new Set(),
    isOverdue: false,
    seen: undefined,
  };
  model.payments.push(payment);
  return payment;
}

/** One request under the payment's key, and what the answer obliges the platform to. */
export async function create(world: World, payment: PaymentFacts): Promise<Answer> {
  const answer = await world.partner.post('/v1/payments', payment.body, payment.idempotencyKey);
  if (answer.status === 201) acknowledge(payment, answer);
  else if (!isExcused(payment, answer)) expectStatus(answer, 201);
  return answer;
}

/** A server error promises nothing; a consent that ended may refuse; the first request may still be running. */
function isExcused({ consent }: PaymentFacts, { status, text }: Answer): boolean {
  if (status >= 500 || (status === 409 && text.includes('idempotency_key_in_use'))) return true;
  return status === 409 || status === 422 ? isConsentEnded(consent) && text.includes('consent_not_usable') : false;
}

function acknowledge(payment: PaymentFacts, { text }: Answer): void {
  if (payment.acknowledgement !== undefined && payment.acknowledgement !== text)
    throw new Error(`the key of payment ${payment.number} got another answer than the first time`);
  const shown = shownPayment(text);
  if (shown.rail !== payment.rail) throw new Error(`payment ${payment.number} took the rail ${shown.rail}`);
  payment.acknowledgement = text;
  payment.id = shown.id;
  payment.pageUrl = shown.authorisation_url ?? undefined;
  payment.seen ??= { status: shown.status, version: shown.version };
}

/** The partner reads the payment, and remembers: what it saw binds what it may see later. */
export async function look(world: World, payment: KnownPayment) {
  const shown = await world.partner.payment(payment.id);
  const { seen } = payment;
  if (seen) {
    if (!mayBecome(seen.status, shown.status))
      throw new Error(`payment ${payment.number} was ${seen.status} and became ${shown.status}`);
    if (shown.version < seen.version || (shown.version === seen.version && shown.status !== seen.status))
      throw new Error(`payment ${payment.number} went from version ${seen.version} to ${shown.version}`);
    const mayBeCreditable = seen.status === 'executed' ? 1 : 0;
    if (isFinal(seen.status) && shown.version > seen.version + mayBeCreditable)
      throw new Error(`payment ${payment.number} changed after it was ${seen.status}`);
  }
  payment.seen = { status: shown.status, version: shown.version };
  return shown;
}

export async function cancel(world: World, payment: KnownPayment): Promise<void> {
  const answer = await world.partner.post(`/v1/payments/${payment.id}/cancel`);
  if (answer.status === 409 && answer.tries === 1) return;
  payment.ends.add('cancelled');
  if (answer.status < 500) expectStatus(answer, 200, ...(answer.tries > 1 ? [409] : []));
}

async function createWith(model: Model, world: World, wanted: Plan, times = 1): Promise<PaymentFacts> {
  const under = wanted.rail === 'draft' ? model.usableConsent : undefined;
  const payment = plan(model, world, wanted, under);
  await world.layAccidents(payment);
  await Promise.all(Array.from({ length: times }, () => create(world, payment)));
  return payment;
}

const create1: StepArbitrary = {
  weight: 14,
  arbitrary: fc
    .record({ rail, amount: fc.constantFrom(...amounts), accidents: planned, agrees: fc.boolean() })
    .map((wanted) => ({
      name: `create ${describePlan(wanted)}${wanted.agrees ? ', agree' : ''}`,
      isPossible: (model: Model) => wanted.rail !== 'draft' || model.usableConsent !== undefined,
      run: async (model: Model, world: World) => {
        const payment = await createWith(model, world, wanted);
        if (wanted.agrees && isKnown(payment) && payment.pageUrl !== undefined) {
          payment.isAgreed = true;
          await world.agree(payment);
        }
      },
    })),
};

const createMany: StepArbitrary = {
  weight: 2,
  arbitrary: fc
    .record({
      rail: fc.constant<Rail>('draft'),
      amount: fc.constantFrom(...amounts),
      accidents: planned,
      entries: fc.integer({ min: 2, max: 4 }),
    })
    .map((wanted) => ({
      name: `create an order of ${wanted.entries}, ${describePlan(wanted)}`,
      isPossible: (model: Model) => model.usableConsent !== undefined,
      run: async (model: Model, world: World) => {
        await createWith(model, world, wanted);
      },
    })),
};

const createAtOnce: StepArbitrary = {
  weight: 2,
  arbitrary: fc.record({ rail, amount: fc.constantFrom(...amounts), accidents: planned }).map((wanted) => ({
    name: `create three times at once ${describePlan(wanted)}`,
    isPossible: (model: Model) => wanted.rail !== 'draft' || model.usableConsent !== undefined,
    run: async (model: Model, world: World) => {
      await createWith(model, world, wanted, 3);
    },
  })),
};

/** Two orders that the bank's list cannot tell apart, both in doubt. */
const createTwins: StepArbitrary = {
  weight: 2,
  arbitrary: fc.constantFrom(...amounts).map((amount) => ({
    name: `create twins of ${amount}, agree to both, lose both answers`,
    run: async (model: Model, world: World) => {
      const wanted = { rail: 'psp_draft', amount, accidents: [lostAnswer] } as const;
      const twins = [await createWith(model, world, wanted), await createWith(model, world, wanted)];
      for (const twin of twins) {
        if (twin.pageUrl === undefined) continue;
        twin.isAgreed = true;
        await world.agree(twin);
      }
    },
  })),
};

const createUnderEndedConsent: StepArbitrary = {
  weight: 2,
  arbitrary: fc.constantFrom(...amounts).map((amount) => ({
    name: `create ${amount} under a consent that ended`,
    isPossible: (model: Model) => model.endedConsent !== undefined,
    run: async (model: Model, world: World) => {
      const consent = model.endedConsent;
      if (!consent) return;
      const { shop } = world.stack;
      const answer = await world.partner.post(
        '/v1/payments',
        {
          amount: { value: amount, currency: 'EUR' },
          creditor: { name: shop.name, iban: shop.iban },
          remittance_information: `${world.prefix}refused`,
          consent_id: consent.id,
          account_id: consent.accountId,
        },
        randomUUID(),
      );
      if (!expectStatus(answer, 409, 422).includes('consent_not_usable'))
        throw new Error(`an ended consent was refused for another reason: ${answer.text}`);
    },
  })),
};

const retry: StepArbitrary = {
  weight: 4,
  arbitrary: fc.tuple(index, fc.boolean()).map(([n, isChanged]) => ({
    name: isChanged ? `use the key of ${n} for something else` : `retry the key of ${n}`,
    isPossible: (model: Model) => model.pick(n) !== undefined,
    run: async (model: Model, world: World) => {
      const payment = model.pick(n);
      if (!payment) return;
      if (!isChanged) {
        const answer = await create(world, payment);
        if (!answer.isReplay) throw new Error(`the key of payment ${payment.number} did its work again`);
        return;
      }
      const changed = { ...payment.body, reference: 'another order' };
      const answer = await world.partner.post('/v1/payments', changed, payment.idempotencyKey);
      if (!expectStatus(answer, 409, 422).includes('idempotency_key_reused'))
        throw new Error(`a key that was used was refused for another reason: ${answer.text}`);
    },
  })),
};

const cancelOne: StepArbitrary = {
  weight: 3,
  arbitrary: index.map((n) => ({
    name: `cancel ${n}`,
    isPossible: (model: Model) => model.pick(n) !== undefined,
    run: async (model: Model, world: World) => {
      const payment = model.pick(n);
      if (payment) await cancel(world, payment);
    },
  })),
};

const lookAtAll: StepArbitrary = {
  weight: 3,
  arbitrary: fc.constant({
    name: 'look at all',
    isPossible: (model: Model) => model.payments.length > 0,
    run: async (model: Model, world: World) => {
      for (const payment of model.payments.filter(isKnown)) await look(world, payment);
    },
  }),
};

export const partnerSteps: readonly StepArbitrary[] = [
  create1,
  createMany,
  createAtOnce,
  createTwins,
  createUnderEndedConsent,
  retry,
  cancelOne,
  lookAtAll,
];

function describePlan({ rail, amount, accidents }: Plan): string {
  const names = accidents.map(({ name }) => name).join(', then ');
  return `${rail} ${amount}${names && ` with ${names}`}`;
}
