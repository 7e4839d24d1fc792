import { type Command, Option } from 'commander';
import type { PartnerInvitation } from '../operator/invite-person.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerPartnerInvite(partner: Command): void {
  withOperatorOptions(partner.command('invite'))
    .description('invite somebody of a partner to the dashboard; prints a link that is good once')
    .argument('<partner>', 'the partner, par_…')
    .requiredOption('--name <name>', 'of the person')
    .addOption(
      new Option('--role <role>', 'owner: everything; developer: webhooks and test keys; viewer: sees')
        .choices(['owner', 'developer', 'viewer'])
        .default('owner'),
    )
    .addHelpText(
      'after',
      `
Hand the link over in person, or in a message that only they read: whoever opens it first is that person.

Examples:
  $ sluis partner invite par_01h455vb4pex5vsknk084sn02q --name "Olga Owner"
  $ sluis partner invite par_01h455vb4pex5vsknk084sn02q --name "Dirk" --role developer --json`,
    )
    .action((id: string, options: Omit<PartnerInvitation, 'partner'>) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { invitePerson } = await import('../operator/invite-person.js');
        await invitePerson({ ...options, partner: id });
      }),
    );
}
