import type { Command } from 'commander';
import type { EvidenceOptions } from '../operator/make-evidence.js';
import { withOperatorOptions } from './operator-options.js';
import { runCommand } from './run-command.js';

export function registerEvidence(program: Command): void {
  withOperatorOptions(program.command('evidence'))
    .description(
      'write a ZIP with all that is known of a payment or a consent, which proves itself without network or database',
    )
    .argument('<id>', 'the payment, pay_…, or the consent, con_…')
    .requiredOption('--reason <text>', 'why it is wanted; kept in the audit trail and in the pack')
    .requiredOption('--to <file>', 'a new file')
    .option('--public-key <file>', 'PEM of the key that seals the audit trail. Default: the one in the environment')
    .addHelpText(
      'after',
      `
It holds names, account numbers and what the payer was shown. Every pack is on record.
Where what is stored does not agree with the signed audit trail there is no pack: exit status 3, and an alarm on record.

Example:
  $ sluis evidence pay_… --reason "Complaint 4711" --to evidence.zip`,
    )
    .action((id: string, options: EvidenceOptions) =>
      runCommand(async () => {
        const { makeEvidence } = await import('../operator/make-evidence.js');
        return makeEvidence(id, options);
      }),
    );
}
