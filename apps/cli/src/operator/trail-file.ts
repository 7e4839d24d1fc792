import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { exportTrail, NotATrailError, type AuditReport } from '@sluis/audit';
import { Transactions } from '@sluis/persistence';
import type { OperatorOptions } from '../commands/operator-options.js';
import { printResult } from '../commands/print-result.js';
import { UsageError } from '../settings.js';
import { withPlatform } from './with-platform.js';

export interface ExportAuditOptions extends OperatorOptions {
  to: string;
}

/** Writes the sealed trail to a compressed file, which `audit verify --export` checks where there is no database. */
export async function exportAudit(options: ExportAuditOptions): Promise<void> {
  const { to } = options;
  let records = 0;
  await withPlatform(options, async (platform) => {
    const lines = exportTrail(platform.get(Transactions), (count) => {
      records = count;
      showProgress(count);
    });
    const file = await createNew(to);
    await pipeline(lines, withNewlines, createGzip(), file.createWriteStream({ flush: true }));
  });
  if (process.stderr.isTTY) process.stderr.write('\r');
  printResult(options.json === true, {
    title: 'The audit trail is exported',
    facts: { file: to, records: String(records) },
    hint: 'Check it with: sluis audit verify --export <file> --public-key <file>',
  });
}

async function* withNewlines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function createNew(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be written, or is there already.`, { cause: error });
  });
}

export async function verifyFile(
  path: string,
  verify: (lines: AsyncIterable<string>) => Promise<AuditReport>,
): Promise<AuditReport> {
  const unreadable = (error: unknown) =>
    new UsageError(`${path} cannot be read as an exported trail.`, { cause: error });
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(error);
  });
  const unpacked = file.createReadStream().compose(createGunzip());
  try {
    return await verify(createInterface({ input: unpacked, crlfDelay: Infinity }));
  } catch (error) {
    if (error instanceof NotATrailError) throw new UsageError(`${path}: ${error.message}.`);
    throw unreadable(error);
  }
}

export function showProgress(records: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${records} records`);
}
