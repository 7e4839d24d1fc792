import { open, rm } from 'node:fs/promises';
import { EvidencePacks, NotSealedError, UnsoundPackError } from '@sluis/evidence';
import { fromPublicId } from '@sluis/persistence';
import { errorColours as pc } from '../colours.js';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { sealingPublicKey } from './sealing-key.js';
import { requireTrailText } from './trail-text.js';
import { withEvidence } from './with-evidence.js';
import { operator } from './with-platform.js';

export interface EvidenceOptions extends OperatorOptions {
  reason: string;
  to: string;
  publicKey?: string;
}

const longestReason = 140;
/** As `sluis audit verify` ends, and the verifier in a pack. */
const doesNotHold = 3;

/** @returns the exit status */
export async function makeEvidence(publicId: string, options: EvidenceOptions): Promise<number> {
  const reason = requireTrailText(options.reason, '--reason', longestReason);
  const wanted = parseId(publicId);
  const publicKeyPem = await sealingPublicKey(options);
  // Before anything is on record, so that a wrong path leaves no trace of a pack that nobody got.
  const file = await open(options.to, 'wx', 0o600).catch((error: unknown) => {
    throw new UsageError(`${options.to} cannot be written, or is there already.`, { cause: error });
  });
  try {
    const pack = await withEvidence(options, (platform) =>
      platform.get(EvidencePacks).make({ ...wanted, reason, actor: operator, publicKeyPem }),
    );
    if (!pack) throw new UsageError(`There is no ${publicId}.`);
    await file.writeFile(pack.zip);
    printResult(options.json === true, {
      title: 'The evidence is in one file, and on record that it was made',
      facts: { subject: pack.subject, file: options.to, manifest_sha256: pack.manifestSha256 },
      hint: 'Unpack it and run: node verify.mjs .',
    });
    for (const sentence of pack.reservations) console.error(pc.yellow(`! ${sentence}`));
    return 0;
  } catch (error) {
    await rm(options.to, { force: true });
    if (error instanceof NotSealedError)
      throw new UsageError('Nothing is sealed: a worker with AUDIT_SEALING_KEY must run.');
    if (error instanceof UnsoundPackError) return tellUnsound(error);
    throw error;
  } finally {
    await file.close();
  }
}

function tellUnsound({ code, subject, findings, found }: UnsoundPackError): number {
  console.error(pc.red(`✗ ${code}: there is no pack, for what is stored of ${subject} does not hold.`));
  for (const finding of findings) console.error(`  ${finding}`);
  if (found > findings.length) console.error(`  … and ${found - findings.length} more`);
  console.error(
    'That this was found is an alarm in the audit trail. Keep the database as it is, and run: sluis audit verify',
  );
  return doesNotHold;
}

function parseId(publicId: string): { kind: 'payment' | 'consent'; id: string } {
  for (const kind of ['payment', 'consent'] as const) {
    const id = fromPublicId(kind, publicId);
    if (id !== undefined) return { kind, id };
  }
  throw new UsageError(`${publicId} is no payment (pay_…) and no consent (con_…).`);
}
