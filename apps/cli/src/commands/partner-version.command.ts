import type { Command } from 'commander';
import type { PartnerVersion } from '../operator/set-api-version.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerPartnerVersion(partner: Command): void {
  withOperatorOptions(partner.command('version'))
    .description('set or show the version of the API that a partner is held to')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .option('--to <version>', 'a version that is served, such as 2026-11-21')
    .addHelpText(
      'after',
      `
A partner begins with the latest version. Single requests may name another in the header Sluis-Version.

Examples:
  $ sluis partner version --partner par_01h455vb4pex5vsknk084sn02q
  $ sluis partner version --partner par_01h455vb4pex5vsknk084sn02q --to 2026-11-21`,
    )
    .action((options: PartnerVersion) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { setApiVersion } = await import('../operator/set-api-version.js');
        await setApiVersion(options);
      }),
    );
}
