import type { Command } from 'commander';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerConsentShow(consent: Command): void {
  withOperatorOptions(consent.command('show'))
    .description('the state of a consent; no names and no account numbers')
    .argument('<consent>', 'the consent, con_…')
    .action((id: string, options: OperatorOptions) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { showConsent } = await import('../operator/consents.js');
        await showConsent(id, options);
      }),
    );
}
