import type { Command } from 'commander';
import { type PartnerAccess, type PartnerOptions, openPartnerAccess } from '../partner/partner-access.js';
import { asCommandError } from '../partner/api-trouble.js';
import { runCommand } from './run-command.js';

/** The options of every command that calls the API as a partner does. */
export function withPartnerOptions(command: Command): Command {
  return command
    .option('--api-key <key>', 'instead of SLUIS_API_KEY; others on this machine can see what is typed')
    .option('--api-url <url>', 'instead of SLUIS_API_URL; without both, the local stack that runs')
    .option('--json', 'print JSON');
}

export function runAsPartner(
  options: PartnerOptions,
  work: (access: PartnerAccess) => Promise<number | void>,
): Promise<void> {
  return runCommand(async () => {
    let apiUrl = options.apiUrl ?? '';
    try {
      const access = await openPartnerAccess(options);
      ({ apiUrl } = access);
      return await work(access);
    } catch (error) {
      throw asCommandError(error, apiUrl);
    }
  });
}
