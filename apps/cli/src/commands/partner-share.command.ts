import type { Command } from 'commander';
import type { PartnerShare } from '../operator/share-bank.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerPartnerShare(partner: Command): void {
  withOperatorOptions(partner.command('share'))
    .description("set or show a partner's share of the turns at the bank")
    .requiredOption('--partner <id>', 'the partner, par_…')
    .option('--share <number>', '1 to 100: that many turns where another partner gets one, while both wait')
    .option('--reason <text>', 'why, for the audit trail')
    .addHelpText(
      'after',
      `
Every partner begins with 1. Without --share it shows what is set.

Examples:
  $ sluis partner share --partner par_01h455vb4pex5vsknk084sn02q
  $ sluis partner share --partner par_01h455vb4pex5vsknk084sn02q --share 3 --reason "contract of May"`,
    )
    .action((options: PartnerShare) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { shareBank } = await import('../operator/share-bank.js');
        await shareBank(options);
      }),
    );
}
