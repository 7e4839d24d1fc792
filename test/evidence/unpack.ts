import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes the files of a pack where its verifier can be run. @returns the folder, which is the caller's to remove */
export function unpack(files: Record<string, Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-evidence-'));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return folder;
}
