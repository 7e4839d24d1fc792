import { until } from '../support/until.js';
import { accidents, isOfCallbacks } from './accidents.js';
import { kinds } from './kinds.js';
import type { Answers } from './questions.js';
import { play, violationsOf, type Cell, type Run } from './run.js';
import type { World } from './world.js';

/** Orders under way at a time: enough to fill the waits, few enough that a send is not late for want of a core. */
const atATime = 60;

export interface Played extends Run {
  violations: string[];
  statuses: string[];
}

/** Every accident of every kind; a kind that no callback tells of has none to lose. */
export function cellsOf(answers: Answers): Cell[] {
  return kinds.flatMap((kind) =>
    accidents
      .filter((accident) => kind.callback !== undefined || !isOfCallbacks(accident))
      .map((accident) => ({ kind, accident, answers })),
  );
}

/** Plays all cells of one bank with these seeds, lets everything come to rest, and compares the books. */
export async function playBank(world: World, answers: Answers, seeds: readonly number[]): Promise<Played[]> {
  await world.becomes(answers, `lists/${answers.map(Number).join('')}/${seeds.join(',')}`);
  const todo = seeds.flatMap((seed) => cellsOf(answers).map((cell) => ({ cell, seed })));
  const halfway = Math.floor(todo.length / 2);
  const runs: Run[] = [];
  const watches: Promise<void>[] = [];
  const next = todo.entries();
  const hands = Array.from({ length: atATime }, async () => {
    for (const [index, { cell, seed }] of next) {
      if (index === halfway) await world.endSessions();
      const run = await play(world, cell, seed);
      runs.push(run);
      watches.push(world.passTimeAfter(idsOf([run])));
    }
  });
  await Promise.all(hands);
  await Promise.all(watches);
  await world.calmsDown();
  // What turns up late is withdrawn by the next look; books that still differ after many looks differ for good.
  world.watch(idsOf(runs));
  await world.looked();
  let differing = runs;
  await until(
    'the books to agree',
    async () => {
      differing = differing.filter((run) => violationsOf(world, run).length > 0);
      return differing.length === 0 ? true : undefined;
    },
    { withinMs: 30_000, everyMs: 300 },
  ).catch(() => undefined);
  world.unwatch(idsOf(runs));
  return runs.map((run) => ({
    ...run,
    violations: violationsOf(world, run),
    statuses: run.placed.map(({ id }) => world.row(id)?.status ?? 'absent'),
  }));
}

function idsOf(runs: readonly Run[]): string[] {
  return runs.flatMap(({ placed }) => placed.map(({ id }) => id));
}
