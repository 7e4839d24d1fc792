import type { Command } from 'commander';
import type { ExportAuditOptions } from '../operator/trail-file.js';
import type { AuditKeyOptions, VerifyAuditOptions } from '../operator/verify-audit.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

const several = (value: string, earlier: string[] = []) => [...earlier, value];

export function registerAuditVerify(audit: Command): void {
  withOperatorOptions(audit.command('verify'))
    .description(
      'recompute the whole sealed audit trail and name the first places that do not hold; exit status 3 then',
    )
    .option('--public-key <file>', 'PEM of a key that signed; give it again for more. Default: the one in use', several)
    .option(
      '--witness <place>',
      'what keeps the signed heads, instead of the configured witnesses: a file with one line of JSON each, or the s3+https: address of a bucket; give it again for more',
      several,
    )
    .option('--no-witness', 'ask no witness; a cut tail cannot show then')
    .option('--export <file>', 'check an exported trail instead; needs no database')
    .addHelpText(
      'after',
      `
The trail is held against every witness in AUDIT_WITNESSES that can be read back: files and buckets. Webhooks cannot: ask
who keeps those heads. An export (--export) is held against what --witness names, and nothing else.

Examples:
  $ sluis audit verify --local
  $ sluis audit verify --export trail.jsonl.gz --public-key seal-2026.pem
  $ sluis audit verify --public-key seal-2026.pem --witness /mnt/witness/heads.jsonl
  $ sluis audit verify --witness s3+https://s3.eu-central-1.amazonaws.com/our-witness/heads`,
    )
    .action((options: VerifyAuditOptions) =>
      runCommand(async () => {
        const { verifyAudit } = await import('../operator/verify-audit.js');
        return verifyAudit(options);
      }),
    );
}

export function registerAuditExport(audit: Command): void {
  withOperatorOptions(audit.command('export'))
    .description('write the sealed audit trail to a new file, which can be checked where there is no database')
    .requiredOption('--to <file>', 'lines of JSON, compressed with gzip')
    .action((options: ExportAuditOptions) =>
      runCommand(async () => {
        const { exportAudit } = await import('../operator/trail-file.js');
        await exportAudit(options);
      }),
    );
}

export function registerAuditKey(audit: Command): void {
  withOperatorOptions(audit.command('key'))
    .description('print the public key that signs the audit trail, to be kept where the database is not')
    .action((options: AuditKeyOptions) =>
      runCommand(async () => {
        const { printAuditKey } = await import('../operator/verify-audit.js');
        await printAuditKey(options);
      }),
    );
}
