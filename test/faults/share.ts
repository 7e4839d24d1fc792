import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playBank, type Played } from './matrix.js';
import { banks, fewBanks, questions } from './questions.js';
import { World } from './world.js';

export const resultsFolder = 'test/results/faults';

/** Seeds for every answer to every question, over the banks that give it; one pass over few banks unless asked for more. */
const wanted = Number(process.env['FAULT_SEEDS'] ?? '0');
const chosen = wanted > 0 ? banks : fewBanks;
/** Each answer is given by half of the banks. */
const perBank = Math.max(1, Math.ceil((wanted * 2) / banks.length));

/** One of two equal parts of the matrix, so that two processes share it. */
export function playShare(share: 0 | 1): void {
  describe('whatever befalls an order on its way to the bank', () => {
    let world: World;
    const played: (Played & { latenessMs: number })[] = [];
    const lateness = monitorEventLoopDelay({ resolution: 20 });

    beforeAll(async () => {
      world = await World.open();
      lateness.enable();
    });
    afterAll(async () => {
      await world?.close();
      mkdirSync(resultsFolder, { recursive: true });
      writeFileSync(join(resultsFolder, `${share}.json`), JSON.stringify(played.map(lineOf)));
    });

    const mine = chosen.filter((_, index) => index % 2 === share);
    it.each(mine.map((answers) => ({ bank: nameOf(answers), answers })))(
      'there is one of it at most, or a person looks: $bank',
      async ({ answers }) => {
        const seeds = Array.from({ length: perBank }, (_, index) => index + 1);
        lateness.reset();
        const runs = await playBank(world, answers, seeds);
        // On a machine too busy for the matrix an answer comes too late without any fault of ours.
        const latenessMs = Math.round(lateness.max / 1_000_000);
        played.push(...runs.map((run) => ({ ...run, latenessMs })));
        const wrong = runs.flatMap(({ cell, seed, violations }) =>
          violations.map((violation) => `${cell.kind.name}, ${cell.accident.name}, seed ${seed}: ${violation}`),
        );
        if (wanted > 0)
          process.stderr.write(
            `${nameOf(answers)}: ${runs.length} runs, ${wrong.length} violations, up to ${latenessMs} ms late\n`,
          );
        expect(wrong).toEqual([]);
      },
      1_500_000,
    );
  });
}

function nameOf(answers: readonly boolean[]): string {
  const second = questions.flatMap(({ name, answers: [, other] }, index) =>
    answers[index] ? [`${name} ${other}`] : [],
  );
  return second.length === 0 ? 'as documented' : second.join(', ');
}

function lineOf({ cell, seed, statuses, violations, latenessMs }: Played & { latenessMs: number }) {
  const { kind, accident, answers } = cell;
  return { kind: kind.name, accident: accident.name, answers, seed, statuses, violations, latenessMs };
}
