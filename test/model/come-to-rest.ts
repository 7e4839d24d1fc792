import { setTimeout as wait } from 'node:timers/promises';
import { toPublicId } from '@sluis/persistence';
import { isKnown, type Model, type PaymentFacts } from './model.js';
import { expectStatus } from './partner-application.js';
import { cancel, create } from './partner-steps.js';
import { expectWatched } from './due-work.js';
import { Patience } from './patiently.js';
import { isAtRest, isGivenUpInDoubt, type StoredPayment, type World } from './world.js';

/** How the payer and the partner leave what still waits for them. */
export type Farewell = 'accept' | 'reject' | 'cancel';

/** More than anything waits for before it gives up. */
const longEnoughSeconds = 3_600;

/**
 * Has everything end: keys that were never answered are used again, whatever waits for somebody is decided, and
 * receivers listen again. Every wait is for a condition.
 */
export async function comeToRest(model: Model, world: World, farewell: Farewell): Promise<void> {
  await Promise.all(world.pages);
  world.inbox.toTurnAway = 0;
  await acknowledgeAll(model, world);
  for (let round = 0; ; round += 1) {
    const waiting = await untilAtRest(model, world);
    if (waiting.length === 0) break;
    if (round === 50) throw new Error('there is always somebody who has to decide something');
    for (const { payment, status } of waiting) await end(world, payment, status, farewell);
  }
  await untilBankIsQuiet(model, world);
  await untilTold(world);
}

async function acknowledgeAll(model: Model, world: World): Promise<void> {
  for (const payment of model.payments) {
    for (let tries = 0; !isKnown(payment); tries += 1) {
      const { status, text } = await create(world, payment);
      if (status === 409 || status === 422) break;
      if (tries === 20) throw new Error(`payment ${payment.number} cannot be created: ${status} ${text}`);
    }
  }
}

async function end(world: World, payment: PaymentFacts, status: string, farewell: Farewell): Promise<void> {
  if (!isKnown(payment)) return;
  if (status !== 'awaiting_authorisation' || farewell === 'cancel') await cancel(world, payment);
  else await world.decide(payment, farewell, true);
}

/** @returns what is at rest and has not ended: somebody has to decide it */
async function untilAtRest(model: Model, world: World): Promise<{ payment: PaymentFacts; status: string }[]> {
  const patience = new Patience(world.stack.database);
  for (;;) {
    await expectWatched(world);
    const { open, inMotion, isGivenUp } = await lookAround(model, world);
    if (inMotion.length === 0) return open.map(({ payment, seen }) => ({ payment, status: seen.status }));
    if (isGivenUp) await passTheTimeOfDoubts(model, world);
    if (await patience.isOver()) {
      const list = inMotion.map(({ payment, seen }) => `payment ${payment.number} is ${seen.status}`);
      throw new Error(`it does not come to rest: ${list.join(', ')}`);
    }
    await wait(100);
  }
}

interface OpenOrder {
  payment: PaymentFacts;
  seen: StoredPayment;
}

/** `isGivenUp` when all that moves is in doubt for good, or waits for what is. */
async function lookAround(
  model: Model,
  world: World,
): Promise<{ open: OpenOrder[]; inMotion: OpenOrder[]; isGivenUp: boolean }> {
  const stored = await world.stored();
  const open = model.payments.flatMap((payment) => {
    const seen = stored.get(world.descriptionOf(payment.number));
    return seen && !isOver(seen) ? [{ payment, seen }] : [];
  });
  const inMotion = open.filter(({ payment, seen }) => isInMotion(payment, seen, model, stored, world));
  const givenUp = inMotion.filter(({ seen }) => isGivenUpInDoubt(seen));
  const waiting = inMotion.filter(({ payment, seen }) => isAlikeAnyOf(payment, seen, givenUp));
  return { open, inMotion, isGivenUp: givenUp.length > 0 && givenUp.length + waiting.length === inMotion.length };
}

/** The clock moves for all payments of the partner: whichever is in doubt by then is overdue, and no other may be. */
async function passTheTimeOfDoubts(model: Model, world: World): Promise<void> {
  await wait(2_000);
  const { inMotion, isGivenUp } = await lookAround(model, world);
  if (!isGivenUp) return;
  await world.stack.clock.advance(world.partner.partnerId, longEnoughSeconds);
  const stored = await world.stored();
  for (const { payment } of inMotion)
    if (stored.get(world.descriptionOf(payment.number))?.status !== 'received') payment.isOverdue = true;
}

function isOver({ status }: StoredPayment): boolean {
  return (
    status === 'in_review' ||
    (isAtRest({ status, isAgreed: true, endRequested: null }) && status !== 'awaiting_authorisation')
  );
}

function isInMotion(
  payment: PaymentFacts,
  seen: StoredPayment,
  model: Model,
  stored: Map<string, StoredPayment>,
  world: World,
): boolean {
  if (seen.status === 'awaiting_authorisation' && seen.endRequested === null)
    return !world.ordersOf(payment).some(({ status }) => status === 'PENDING');
  return !isAtRest(seen) && !isBehind(payment, seen, model, stored, world);
}

/** An equal order is with a person, who may find that the bank has it: nothing alike is sent meanwhile. */
function isBehind(
  payment: PaymentFacts,
  seen: StoredPayment,
  model: Model,
  stored: Map<string, StoredPayment>,
  world: World,
): boolean {
  const inReview = model.payments.filter(
    ({ number }) => stored.get(world.descriptionOf(number))?.status === 'in_review',
  );
  return isAlikeAnyOf(
    payment,
    seen,
    inReview.map((other) => ({ payment: other })),
  );
}

/** Waits for one of `others`, from which the bank's list could not tell it. */
function isAlikeAnyOf(
  { rail, amount }: PaymentFacts,
  { status }: StoredPayment,
  others: readonly { payment: PaymentFacts }[],
): boolean {
  if (rail !== 'psp_draft' || status !== 'received') return false;
  return others.some(({ payment }) => payment.rail === rail && payment.amount === amount);
}

/** What is too many at the bank is withdrawn by and by. */
async function untilBankIsQuiet(model: Model, world: World): Promise<void> {
  const patience = new Patience(world.stack.database, { mostMs: 30_000 });
  for (;;) {
    const stored = await world.stored();
    const waiting = model.payments.filter(
      (payment) =>
        stored.get(world.descriptionOf(payment.number))?.status !== 'in_review' &&
        world.ordersOf(payment).some(({ status }) => status === 'PENDING'),
    );
    // What is left then is a difference, and is told as one.
    if (waiting.length === 0 || (await patience.isOver())) return;
    await wait(100);
  }
}

async function untilTold(world: World): Promise<void> {
  const { stack, partner } = world;
  const patience = new Patience(stack.database);
  for (;;) {
    const [left] = await stack.database.rows<{ pending: number; later: number }>(
      `SELECT count(*)::int AS pending, count(*) FILTER (WHERE next_attempt_at > now())::int AS later
       FROM webhook_deliveries WHERE partner_id = $1 AND status = 'pending'`,
      [partner.partnerId],
    );
    if (!left) return;
    if (left.pending === 0 && !(await redeliverDead(world))) return;
    await expectWatched(world);
    if (left.later > 0) await stack.clock.advance(partner.partnerId, longEnoughSeconds);
    if (await patience.isOver()) throw new Error(`${left.pending} webhooks are not told`);
    await wait(100);
  }
}

/** What was given up can be sent again by whoever missed it. @returns whether there was any */
async function redeliverDead({ stack, partner }: World): Promise<boolean> {
  const dead = await stack.database.rows<{ event_id: string }>(
    `SELECT event_id FROM webhook_deliveries WHERE partner_id = $1 AND status = 'dead'`,
    [partner.partnerId],
  );
  for (const { event_id } of dead)
    expectStatus(await partner.post(`/v1/events/${toPublicId('event', event_id)}/redeliver`, {}), 200, 202);
  return dead.length > 0;
}
