import fc from 'fast-check';
import type { Model } from './model.js';
import type { World } from './world.js';
import { consentSteps } from './consent-steps.js';
import { payerSteps } from './payer-steps.js';
import { partnerSteps } from './partner-steps.js';
import { restart, weatherSteps } from './weather-steps.js';

/** One thing that somebody does. */
export interface Step {
  name: string;
  /** Decided from the model alone, so that a replay takes the same way. */
  isPossible?: (model: Model) => boolean;
  run: (model: Model, world: World) => Promise<void>;
}

export type StepArbitrary = fc.WeightedArbitrary<Step>;

class StepCommand implements fc.AsyncCommand<Model, World> {
  constructor(private readonly step: Step) {}

  check(model: Readonly<Model>): boolean {
    return this.step.isPossible?.(model) ?? true;
  }

  run(model: Model, world: World): Promise<void> {
    return this.step.run(model, world);
  }

  toString(): string {
    return this.step.name;
  }
}

/**
 * @param isKilled whether plugs are pulled often
 * @param replayPath as a failure printed it, to take the same way again
 */
export function commandSequences({ isKilled, replayPath }: { isKilled: boolean; replayPath: string | undefined }) {
  const restarts = { ...restart, weight: isKilled ? 4 : 1 };
  const step = fc.oneof(...partnerSteps, ...payerSteps, ...consentSteps, ...weatherSteps, restarts);
  return fc.commands([step.map((chosen) => new StepCommand(chosen))], {
    maxCommands: 24,
    size: 'max',
    ...(replayPath === undefined ? {} : { replayPath }),
  });
}
