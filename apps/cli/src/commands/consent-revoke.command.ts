import type { Command } from 'commander';
import type { ConsentToRevoke } from '../operator/consents.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerConsentRevoke(consent: Command): void {
  withOperatorOptions(consent.command('revoke'))
    .description('end a consent at once: its token, its reads, and the work begun under it')
    .argument('<consent>', 'the consent, con_…')
    .requiredOption('--reason <text>', 'why; the partner reads it, so no names and no account numbers')
    .addHelpText(
      'after',
      `
Example:
  $ sluis consent revoke con_01h455vb4pex5vsknk084sn02q --reason "The payer asked us to, case 4711"`,
    )
    .action((id: string, options: ConsentToRevoke) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { revokeConsent } = await import('../operator/consents.js');
        await revokeConsent(id, options);
      }),
    );
}
