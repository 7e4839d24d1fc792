import type { Command } from 'commander';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerConsentSeen(consent: Command): void {
  withOperatorOptions(consent.command('seen'))
    .description('what payers were shown before they decided, and what they decided; that you looked goes on record')
    .argument('<consent>', 'the consent, con_…')
    .addHelpText(
      'after',
      `
The text of every page as it was shown, with its language, template, times and decision. --json adds the page itself.
With SLUIS_OPERATOR_TOKEN in the environment the record says who looked.

Example:
  $ sluis consent seen con_01h455vb4pex5vsknk084sn02q`,
    )
    .action((id: string, options: OperatorOptions) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { seenOfConsent } = await import('../operator/seen-consent.js');
        await seenOfConsent(id, options);
      }),
    );
}
