import { fromPublicId } from '@sluis/persistence';
import { endsInRefusal } from './accidents.js';
import type { OrderAtBank } from './bank-books.js';
import { checkConsents } from './consent-steps.js';
import { isConsentEnded, isKnown, type KnownPayment, type Model, type PaymentFacts } from './model.js';
import type { ShownPayment } from './partner-application.js';
import { create, look } from './partner-steps.js';
import { eventOf, isFinal, mayFollow } from './payment-life.js';
import type { World } from './world.js';

/** Compares what everybody outside knows with what the platform says and with the bank's books. @returns what differs */
export async function compare(model: Model, world: World): Promise<string[]> {
  const differences = await checkConsents(model, world);
  for (const payment of model.payments) {
    const orders = world.ordersOf(payment);
    if (!isKnown(payment)) {
      if (orders.length > 0) differences.push(`payment ${payment.number} was never acknowledged and is at the bank`);
      continue;
    }
    const shown = await look(world, payment);
    const wasInDoubt = await isNotedInDoubt(world, payment);
    const found = [
      ...judge(model, payment, { shown, orders, wasInDoubt }),
      ...(await judgeTelling(world, payment, shown)),
    ];
    const requestIds = world.stack.sentOrders.of(world.descriptionOf(payment.number));
    if (requestIds > 1) found.push(`was sent under ${requestIds} request ids`);
    differences.push(...found.map((difference) => `payment ${payment.number} (${shown.status}): ${difference}`));
    const replayed = await create(world, payment);
    if (!replayed.isReplay) differences.push(`the key of payment ${payment.number} did its work again`);
  }
  differences.push(...(await judgeBooks(model, world)));
  return differences;
}

/** A machine that is slow enough makes doubts of its own; they are written down where a doubt was expected too. */
async function isNotedInDoubt({ stack, partner }: World, { id }: KnownPayment): Promise<boolean> {
  const doubts = await stack.database.rows(
    `SELECT 1 FROM order_attempts WHERE partner_id = $1 AND order_id = $2 AND unknown_since IS NOT NULL`,
    [partner.partnerId, fromPublicId('payment', id) ?? ''],
  );
  return doubts.length > 0;
}

/** What may have become of one payment, given what the bank has of it. */
function judge(
  model: Model,
  payment: PaymentFacts,
  { shown, orders, wasInDoubt }: { shown: ShownPayment; orders: readonly OrderAtBank[]; wasInDoubt: boolean },
): string[] {
  const differences: string[] = [];
  const having = (status: string) => orders.filter((order) => order.status === status);
  const accepted = having('ACCEPTED').length;
  if (accepted > 1) differences.push(`was paid ${accepted} times`);
  const isInReview = shown.status === 'in_review';
  if (having('PENDING').length > 0 && !isInReview) differences.push('still waits at the bank');
  if (model.bank.refusesRepeatedIds && orders.length > 1)
    differences.push(`has ${orders.length} orders at a bank that takes none twice`);
  if (having('CANCELLED').length > 0 && payment.ends.size === 0 && model.bank.refusesRepeatedIds)
    differences.push('was withdrawn at the bank, and nobody asked for that');
  if (orders.length > 0 && !payment.isAgreed) differences.push('is at the bank, and its payer never agreed');
  if (isInReview) {
    if (!mayBeInReview(model, payment, shown, wasInDoubt)) differences.push(`is in review for ${shown.review_reason}`);
    return differences;
  }
  const fitting = fittingStatuses(payment, orders);
  if (!fitting.includes(shown.status)) {
    const atBank = orders.map(({ status }) => status).join(', ') || 'nothing';
    differences.push(`does not fit ${atBank} at the bank; ${fitting.join(' or ') || 'no end'} would`);
  }
  if (!isFinal(shown.status)) differences.push('has not ended');
  return differences;
}

function fittingStatuses(payment: PaymentFacts, orders: readonly OrderAtBank[]): string[] {
  const has = (status: string) => orders.some((order) => order.status === status);
  if (has('ACCEPTED')) return ['executed'];
  const fitting = new Set<string>(payment.ends);
  if (has('REJECTED')) fitting.add('rejected');
  if (has('EXPIRED')) fitting.add('expired');
  if (orders.length === 0) {
    const lostItsConsent = isConsentEnded(payment.consent);
    if (endsInRefusal(payment.accidents) || lostItsConsent || payment.isOverdue) fitting.add('failed');
  }
  return [...fitting];
}

/** Only where no read of the bank can tell, or where the time or the tries for telling were over. */
function mayBeInReview(
  { bank, hasHadPowerCuts }: Model,
  { rail, accidents, consent, isOverdue }: PaymentFacts,
  { review_reason }: ShownPayment,
  wasInDoubt: boolean,
): boolean {
  if (isOverdue) return true;
  if (rail === 'draft') return isConsentEnded(consent);
  const losses = accidents.filter(({ tells }) => tells === 'nothing').length;
  // Three sends are all: two that were to be lost, and one that a slow machine or a power cut lost besides.
  if (review_reason === 'sent_too_often') return losses > 1 || (losses > 0 && hasHadPowerCuts);
  return rail === 'psp_draft' && !bank.namesPspDrafts && wasInDoubt;
}

/** The timeline, the events and their versions say the same, step by step. */
async function judgeTelling({ partner, inbox }: World, { id }: KnownPayment, shown: ShownPayment): Promise<string[]> {
  const differences: string[] = [];
  const timeline = await partner.timeline(id);
  for (const [place, { version, status }] of timeline.entries()) {
    const earlier = timeline[place - 1]?.status;
    if (version !== place + 1) differences.push(`its timeline has ${version} as entry ${place + 1}`);
    if (earlier !== undefined && !mayFollow(earlier, status)) differences.push(`went from ${earlier} to ${status}`);
  }
  const last = timeline.at(-1);
  if (timeline.filter(({ status }) => status === 'executed').length > 2) differences.push('was creditable twice');
  if (last?.status !== shown.status || last.version !== shown.version)
    differences.push(`its timeline ends with ${last?.version} ${last?.status}, not with ${shown.version}`);
  const told = inbox.events.filter(({ resource_type, data }) => resource_type === 'payment' && data.id === id);
  for (const [place, { version, status }] of timeline.entries()) {
    const type = eventOf(timeline[place - 1]?.status, status);
    const ofVersion = told.filter(({ resource_version }) => resource_version === version);
    if (ofVersion.length === 0) differences.push(`nobody was told of ${version} ${status}`);
    if (ofVersion.some((event) => event.type !== type))
      differences.push(`version ${version} was told as ${ofVersion.map(({ type }) => type).join(', ')}`);
    if (new Set(ofVersion.map((event) => event.id)).size > 1) differences.push(`version ${version} has several events`);
  }
  if (told.some(({ resource_version }) => resource_version > timeline.length))
    differences.push('something was told that never was');
  return differences;
}

/** Money, lists and records, over all payments of the run. */
async function judgeBooks(model: Model, { stack, partner, books, prefix }: World): Promise<string[]> {
  const differences: string[] = [];
  const known = model.payments.filter(isKnown);
  const listed = await partner.paymentIds();
  for (const { id, number } of known) if (!listed.includes(id)) differences.push(`payment ${number} is lost`);
  if (listed.length !== known.length)
    differences.push(`${known.length} payments were made and ${listed.length} listed`);

  const executed = known.filter(({ seen }) => seen?.status === 'executed');
  const movements = books.paid().filter(({ description }) => description.startsWith(prefix));
  const sum = movements.reduce((total, { amountCents }) => total + amountCents, 0n);
  const expected = executed.flatMap(({ amount, entries }) =>
    Array.from({ length: entries }, () => BigInt(Math.round(Number(amount) * 100))),
  );
  const expectedSum = expected.reduce((total, cents) => total + cents, 0n);
  const isReviewed = known.some(({ seen }) => seen?.status === 'in_review');
  if (!isReviewed && (movements.length !== expected.length || sum !== expectedSum))
    differences.push(
      `${movements.length} movements of ${sum} left the account for ${expected.length} of ${expectedSum}`,
    );

  const [records] = await stack.database.rows<{ changes: number; audited: number; events: number; extra: number }>(
    `SELECT (SELECT count(*)::int FROM payment_transitions WHERE partner_id = $1) AS changes,
            (SELECT count(*)::int FROM audit_records WHERE partner_id = $1 AND subject_type = 'payment'
               AND action LIKE 'payment.%' AND outcome = 'done') AS audited,
            (SELECT count(*)::int FROM events WHERE partner_id = $1 AND resource_type = 'payment') AS events,
            (SELECT count(*)::int FROM (SELECT 1 FROM order_attempts WHERE partner_id = $1
               GROUP BY order_id HAVING count(*) > 1) several) AS extra`,
    [partner.partnerId],
  );
  if (records && (records.changes !== records.audited || records.changes !== records.events))
    differences.push(`${records.changes} changes, ${records.audited} audit records, ${records.events} events`);
  if (records && records.extra > 0) differences.push(`${records.extra} payments have several attempts`);
  return differences;
}
