import { z } from 'zod';
import { bankCharacterNames } from './bank-character.js';
import type { RunSettings } from './runs.js';

const environment = z.object({
  TORTURE_RUNS: z.coerce.number().int().min(1).default(300),
  /** The ordinary test run always takes the same way; `npm run torture` another one every time. */
  TORTURE_SEED: z.coerce.number().int().min(0).default(1),
  /** Among how many banks the runs are divided. */
  TORTURE_BANKS: z.coerce.number().int().min(1).default(bankCharacterNames.length),
  TORTURE_AT_ONCE: z.coerce.number().int().min(1).default(12),
  TORTURE_PATH: z.string().optional(),
  TORTURE_REPLAY: z.string().optional(),
  TORTURE_PLANTS: z.coerce.number().int().min(1).default(1),
  TORTURE_SHRINK_MS: z.coerce.number().int().min(0).default(0),
});

/** As `npm run torture` passes them; without it, as the ordinary test run has them. */
export function tortureSettings(): RunSettings & { banks: number } {
  const given = environment.parse(process.env);
  return {
    banks: given.TORTURE_BANKS,
    runs: Math.ceil(given.TORTURE_RUNS / given.TORTURE_BANKS),
    seed: given.TORTURE_SEED,
    atOnce: given.TORTURE_AT_ONCE,
    path: given.TORTURE_PATH,
    replayPath: given.TORTURE_REPLAY,
    shrinkMs: given.TORTURE_SHRINK_MS,
  };
}

/** How often each bug is planted. */
export function plantedTimes(): number {
  return environment.parse(process.env).TORTURE_PLANTS;
}
