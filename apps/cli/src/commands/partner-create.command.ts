import type { Command } from 'commander';
import type { NewPartner } from '../operator/create-partner.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerPartnerCreate(partner: Command): void {
  withOperatorOptions(partner.command('create'))
    .description('admit a partner application, with the addresses its payers may return to')
    .requiredOption('--name <name>', 'as payers read it on the hosted pages')
    .requiredOption(
      '--redirect-uri <uri>',
      'https address (http on localhost), matched character for character; give it again for more',
      (uri: string, earlier: string[] = []) => [...earlier, uri],
    )
    .option(
      '--beneficiary <iban=name>',
      'an account its money goes to, with its holder; give it again for more',
      (beneficiary: string, earlier: string[] = []) => [...earlier, beneficiary],
    )
    .addHelpText(
      'after',
      `
Examples:
  $ sluis partner create --name "Koffie & Zo" --redirect-uri https://shop.example/return
  $ sluis partner create --name "Koffie & Zo" --redirect-uri https://shop.example/return --beneficiary "NL91ABNA0417164300=Koffie & Zo B.V."
  $ sluis partner create --local --name Test --redirect-uri http://localhost:3000/return --json`,
    )
    .action((options: NewPartner) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { createPartner } = await import('../operator/create-partner.js');
        await createPartner(options);
      }),
    );
}
