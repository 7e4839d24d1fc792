import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  bucketAt,
  bucketSettings,
  headFromJson,
  headJsonSchema,
  isBucket,
  witnessAddresses,
  witnessedOf,
  witnessNameOf,
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

/** What witnesses keep, and the names of those that cannot be asked. */
export interface WitnessesAsked {
  read: Map<string, WitnessedHead[]>;
  notReadBack: string[];
}

/**
 * What the witnesses keep that the platform hands its heads to. A webhook cannot be read back. A file that is not there yet
 * keeps nothing.
 *
 * @throws UsageError where one that can be read back cannot be read now: that is no answer
 */
export async function readConfiguredWitnesses(options: OperatorOptions): Promise<WitnessesAsked> {
  const asked: WitnessesAsked = { read: new Map(), notReadBack: [] };
  const addresses = witnessAddresses((await operatorEnvironment(options))['AUDIT_WITNESSES']);
  for (const address of addresses) {
    const name = witnessNameOf(address);
    const isFile = address.startsWith('file:');
    if (isFile && !existsSync(name)) asked.read.set(name, []);
    else if (isFile || isBucket(address)) asked.read.set(name, await readWitness(address, options));
    else asked.notReadBack.push(name);
  }
  return asked;
}

/** @throws UsageError where one of these places cannot be read */
export async function readWitnesses(places: readonly string[], options: OperatorOptions): Promise<WitnessesAsked> {
  const read = new Map<string, WitnessedHead[]>();
  for (const place of places)
    read.set(isBucket(place) ? witnessNameOf(place) : place, await readWitness(place, options));
  return { read, notReadBack: [] };
}

/** @param place a file of lines, by path or address, or the address of a bucket */
async function readWitness(place: string, options: OperatorOptions): Promise<WitnessedHead[]> {
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
    throw new UsageError(`The witness ${witnessNameOf(address)} cannot be read: ${reason}.`, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
