import type { Command } from 'commander';
import type { PartnerChange } from '../operator/change-partner.js';
import type { Decision } from '../operator/redirect-uris.js';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

/** Redirect URIs: those that partners asked for in the dashboard, with an operator's word on them, and others. */
export function registerRedirectUris(redirectUri: Command): void {
  withOperatorOptions(redirectUri.command('list'))
    .description('the addresses that wait for a decision')
    .action((options: OperatorOptions) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { listProposals } = await import('../operator/redirect-uris.js');
        await listProposals(options);
      }),
    );
  for (const [verb, status, description] of [
    ['approve', 'approved', 'register an address that a partner asked for'],
    ['refuse', 'refused', 'turn down an address that a partner asked for'],
  ] as const) {
    withOperatorOptions(redirectUri.command(verb))
      .description(`${description}; as the operator of SLUIS_OPERATOR_TOKEN`)
      .argument('<proposal>', 'rup_…, as sluis partner redirect-uri list shows it')
      .requiredOption('--reason <text>', 'what was checked, or why not; the partner reads it')
      .action((proposal: string, options: Omit<Decision, 'proposal' | 'status'>) =>
        runCommand(async () => {
          const { decideProposal } = await import('../operator/redirect-uris.js');
          await decideProposal({ ...options, proposal, status });
        }),
      );
  }
  for (const [verb, registered, description] of [
    [
      'add',
      true,
      'register an address that nobody asked for in the dashboard; on a live platform somebody else approves',
    ],
    ['remove', false, 'take an address away at once'],
  ] as const) {
    withOperatorOptions(redirectUri.command(verb))
      .description(description)
      .requiredOption('--partner <id>', 'the partner, par_…')
      .requiredOption('--uri <uri>', 'https address (http on localhost), matched character for character')
      .requiredOption('--reason <text>', 'what was checked, or why')
      .action((options: PartnerChange & { uri: string }) =>
        runCommand(async () => {
          const { setRedirectUri } = await import('../operator/change-partner.js');
          await setRedirectUri(registered, options);
        }),
      );
  }
}
