import type { Command } from 'commander';
import type { ChangeDecision, OneChange } from '../operator/changes.js';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

// Loaded when a command runs, so that other commands do not wait for the whole platform to load.
const load = () => import('../operator/changes.js');

/** What takes two people: asked for by other commands or in the console. */
export function registerChanges(change: Command): void {
  withOperatorOptions(change.command('list'))
    .description('the changes that wait for a decision, longest first')
    .action((options: OperatorOptions) => runCommand(async () => (await load()).listChanges(options)));

  withOperatorOptions(change.command('show'))
    .description('one change: what is so now, what would be so, and who asked')
    .requiredOption('--change <id>', 'the change, chg_…')
    .action((options: OneChange) => runCommand(async () => (await load()).showChange(options)));

  for (const [verb, description] of [
    ['approve', 'approve what somebody else asked for; it is done at once'],
    ['refuse', 'end a change without effect'],
  ] as const) {
    withOperatorOptions(change.command(verb))
      .description(`${description}; as the operator of SLUIS_OPERATOR_TOKEN`)
      .requiredOption('--change <id>', 'the change, chg_…')
      .requiredOption('--reason <text>', 'what was checked, or why not')
      .action((options: ChangeDecision) => runCommand(async () => (await load()).decideChange(verb, options)));
  }

  withOperatorOptions(change.command('withdraw'))
    .description('take back what you asked for; as the operator of SLUIS_OPERATOR_TOKEN')
    .requiredOption('--change <id>', 'the change, chg_…')
    .action((options: OneChange) => runCommand(async () => (await load()).withdrawChange(options)));
}
