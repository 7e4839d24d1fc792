import type { Command } from 'commander';
import type { ConsentsToList } from '../operator/consents.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerConsentList(consent: Command): void {
  withOperatorOptions(consent.command('list'))
    .description("a partner's newest consents")
    .requiredOption('--partner <id>', 'the partner, par_…')
    .option('--limit <count>', 'how many, at most 100', '25')
    .action((options: ConsentsToList) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { listConsents } = await import('../operator/consents.js');
        await listConsents(options);
      }),
    );
}
