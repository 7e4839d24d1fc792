import { Argument, type Command } from 'commander';
import { misuse } from '../partner/exit-codes.js';
import { listTriggers, trigger, type TriggerOptions } from '../trigger/trigger.js';
import { triggers } from '../trigger/triggers.js';
import { runAsPartner, withPartnerOptions } from './partner-options.js';
import { runCommand } from './run-command.js';

export function registerTrigger(program: Command): void {
  const command = program
    .command('trigger')
    .description('make an event happen on the local stack, by what really leads to it')
    .addArgument(new Argument('[event]', 'such as payment.executed').argParser(String))
    .option('--list', 'what can be triggered')
    .option('--amount <euros>', 'of what is paid or asked for', '12.50');
  withPartnerOptions(command)
    .addHelpText(
      'after',
      `
A payment is made, its payer opens the page and decides at the emulated bank, and so on: nothing is made up, so that all events
before it come too. It ends when the event can be read from the API.

Examples:
  $ sluis trigger payment.executed
  $ sluis trigger payment_request.rejected --amount 4.20 --json
  $ sluis trigger --list`,
    )
    .action((type: string | undefined, options: TriggerOptions & { list?: true }) => {
      if (options.list) return runCommand(async () => listTriggers(options.json === true));
      return runAsPartner(options, (access) => {
        if (type === undefined) throw misuse('Say which event: sluis trigger --list shows them.');
        return trigger(access, type, options);
      });
    });
  // For the help and for completion; that another word is refused is told by the command itself, with its own exit code.
  const [argument] = command.registeredArguments;
  if (argument) argument.argChoices = triggers.map(({ type }) => type);
}
