import { open, rm } from 'node:fs/promises';
import { EvidencePacks, NotSealedError } from '@sluis/evidence';
import { fromPublicId } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { sealingPublicKey } from './sealing-key.js';
import { withEvidence } from './with-evidence.js';
import { operator } from './with-platform.js';

export interface EvidenceOptions extends OperatorOptions {
  reason: string;
  to: string;
  publicKey?: string;
}

const longestReason = 140;

export async function makeEvidence(publicId: string, options: EvidenceOptions): Promise<void> {
  const reason = options.reason.trim();
  if (reason === '' || reason.length > longestReason || /\p{Cc}/u.test(reason))
    throw new UsageError(`--reason has 1 to ${longestReason} characters on one line.`);
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
  } catch (error) {
    await rm(options.to, { force: true });
    if (error instanceof NotSealedError)
      throw new UsageError('Nothing is sealed: a worker with AUDIT_SEALING_KEY must run.');
    throw error;
  } finally {
    await file.close();
  }
}

function parseId(publicId: string): { kind: 'payment' | 'consent'; id: string } {
  for (const kind of ['payment', 'consent'] as const) {
    const id = fromPublicId(kind, publicId);
    if (id !== undefined) return { kind, id };
  }
  throw new UsageError(`${publicId} is no payment (pay_…) and no consent (con_…).`);
}
