import type { Command } from 'commander';
import type { PartnerOrigins } from '../operator/partner-origins.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerPartnerOrigin(partner: Command): void {
  withOperatorOptions(partner.command('origin'))
    .description('register, remove or show the origins whose pages may use client tokens')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .option('--add <origin>', 'as browsers write it: https://shop.example')
    .option('--remove <origin>', 'one that is registered')
    .addHelpText(
      'after',
      `
Examples:
  $ sluis partner origin --partner par_01h455vb4pex5vsknk084sn02q
  $ sluis partner origin --partner par_01h455vb4pex5vsknk084sn02q --add https://shop.example`,
    )
    .action((options: PartnerOrigins) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { changeOrigins } = await import('../operator/partner-origins.js');
        await changeOrigins(options);
      }),
    );
}
