import type { Command } from 'commander';
import type { Beginning, Explaining, Finishing } from '../operator/recover.js';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

// Loaded when a command runs, so that other commands do not wait for the whole platform to load.
const load = () => import('../operator/recover.js');

export function registerRecover(recover: Command): void {
  withOperatorOptions(recover.command('begin'))
    .description('send nothing to the bank until its lists were compared; do this after restoring a backup')
    .requiredOption('--cause <text>', 'why, in a word or two')
    .addHelpText(
      'after',
      `
A worker begins by itself when it finds the database behind what it remembers of it, on another server, or behind what
the bank shows. Requests are accepted all the while. It ends by itself when two comparisons in a row left nothing open.`,
    )
    .action((options: Beginning) => runCommand(async () => (await load()).beginRecovery(options)));

  withOperatorOptions(recover.command('status'))
    .description('what stands in the way of sending, and every order at the bank that no row here tells of')
    .action((options: OperatorOptions) => runCommand(async () => (await load()).showRecovery(options)));

  withOperatorOptions(recover.command('finish'))
    .description('send again before the comparison is through; SLUIS_OPERATOR_TOKEN says who does it')
    .requiredOption('--reason <text>', 'why that is safe')
    .action((options: Finishing) => runCommand(async () => (await load()).finishRecovery(options)));

  withOperatorOptions(recover.command('explain'))
    .description('say where an order that moved money comes from; another operator confirms with the same command')
    .requiredOption('--list <name>', 'the list at the bank, as status shows it')
    .requiredOption('--bank-object <id>', 'the id of the order at the bank')
    .requiredOption('--reason <text>', 'where it comes from')
    .action((options: Explaining) => runCommand(async () => (await load()).explainOrder(options)));
}
