import { fileURLToPath } from 'node:url';
import {
  bucketAt,
  bucketSettings,
  headFromJson,
  headJsonSchema,
  isBucket,
  witnessedOf,
  type WitnessedHead,
} from '@sluis/audit';
import { environmentSchema } from '@sluis/config';
import type { OperatorOptions } from '../commands/operator-options.js';
import { UsageError } from '../settings.js';
import { operatorEnvironment } from './operator-environment.js';
import { readText } from './sealing-key.js';

const bucketVariables = environmentSchema.pick({
  AUDIT_WITNESS_BUCKET_REGION: true,
  AUDIT_WITNESS_BUCKET_KEY: true,
  AUDIT_WITNESS_BUCKET_SECRET: true,
  AUDIT_WITNESS_BUCKET_DAYS: true,
});

/**
 * What a witness keeps.
 *
 * @param place a file of lines, by path or address, or the address of a bucket
 */
export async function readWitness(place: string, options: OperatorOptions): Promise<WitnessedHead[]> {
  if (isBucket(place)) return readBucket(place, options);
  const file = place.startsWith('file:') ? fileURLToPath(place) : place;
  const lines = (await readText(file)).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const parsed = headJsonSchema.safeParse(parseJson(line));
    if (!parsed.success) throw new UsageError(`Line ${index + 1} of ${file} is not a signed head.`);
    return witnessedOf(headFromJson(parsed.data));
  });
}

async function readBucket(address: string, options: OperatorOptions): Promise<WitnessedHead[]> {
  const settings = bucketSettings(bucketVariables.parse(await operatorEnvironment(options)));
  try {
    const heads: WitnessedHead[] = [];
    for await (const head of bucketAt(address, settings).heads()) heads.push(head);
    return heads;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new UsageError(`The witness cannot be read: ${reason}.`, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
