import type { Command } from 'commander';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerBeneficiaryList(beneficiary: Command): void {
  withOperatorOptions(beneficiary.command('list'))
    .description('the accounts of a partner and what their check came to')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .action((options: OperatorOptions & { partner: string }) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { listBeneficiaries } = await import('../operator/beneficiaries.js');
        await listBeneficiaries(options);
      }),
    );
}
