import { z } from 'zod';
import { type Fault, faultSchema, isPattern, matchesPath } from './faults.js';

const then = faultSchema.shape.then;

export const faultPlanSchema = z.strictObject({
  seed: z.union([z.string(), z.number()]).transform(String),
  /** Prefixes, or regular expressions when they begin with `^`. */
  paths: z.array(z.string().refine(isPattern, 'not a valid regular expression')).min(1),
  methods: z.array(z.string()).min(1).optional(),
  faults: z.array(then).min(1),
  /** Share of the matching calls that something happens to. */
  rate: z.number().min(0).max(1),
  /** After so many accidents the plan is at peace; a test then sees whether everything recovers. */
  at_most: z.number().int().positive().optional(),
});

type PlanSpec = z.infer<typeof faultPlanSchema>;

interface Decided {
  call: number;
  method: string;
  path: string;
  /** Which of the faults; null when the call was spared. */
  fault: number | null;
}

interface Plan extends PlanSpec {
  id: number;
  calls: number;
  accidents: number;
  decided: Decided[];
}

const decisionsKept = 10_000;

/**
 * Accidents drawn from a seed. What happens to a call depends on the seed and on how many matching calls came before, and on nothing
 * else: the same seed and the same calls give the same accidents.
 */
export class FaultPlans {
  private plans: Plan[] = [];
  private lastId = 0;

  add(spec: PlanSpec): Plan {
    this.lastId += 1;
    const plan = { ...spec, id: this.lastId, calls: 0, accidents: 0, decided: [] };
    this.plans.push(plan);
    return plan;
  }

  list(): readonly Plan[] {
    return this.plans;
  }

  remove(id: number): boolean {
    const before = this.plans.length;
    this.plans = this.plans.filter((plan) => plan.id !== id);
    return this.plans.length < before;
  }

  clear(): void {
    this.plans = [];
  }

  forRequest(method: string, path: string): Fault | undefined {
    let chosen: Fault | undefined;
    for (const plan of this.plans) {
      if (plan.methods?.includes(method) === false) continue;
      if (!plan.paths.some((pattern) => matchesPath(pattern, path))) continue;
      const fault = decide(plan, method, path);
      chosen ??= fault;
    }
    return chosen;
  }
}

function decide(plan: Plan, method: string, path: string): Fault | undefined {
  plan.calls += 1;
  const isAtPeace = plan.at_most !== undefined && plan.accidents >= plan.at_most;
  const isHit = chance(`${plan.seed}:${plan.calls}:whether`) < plan.rate && !isAtPeace;
  const which = Math.floor(chance(`${plan.seed}:${plan.calls}:which`) * plan.faults.length);
  const wanted = plan.faults[which];
  plan.decided.push({ call: plan.calls, method, path, fault: isHit ? which : null });
  if (plan.decided.length > decisionsKept) plan.decided.shift();
  if (!isHit || wanted === undefined) return undefined;
  plan.accidents += 1;
  const match = { nth: 1, times: 1 };
  return { id: -plan.id, match, then: wanted, matched: 1, hits: 1 };
}

/** A number from 0 up to 1 that follows from the text alone (FNV-1a with a final mixing, so that neighbours differ widely). */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
