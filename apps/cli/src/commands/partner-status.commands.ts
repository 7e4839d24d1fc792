import type { Command } from 'commander';
import type { PartnerChange } from '../operator/change-partner.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

/** Letting a partner go live, and stopping it. */
export function registerPartnerStatus(partner: Command): void {
  for (const [verb, status, description, note] of [
    [
      'go-live',
      'active',
      'let a partner use the platform, for the first time or again',
      'On a live platform it is asked for, as the operator of SLUIS_OPERATOR_TOKEN, and somebody else approves.',
    ],
    ['suspend', 'suspended', "stop a partner's keys and links at once", 'Who stops a partner needs nobody else.'],
  ] as const) {
    withOperatorOptions(partner.command(verb))
      .description(description)
      .requiredOption('--partner <id>', 'the partner, par_…')
      .requiredOption('--reason <text>', 'what was checked, or why')
      .addHelpText(
        'after',
        `
${note}

Example:
  $ sluis partner ${verb} --partner par_01h455vb4pex5vsknk084sn02q --reason "contract of May"`,
      )
      .action((options: PartnerChange) =>
        runCommand(async () => {
          // Loaded here, so that other commands do not wait for the whole platform to load.
          const { setPartnerStatus } = await import('../operator/change-partner.js');
          await setPartnerStatus(status, options);
        }),
      );
  }
}
