import type { Command } from 'commander';
import type { VerifyCertificateOptions } from '../operator/retention.js';
import { type OperatorOptions, withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerRetention(retention: Command): void {
  withOperatorOptions(retention.command('due'))
    .description('count what was kept long enough, what a hold keeps, and what is still needed; deletes nothing')
    .action((options: OperatorOptions) =>
      runCommand(async () => {
        const { countDue } = await import('../operator/retention.js');
        await countDue(options);
      }),
    );
  withOperatorOptions(retention.command('verify'))
    .description('check the certificate of a retention run; needs no database; exit status 3 when it does not hold')
    .argument('<file>', 'the certificate, as the console gave it')
    .option('--public-key <file>', 'PEM of the key that sealed the audit trail then. Default: the one in use')
    .action((file: string, options: VerifyCertificateOptions) =>
      runCommand(async () => {
        const { verifyCertificate } = await import('../operator/retention.js');
        return verifyCertificate(file, options);
      }),
    );
}
