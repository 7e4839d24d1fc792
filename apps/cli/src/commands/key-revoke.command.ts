import type { Command } from 'commander';
import type { KeyToRevoke } from '../operator/revoke-key.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerKeyRevoke(key: Command): void {
  withOperatorOptions(key.command('revoke'))
    .description('end an API key at once')
    .requiredOption('--partner <id>', 'the partner, par_…')
    .requiredOption('--key <id>', "the key's id, key_…; not the key itself")
    .addHelpText(
      'after',
      `
Example:
  $ sluis key revoke --partner par_01h455vb4pex5vsknk084sn02q --key key_01h455vb4pex5vsknk084sn02r`,
    )
    .action((options: KeyToRevoke) =>
      runCommand(async () => {
        // Loaded here, so that other commands do not wait for the whole platform to load.
        const { revokeKey } = await import('../operator/revoke-key.js');
        await revokeKey(options);
      }),
    );
}
