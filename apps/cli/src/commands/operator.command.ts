import type { Command } from 'commander';
import type { NewOperator, OperatorToDisable } from '../operator/manage-operators.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerOperatorCreate(operator: Command): void {
  withOperatorOptions(operator.command('create'))
    .description('make an operator; the token is shown this once')
    .requiredOption('--handle <word>', 'a word for the desk or the shift, not the name of a person')
    .addHelpText(
      'after',
      `
The first two are made by whoever sets the platform up, in front of each other. Every later one is made by an operator, whose
token SLUIS_OPERATOR_TOKEN holds; the two of them count as one pair of eyes ever after.

Example:
  $ sluis operator create --handle desk-1`,
    )
    .action((options: NewOperator) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { createOperator } = await import('../operator/manage-operators.js');
        await createOperator(options);
      }),
    );
}

export function registerOperatorDisable(operator: Command): void {
  withOperatorOptions(operator.command('disable'))
    .description("end an operator's access at once; SLUIS_OPERATOR_TOKEN says who does it")
    .requiredOption('--operator <id>', 'the operator, opr_…')
    .action((options: OperatorToDisable) =>
      runCommand(async () => {
        const { disableOperator } = await import('../operator/manage-operators.js');
        await disableOperator(options);
      }),
    );
}
