import { diceOf } from '../faults/dice.js';
import type { SealedTrail } from './sealed-trail.js';
import { locates, tamperings } from './tamperings.js';

interface Tally {
  made: number;
  found: number;
  located: number;
}

export interface EditsReport {
  edits: number;
  seed: string;
  records: number;
  heads: number;
  seconds: number;
  kinds: Record<string, Tally>;
  /** What was not found, or not where it is. */
  missed: { edit: number; name: string; touched: unknown; findings: unknown }[];
}

const tidyEvery = 250;

/**
 * One edit after another, each on a trail that is whole before and after. What an edit is follows from the seed and its
 * number, whichever of the trails it falls to.
 */
export async function playEdits(
  trails: readonly SealedTrail[],
  { edits, seed, progress }: { edits: number; seed: string; progress?: (done: number) => void },
): Promise<EditsReport> {
  const names = Object.keys(tamperings);
  const kinds: EditsReport['kinds'] = {};
  const missed: EditsReport['missed'] = [];
  const startedAt = performance.now();
  let next = 0;
  const playOne = async (trail: SealedTrail, edit: number) => {
    const throwDice = diceOf(`${seed}/${edit}`);
    // Every kind in turn, so that a short run has them all.
    const name = names[edit % names.length] ?? '';
    const tampering = tamperings[name];
    if (!tampering) throw new RangeError('no such tampering');
    const { made, findings } = await trail.findingsAfter((intrusion) => tampering.edit(intrusion, throwDice));
    const isFound = findings.length > 0;
    const isLocated = isFound && locates(findings, made);
    const tally = (kinds[name] ??= { made: 0, found: 0, located: 0 });
    tally.made += 1;
    tally.found += Number(isFound);
    tally.located += Number(isLocated);
    if (!isLocated) missed.push({ edit, name, touched: made, findings: findings.slice(0, 5) });
  };
  const playOn = async (trail: SealedTrail) => {
    for (let played = 1; next < edits; played += 1) {
      next += 1;
      await playOne(trail, next - 1);
      if (played % tidyEvery === 0) await trail.tidy();
      if (next % tidyEvery === 0) progress?.(next);
    }
  };
  await Promise.all(trails.map(playOn));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const [records, heads] = [trails[0]?.size ?? 0, trails[0]?.witnessed.length ?? 0];
  return { edits, seed, records, heads, seconds, kinds, missed };
}
