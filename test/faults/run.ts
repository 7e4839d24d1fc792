import { type Accident, doubtOf, isOfCallbacks } from './accidents.js';
import { diceOf } from './dice.js';
import { objectsOf, type Decision, type Kind, type Placed } from './kinds.js';
import { isSecond, type Answers } from './questions.js';
import type { OrderRow, World } from './world.js';

export interface Cell {
  kind: Kind;
  accident: Accident;
  answers: Answers;
}

/** What a seed makes of a cell. */
interface Plan {
  /** How many sends in a row meet the accident. */
  times: number;
  decision: Decision;
  /** An equal order of another partner at the same time, which the bank shows in the same words. */
  hasTwin: boolean;
}

/** One order, or two equal ones, brought through one accident. */
export interface Run {
  cell: Cell;
  seed: number;
  amount: string;
  plan: Plan;
  placed: Placed[];
  /** Objects the payer could say yes to when the platform let them. */
  openAtDecision: number | undefined;
  /** What went wrong on the way, such as a wait in vain. */
  problem: string | undefined;
}

function endOfPlacing({ waits, ends }: Kind): string[] {
  return [waits ?? ends.accept, 'in_review', 'failed'];
}

function endOfAll({ ends }: Kind): string[] {
  return [ends.accept, ends.reject, 'in_review', 'failed'];
}

function planOf({ kind, accident }: Cell, seed: number): Plan {
  const dice = diceOf(`${kind.name}/${accident.name}/${seed}`);
  const [times, decision, twin] = [dice(), dice(), dice()];
  return {
    times: accident.leaves !== 'refusal' && times < 0.25 ? 2 : 1,
    decision: decision < 0.7 ? 'accept' : decision < 0.85 ? 'reject' : 'leave',
    hasTwin: kind.canBeAlike && accident.leaves === 'doubt' && twin < 0.2,
  };
}

/** Places an order under an accident, and lets the payer decide once the platform lets them. Never throws. */
export async function play(world: World, cell: Cell, seed: number): Promise<Run> {
  const plan = planOf(cell, seed);
  const run: Run = {
    cell,
    seed,
    plan,
    amount: world.newAmount(),
    placed: [],
    openAtDecision: undefined,
    problem: undefined,
  };
  const ended = new AbortController();
  try {
    await layAccident(world, run);
    await bringToEnd(world, run, ended.signal);
  } catch (error) {
    run.problem = String(error);
  } finally {
    ended.abort();
  }
  return run;
}

async function layAccident({ stack }: World, { cell, amount, plan }: Run): Promise<void> {
  const { kind, accident } = cell;
  const { times } = plan;
  const match = isOfCallbacks(accident)
    ? { callback: kind.callback, body: `${amount}"`, times }
    : { method: 'POST', path: kind.path, body: `"${amount}"`, times };
  await stack.bank.layFault(match, accident.effect);
}

async function bringToEnd(world: World, run: Run, ended: AbortSignal): Promise<void> {
  const { cell, amount, plan, placed } = run;
  const { kind } = cell;
  const payer = await kind.payerFor(world);
  const partners = plan.hasTwin ? [world.stack.partner, world.otherPartner] : [world.stack.partner];
  for (const partner of partners) placed.push(await kind.place(world, payer, amount, partner));
  const ids = placed.map(({ id }) => id);
  world.watch(ids);
  if (mayNeedPerson(cell)) world.passTimeFor(ids);
  void world.showWhenMissed(ids, () => kind.rows(world, amount), ended);
  const statuses = await Promise.all(
    placed.map(({ id }) => Promise.race([world.waitFor(id, endOfPlacing(kind)), whileKeptBack(world, run, id)])),
  );
  const [first] = placed.filter((_, index) => statuses[index] === kind.waits);
  if (first && kind.waits !== undefined && plan.decision !== 'leave') {
    run.openAtDecision = await kind.decide(world, first, plan.decision);
    // One page decides about both.
    await Promise.all(
      placed.map(({ id }, index) => (statuses[index] === kind.waits ? world.waitFor(id, endOfAll(kind)) : '')),
    );
  }
}

/** An order that looks like one in review waits until a person has decided about that one. */
async function whileKeptBack(world: World, { cell, placed }: Run, id: string): Promise<string> {
  const others = placed.filter((other) => other.id !== id);
  if (others.length === 0) return new Promise(() => undefined);
  await Promise.all(others.map((other) => world.waitFor(other.id, ['in_review'])));
  return world.waitFor(id, ['received', ...endOfPlacing(cell.kind)]);
}

/**
 * Whether no read of this bank can tell what became of the order, so that a person has to.
 *
 * - an order that is there and has no id can be neither adopted nor withdrawn
 * - what cannot be withdrawn and is not there may still come, so it is not sent again
 * - a bank that keeps the id of a call it refused says "used" to the next, as if it had acted
 */
export function mayNeedPerson({ kind, accident, answers }: Cell): boolean {
  const doubt = doubtOf(accident, answers);
  const isPspDraft = kind.name === 'payment-service-provider-draft-payment';
  const isNameless = isSecond(answers, 'objects in lists') || (isPspDraft && isSecond(answers, 'PSP drafts on read'));
  if (isNameless && doubt === 'doubt') return true;
  if (!kind.canWithdraw && doubt === 'doubt' && !accident.acted) return true;
  const isIdSpent = isSecond(answers, 'ids of refused calls') && !isSecond(answers, 'request ids');
  return isIdSpent && (accident.leaves === 'retry' || accident.leaves === 'refusal') && doubt !== 'refusal';
}

/** @returns in words what must not be */
export function violationsOf(world: World, run: Run): string[] {
  const { cell, amount, placed, plan } = run;
  const { kind, accident, answers } = cell;
  const rows = placed.flatMap(({ id }) => world.row(id) ?? []);
  const objects = objectsOf(kind, world, amount);
  const found: string[] = [];
  if (run.problem !== undefined) found.push(run.problem);
  if (rows.length !== placed.length) found.push('an order is not there');
  for (const row of rows) {
    const own = objects.find(({ id }) => id === row.bunqObjectId);
    const isKeptBack = row.status === 'received' && rows.some(({ status }) => status === 'in_review');
    if (!isKeptBack) found.push(...problemsOf(kind, row, own, plan).map((problem) => `${problem} (${row.attempt})`));
    if (row.status === 'failed' && doubtOf(accident, answers) !== 'refusal')
      found.push(`failed without a refusal (${row.attempt})`);
    const isAbsent = !kind.canWithdraw && objects.length === 0;
    if (row.status === 'in_review' && !mayNeedPerson(cell) && !isAbsent)
      found.push(`in review as ${row.reviewReason ?? ''}, where a read can tell (${row.attempt})`);
  }
  const adopted = new Set(rows.map(({ bunqObjectId }) => bunqObjectId));
  const surplus = objects.filter(({ id, isAlive }) => isAlive && !adopted.has(id));
  // What is in review without an object may be at the bank under an id that no read tells; a person is looking.
  const unexplained = rows.filter(({ status, bunqObjectId }) => status === 'in_review' && bunqObjectId === null);
  if (surplus.length > unexplained.length) found.push(`${surplus.length - unexplained.length} orders of nobody`);
  if (objects.filter(({ isCarriedOut }) => isCarriedOut).length > rows.length) found.push('carried out twice');
  // A bank that takes no request id twice makes one order of one attempt, however often it is sent.
  const takesIdsOnce = !isSecond(answers, 'request ids') && !isSecond(answers, 'request ids kept');
  if (takesIdsOnce && objects.length > rows.length) found.push('sent under more than one request id');
  // A list may hide an order through any number of looks; two, apart in time, are what a payer may be let in after.
  const wereLooksTaken = rows.every(({ emptyReads, sends }) => sends === 1 || emptyReads >= 2);
  if (run.openAtDecision !== undefined && run.openAtDecision > rows.length && !wereLooksTaken)
    found.push(`the payer was let in while ${run.openAtDecision} could be paid`);
  return found;
}

function problemsOf(
  { waits, ends }: Kind,
  { status, bunqObjectId }: OrderRow,
  own: { isAlive: boolean; isCarriedOut: boolean } | undefined,
  { decision }: Plan,
): string[] {
  switch (status) {
    case ends.accept:
      return own?.isCarriedOut ? [] : [`${status}, and the bank did not carry it out`];
    case ends.reject:
      return own && !own.isAlive && decision === 'reject' ? [] : [`${status}, and the bank says otherwise`];
    case waits:
      return own?.isAlive && decision === 'leave' ? [] : ['waits for a decision that was made'];
    case 'failed':
      return bunqObjectId === null ? [] : ['failed, and has an order at the bank'];
    case 'in_review':
      return [];
    default:
      return [`still ${status}`];
  }
}
