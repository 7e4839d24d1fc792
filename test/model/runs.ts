import fc from 'fast-check';
import { bankCharacters } from './bank-character.js';
import { comeToRest, type Farewell } from './come-to-rest.js';
import { commandSequences } from './commands.js';
import { compare } from './compare.js';
import { Load } from './load.js';
import { Model } from './model.js';
import type { ModelStack } from './model-stack.js';
import { describeUnderWay } from './under-way.js';
import { World } from './world.js';

export interface RunSettings {
  /** Run `n` of a series has the seed `seed + n`, so that each can be run again alone. */
  seed: number;
  runs: number;
  atOnce: number;
  /** From a failure: which of the smaller sequences, and which of its commands. */
  path?: string;
  replayPath?: string;
  /** How long to look for a smaller sequence that fails too; 0 does not look. */
  shrinkMs?: number;
  /** Told at once of every failure. */
  tell?: (failure: Failure) => void;
  /** Leaves off after the first failure. */
  stopsAtFailure?: boolean;
}

export interface Failure {
  bank: string;
  seed: number;
  path: string;
  replayPath: string;
  commands: string;
  message: string;
}

export interface Outcome {
  runs: number;
  failures: Failure[];
  /** How payments ended, over all runs. */
  byStatus: Record<string, number>;
  seconds: number;
}

const aDay = 86_400;
const atOnceWhenBusy = 3;

export class DifferenceError extends Error {
  override readonly name = 'DifferenceError';
}

/** Runs `settings.runs` sequences against this platform, several at once: no two share a partner or a payer. */
export async function runSeries(stack: ModelStack, settings: RunSettings): Promise<Outcome> {
  const startedAt = performance.now();
  const outcome: Outcome = { runs: 0, failures: [], byStatus: {}, seconds: 0 };
  let next = 0;
  const { promise: isFound, resolve: leaveOff } = Promise.withResolvers<void>();
  const isOver = () => settings.stopsAtFailure === true && outcome.failures.length > 0;
  const load = new Load();
  const lane = async (place: number) => {
    while (next < settings.runs && !isOver()) {
      if (place >= atOnceWhenBusy && (await load.isHigh())) continue;
      const seed = settings.seed + next;
      next += 1;
      const failure = await runOne(stack, { ...settings, seed }, outcome.byStatus);
      outcome.runs += 1;
      if (failure) {
        outcome.failures.push(failure);
        settings.tell?.(failure);
      }
      // Nobody waits for the runs beside it: a planted bug may keep them from ever coming to rest.
      if (isOver()) leaveOff();
    }
  };
  const lanes = Promise.all(
    Array.from({ length: Math.min(settings.atOnce, settings.runs) }, (_, place) => lane(place)),
  );
  await Promise.race([lanes, isFound]);
  load.stop();
  outcome.seconds = (performance.now() - startedAt) / 1_000;
  return outcome;
}

async function runOne(
  stack: ModelStack,
  { seed, path, replayPath, shrinkMs = 0 }: RunSettings,
  byStatus: Record<string, number>,
): Promise<Failure | undefined> {
  const property = fc.asyncProperty(
    commandSequences({ isKilled: stack.isKilled, replayPath }),
    fc.constantFrom<Farewell>('accept', 'reject', 'cancel'),
    async (commands, farewell) => {
      const model = new Model(bankCharacters[stack.name]);
      const world = await World.enter(stack);
      const differences = await differencesOf(model, world, async () => {
        await fc.asyncModelRun(() => ({ model, real: world }), commands);
        await comeToRest(model, world, farewell);
      });
      for (const { seen } of model.payments) if (seen) byStatus[seen.status] = (byStatus[seen.status] ?? 0) + 1;
      if (differences.length > 0) throw new DifferenceError(differences.join('\n'));
    },
  );
  const details = await fc.check(property, {
    seed,
    numRuns: 1,
    // A run of its own has no number from which a bias to small values could follow.
    unbiased: true,
    endOnFailure: shrinkMs === 0,
    ...(path === undefined ? {} : { path }),
    ...(shrinkMs === 0 ? {} : { interruptAfterTimeLimit: shrinkMs }),
  });
  if (!details.failed) return undefined;
  const commands = String(details.counterexample?.[0] ?? '');
  return {
    bank: stack.isKilled ? 'killed' : stack.name,
    seed,
    path: details.counterexamplePath ?? '',
    replayPath: /replayPath="([^"]*)"/.exec(commands)?.[1] ?? '',
    commands: `${commands}, in the end ${details.counterexample?.[1] ?? ''}`,
    message: messageOf(details.errorInstance),
  };
}

/** @throws DifferenceError with what is under way, when something could not even be done */
async function differencesOf(model: Model, world: World, live: () => Promise<void>): Promise<string[]> {
  try {
    await live();
    const differences = await compare(model, world);
    return differences.length === 0 ? [] : [...differences, await describeUnderWay(world)];
  } catch (error) {
    const underWay = await describeUnderWay(world).catch(String);
    throw new DifferenceError(`${messageOf(error)}\n${underWay}`, { cause: error });
  } finally {
    // Whatever still watches this partner's orders has seen enough: it would only slow the other runs down.
    await world.stack.clock.advance(world.partner.partnerId, aDay);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof DifferenceError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export function inWords(failure: Failure): string {
  const { bank, seed, path, replayPath, commands, message } = failure;
  const again = `npm run torture -- --bank ${bank} --runs 1 --seed ${seed} --path ${path} --replay ${replayPath}`;
  return `${message}\n  ${commands}\n  again: ${again}`;
}
