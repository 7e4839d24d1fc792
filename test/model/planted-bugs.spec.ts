import { describe, expect, it } from 'vitest';
import { ModelStack } from './model-stack.js';
import { plants, type Plant } from './plants.js';
import { runSeries } from './runs.js';
import { plantedTimes, tortureSettings } from './torture-settings.js';

/** So many runs find every one of them, many times over. */
const mostRuns = 100;
const atOnce = 8;

/** @returns in which run the bug was found, and what differed */
async function hunt(plant: Plant, seed: number): Promise<{ runs: number; difference: string | undefined }> {
  const stack = await ModelStack.start(plant.bank, { plant });
  try {
    const { runs, failures } = await runSeries(stack, { seed, runs: mostRuns, atOnce, stopsAtFailure: true });
    return { runs, difference: failures[0]?.message };
  } finally {
    await stack.stop();
  }
}

describe('a planted bug is found', () => {
  const { seed } = tortureSettings();

  it.each(plants)(
    '$name',
    async (plant) => {
      const found: number[] = [];
      for (let time = 0; time < plantedTimes(); time += 1) {
        const { runs, difference } = await hunt(plant, seed + time * mostRuns);
        expect(difference, `${plant.name}, from seed ${seed + time * mostRuns}`).toBeDefined();
        found.push(runs);
        console.log(`planted ${plant.name}: found in run ${runs}: ${difference?.split('\n')[0]}`);
      }
      console.log(`planted ${plant.name}: found ${found.length} times of ${found.length}, in run ${found.join(', ')}`);
    },
    1_200_000 + plantedTimes() * 300_000,
  );
});
