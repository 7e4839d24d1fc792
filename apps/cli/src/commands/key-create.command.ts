import { type Command, Option } from 'commander';
import type { NewKey } from '../operator/create-key.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerKeyCreate(key: Command): void {
  withOperatorOptions(key.command('create'))
    .description('make an API key for a partner; it is shown this once')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .addOption(
      new Option(
        '--mode <mode>',
        'that of the platform, of which it is a part of the key; any other is refused',
      ).choices(['test', 'live']),
    )
    .option('--name <name>', 'to tell keys apart', 'sluis key create')
    .option('--scopes <scopes>', 'what it may do, separated by commas; * is everything', '*')
    .addHelpText(
      'after',
      `
Scopes:
  payments:read, payments:write
  consents:read, consents:write
  accounts:read
  bank_connections:read, bank_connections:write
  payouts:read, payouts:write
  payment_requests:read, payment_requests:write
  incoming_payment_requests:read, incoming_payment_requests:write
  funds:read, funds:write
  webhooks:read, webhooks:write
  events:read, events:write
  test:write

Examples:
  $ sluis key create --partner par_01h455vb4pex5vsknk084sn02q
  $ sluis key create --partner par_01h455vb4pex5vsknk084sn02q --scopes payments:read,payments:write --json`,
    )
    .action((options: NewKey) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { createKey } = await import('../operator/create-key.js');
        await createKey(options);
      }),
    );
}
