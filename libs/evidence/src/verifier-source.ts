import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';

/** The verifier as it goes into packs: what this very build compiled, or its source without its types. */
export async function verifierSource(): Promise<string> {
  const extension = extname(import.meta.filename);
  const source = await readFile(join(import.meta.dirname, `verifier${extension}`), 'utf8');
  return extension === '.ts' ? stripTypeScriptTypes(source) : source.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}
