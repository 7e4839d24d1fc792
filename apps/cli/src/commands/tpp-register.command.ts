import type { Command } from 'commander';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerTppRegister(tpp: Command): void {
  withOperatorOptions(tpp.command('register'))
    .description('register the TPP at the bank: installation, credential, device, session, OAuth client, callbacks')
    .addHelpText(
      'after',
      `
Each part only where it is missing, so it is safe to repeat and goes on after a failure. Which bank it is, BUNQ_ENVIRONMENT
and the BUNQ_… addresses say; who we are, the TPP_… certificate files. With TPP_BUSINESS_API_KEY, the key of our own bunq
business account, the OAuth app by which partners connect their accounts is registered too.

Examples:
  $ sluis migrate && sluis tpp register
  $ sluis tpp register --local --json`,
    )
    .action((options: OperatorOptions) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { registerTpp } = await import('../operator/register-tpp.js');
        await registerTpp(options);
      }),
    );
}
