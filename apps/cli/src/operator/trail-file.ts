import { open, type FileHandle } from 'node:fs/promises';
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
  const file = await open(path).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read.`, { cause: error });
  });
  try {
    if (!(await isCompressed(file))) throw new NotATrailError();
    const unpacked = createGunzip();
    // Composed streams throw an error of the one where nobody can catch it.
    const packed = file.createReadStream({ start: 0 }).on('error', (error) => unpacked.destroy(error));
    return await verify(linesOf(packed.pipe(unpacked)));
  } catch (error) {
    if (error instanceof NotATrailError) throw new UsageError(`${path}: ${error.message}.`);
    throw error;
  } finally {
    await file.close();
  }
}

/** By the mark that every file of gzip begins with. */
async function isCompressed(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer.equals(Buffer.of(0x1f, 0x8b));
}

/** As readline has them; but readline never hears of an error of what it reads. */
async function* linesOf(unpacked: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun = '';
  for await (const chunk of unpacked) {
    const parts = (begun + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    begun = parts.pop() ?? '';
    yield* parts;
  }
  if (begun !== '') yield begun;
}

export function showProgress(records: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${records} records`);
}
