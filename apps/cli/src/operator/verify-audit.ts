import { verifyDatabase, verifyExport, type Finding } from '@sluis/audit';
import { Transactions } from '@sluis/persistence';
import { colours as pc } from '../colours.js';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { readConfiguredWitnesses, readWitnesses, type WitnessesAsked } from './read-witness.js';
import { keyInUse, sealingPublicKeys } from './sealing-key.js';
import { showProgress, verifyFile } from './trail-file.js';
import { withPlatform } from './with-platform.js';

export type AuditKeyOptions = OperatorOptions;

export interface VerifyAuditOptions extends OperatorOptions {
  publicKey?: string[];
  /** false: none is asked */
  witness?: string[] | false;
  export?: string;
}

const doesNotHold = 3;
const mostShown = 20;

/** @returns the exit status */
export async function verifyAudit(options: VerifyAuditOptions): Promise<number> {
  const publicKeys = await sealingPublicKeys(options);
  const { read: witnesses, notReadBack } = await askWitnesses(options);
  const startedAt = performance.now();
  const checks = { witnesses, progress: showProgress };
  const report =
    options.export === undefined
      ? await withPlatform(options, (platform) => verifyDatabase(platform.get(Transactions), publicKeys, checks))
      : await verifyFile(options.export, (lines) => verifyExport(lines, publicKeys, checks));
  if (process.stderr.isTTY) process.stderr.write('\r');
  const { records, heads, findings, unsealed } = report;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const status = findings.length > 0 ? doesNotHold : 0;
  if (options.json) {
    console.log(
      JSON.stringify(
        {
          holds: findings.length === 0,
          records,
          heads,
          unsealed,
          witnesses: [...witnesses].map(([witness, kept]) => ({ witness, heads: kept.length })),
          not_read_back: notReadBack,
          findings,
        },
        null,
        2,
      ),
    );
    return status;
  }
  if (findings.length === 0) {
    const facts = {
      records: String(records),
      heads: String(heads),
      not_sealed_yet: String(unsealed),
      witnesses: [
        ...[...witnesses].map(([witness, kept]) => `${witness}: keeps ${kept.length} heads, and they agree`),
        ...notReadBack.map((witness) => `${witness}: cannot be read back; ask who keeps it`),
      ],
      seconds,
    };
    const hint =
      witnesses.size === 0 ? 'No witness was read, so nobody can tell whether the newest records were cut off.' : '';
    printResult(false, { title: 'The audit trail holds', facts, hint });
    return status;
  }
  console.error(
    pc.red(`✗ The audit trail does not hold: ${findings.length} findings in ${records} records, ${seconds} s`),
  );
  for (const finding of findings.slice(0, mostShown)) console.error(`  ${describe(finding)}`);
  if (findings.length > mostShown) console.error(`  and ${findings.length - mostShown} more; --json lists them all`);
  return status;
}

export async function printAuditKey(options: AuditKeyOptions): Promise<void> {
  const key = await keyInUse(options);
  if (!key) throw new UsageError('There is no AUDIT_SEALING_KEY in the environment.');
  if (options.json) console.log(JSON.stringify({ key_id: key.id, public_key: key.publicKeyPem }, null, 2));
  else console.log(key.publicKeyPem.trimEnd());
}

/** An export is older than what witnesses keep by now, so that only those that are named are held against it. */
async function askWitnesses({ witness, ...options }: VerifyAuditOptions): Promise<WitnessesAsked> {
  if (witness) return readWitnesses(witness, options);
  const isNoneAsked = witness === false || options.export !== undefined;
  return isNoneAsked ? { read: new Map(), notReadBack: [] } : readConfiguredWitnesses(options);
}

function howFar({ head, coveredTo }: Extract<Finding, { kind: 'export_damaged' }>): string {
  if (head === 0) return 'no signed head comes before it';
  return `up to head ${head}, over ${coveredTo} records, it holds but for what else is named here`;
}

/** A sentence per kind, for whoever has to find the row. */
function describe(finding: Finding): string {
  switch (finding.kind) {
    case 'record_altered':
      return `record ${finding.recordId} (number ${finding.seq}) is not what was sealed`;
    case 'record_missing':
      return `record ${finding.recordId} (number ${finding.seq}) is gone`;
    case 'leaf_missing':
      return `number ${finding.seq} of the sealed order is gone`;
    case 'record_inserted':
      return `record ${finding.recordId} was put into the past`;
    case 'leaf_inserted':
      return `record ${finding.recordId} was put before the first of the sealed order, as number ${finding.seq}`;
    case 'range_altered':
      return `records ${finding.fromSeq} to ${finding.toSeq} are not what head ${finding.head} signed`;
    case 'node_altered':
      return `the stored root of part ${finding.index} on level ${finding.level} is wrong`;
    case 'node_inserted':
      return `a stored root was put in as part ${finding.index} on level ${finding.level}, where nothing is sealed`;
    case 'head_missing':
      return `head ${finding.head} is gone`;
    case 'head_inserted':
      return `head ${finding.head} was put before the first`;
    case 'head_altered':
      return `head ${finding.head} is not as it was written`;
    case 'head_signature_invalid':
      return `the signature of head ${finding.head} is wrong`;
    case 'head_key_unknown':
      return `head ${finding.head} was signed with a key that was not given`;
    case 'tail_cut':
      return `sealed records from number ${finding.fromSeq} on have no head any more`;
    case 'rolled_back':
      return `rolled back: the witness ${finding.witness} keeps heads ${finding.fromHead} to ${finding.toHead} over records ${finding.fromSeq} to ${finding.toSeq}, which are gone here`;
    case 'forked':
      return `forked: the witness ${finding.witness} keeps another head ${finding.head}; records ${finding.fromSeq} to ${finding.toSeq} and what follows are another history`;
    case 'witness_lacks':
      return `the witness ${finding.witness} was never shown head ${finding.head}`;
    case 'witness_empty':
      return `the witness ${finding.witness} keeps no head, though heads are signed here`;
    case 'export_damaged':
      return `the export is damaged or cut: line ${finding.line} cannot be read, and nothing after it was checked; ${howFar(finding)}`;
  }
}
