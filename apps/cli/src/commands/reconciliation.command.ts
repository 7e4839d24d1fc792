import type { Command } from 'commander';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerReconciliation(reconciliation: Command): void {
  withOperatorOptions(reconciliation.command('report'))
    .description('what does not fit between our books and those of the bank; exit code 1 when something is open')
    .action((options: OperatorOptions) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { reportReconciliation } = await import('../operator/report-reconciliation.js');
        return reportReconciliation(options);
      }),
    );
}
