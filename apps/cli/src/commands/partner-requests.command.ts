import type { Command } from 'commander';
import type { PartnerRequests } from '../operator/limit-requests.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerPartnerRequests(partner: Command): void {
  withOperatorOptions(partner.command('requests'))
    .description('set or show how many requests a minute are taken from a partner')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .option('--per-minute <number>', "1 to 1000000, over all its keys; default for everybody's figure")
    .option('--reason <text>', 'why, for the audit trail')
    .addHelpText(
      'after',
      `
Everybody's figure is PARTNER_REQUESTS_PER_MINUTE. The partner reads its own in the header RateLimit-Policy.

Examples:
  $ sluis partner requests --partner par_01h455vb4pex5vsknk084sn02q
  $ sluis partner requests --partner par_01h455vb4pex5vsknk084sn02q --per-minute 12000 --reason "sale of November"
  $ sluis partner requests --partner par_01h455vb4pex5vsknk084sn02q --per-minute default --reason "sale is over"`,
    )
    .action((options: PartnerRequests) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { limitRequests } = await import('../operator/limit-requests.js');
        await limitRequests(options);
      }),
    );
}
