import type { Command } from 'commander';
import type { PartnerLimit } from '../operator/limit-partner.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerPartnerLimit(partner: Command): void {
  withOperatorOptions(partner.command('limit'))
    .description('set or show how much a partner may order, and to whom')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .option('--per-payment <amount>', 'most of one payment, in euros: 250.00')
    .option('--per-day <amount>', 'most of a calendar day (Europe/Amsterdam)')
    .option('--per-month <amount>', 'most of a calendar month')
    .option(
      '--allow-creditor <iban>',
      'only these accounts may be paid; give it again for more',
      (iban: string, earlier: string[] = []) => [...earlier, iban],
    )
    .option('--none', 'take every limit away')
    .option('--reason <text>', 'why, for the audit trail')
    .addHelpText(
      'after',
      `
All limits are set together: what is not named is not limited. Without limits and --none it shows what is set and used.

Examples:
  $ sluis partner limit --partner par_01h455vb4pex5vsknk084sn02q
  $ sluis partner limit --partner par_01h455vb4pex5vsknk084sn02q --per-day 10000.00 --reason "first month"`,
    )
    .action((options: PartnerLimit) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { limitPartner } = await import('../operator/limit-partner.js');
        await limitPartner(options);
      }),
    );
}
