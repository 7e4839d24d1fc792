import type { Command } from 'commander';
import type { BeneficiaryToAdd } from '../operator/beneficiaries.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerBeneficiaryAdd(beneficiary: Command): void {
  withOperatorOptions(beneficiary.command('add'))
    .description('register an account, or change what is known of it; its name is checked')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .requiredOption('--iban <iban>', 'the account')
    .requiredOption('--name <name>', 'its holder, as the partner says')
    .option('--evidence <text>', "what you saw that proves the name; without it the name is the partner's word alone")
    .addHelpText(
      'after',
      `
Example:
  $ sluis partner beneficiary add --partner par_01h455vb4pex5vsknk084sn02q --iban NL91ABNA0417164300 --name "Koffie & Zo B.V." --evidence "Bank statement of 2026-10, register extract 12345678"`,
    )
    .action((options: BeneficiaryToAdd) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { addBeneficiary } = await import('../operator/beneficiaries.js');
        await addBeneficiary(options);
      }),
    );
}
